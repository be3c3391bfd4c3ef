"""What the clock does about booked visits: it writes reminders, and closes what is long over.

Each request is a transaction of its own, and one that fails holds up no other: the last failure is
raised after the others, so that staff and the operator see it.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from appointments import moves, outbox, reminders
from appointments.models import BookingRequest, OutboundMessage, RequestEvent, RequestSettings
from appointments.transitions import State
from clinic_site.jobs import Job

# The worker sends messages in between: a run must not keep it from them for minutes.
MOST_A_RUN = 500


def each_alone(act, keys):
    """Call `act` with the key of each request. One on which somebody acts at this moment is left
    for the next run. Raises the last failure, after the others."""
    failure = None
    for pk in keys:
        try:
            act(pk)
        except moves.MoveRefused:
            continue
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one, the others go on
            failure = error
    if failure:
        raise failure


# ---------------------------------------------------------------- reminders


def write_reminders(now):
    """Write each reminder that is due, as an event of the clock with its one message."""
    each_alone(lambda pk: write_reminder(pk, now), reminders.to_remind(now))


def write_reminder(pk, now):
    """One reminder, if it is still to be written and there is an address to send it to."""
    request = reminders.visits_ahead(now).filter(pk=pk).first()
    kind = reminders.to_write(request, now) if request else ""
    audience = OutboundMessage.Audience.PATIENT
    if not kind or not outbox.address(request, audience):
        return
    with transaction.atomic():
        event = moves.write(request, RequestEvent(by=None, at=now, move=kind), {})
        once_key = reminders.once_key(request, kind)
        if outbox.queue(event, kind=kind, audience=audience, now=now, once_key=once_key) is None:
            transaction.set_rollback(True)


# ---------------------------------------------------------------- visits that are over


def close_visits(now):
    """Count the visits as kept that ended so many days ago that nobody will say otherwise.

    The days are the clinic's (RequestSettings). The oldest go first, MOST_A_RUN at once.
    """
    days = RequestSettings.load().close_visits_after_days
    over = BookingRequest.objects.filter(
        state=State.BOOKED, visit_end__lte=now - timedelta(days=days)
    )
    oldest_first = over.order_by("visit_end", "pk").values_list("pk", flat=True)[:MOST_A_RUN]
    each_alone(lambda pk: close_visit(pk, days, now), list(oldest_first))


def close_visit(pk, days, now):
    """One visit, closed as kept. Nothing of the request is decrypted."""
    request = BookingRequest.objects.only("state", "version", "visit_start").get(pk=pk)
    moves.move(
        request, "fulfill", by=None, now=now, version=request.version, reason=why_closed(days)
    )


def why_closed(days):
    """The note in the timeline, in the language of staff."""
    with translation.override(settings.LANGUAGE_CODE):
        words = ngettext(
            "Closed by the clock: in the day after the visit nobody said whether it was kept or"
            " missed.",
            "Closed by the clock: in the %(days)s days after the visit nobody said whether it was"
            " kept or missed.",
            days,
        )
        return words % {"days": days}


# ---------------------------------------------------------------- the worker's jobs


def remind():
    write_reminders(timezone.now())


def close():
    close_visits(timezone.now())


JOBS = {
    "write_reminders": Job(timedelta(minutes=1), remind, _("Reminders last checked")),
    "close_visits": Job(timedelta(hours=1), close, _("Past visits last checked")),
}
