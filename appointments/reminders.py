"""Reminders of a booked visit by e-mail: which of them makes sense at a moment, and to whom.

It is asked twice, by the same rule: when the reminder is written, and when it is handed to the mail
server, which may be hours later.
"""

from datetime import UTC, timedelta

from django.db.models import Exists, OuterRef, Subquery

from appointments.models import BookingRequest, OutboundMessage, RequestEvent
from appointments.transitions import REMINDERS, State

Status = OutboundMessage.Status

# Closer together than this, a reminder says only what another mail has just said.
APART = timedelta(hours=6)
# How long before the visit each is due, and how long before it is too late for it: an earlier one
# ends well before the next begins.
WINDOWS = {
    "reminder_48": (timedelta(hours=48), timedelta(hours=3) + APART),
    "reminder_3": (timedelta(hours=3), timedelta(0)),
}
FIRST = max(due for due, _too_late in WINDOWS.values())
TELLING = ["booked", "rescheduled"]  # the mails that tell the visit's time first


def due_reminder(start, told_at, now):
    """The reminder that makes sense at `now` of a visit that begins at `start`; "" for none.

    `told_at` is when the patient was last told the time: none follows that within APART. All three
    are aware, in any zone. The hours are real ones, also over a change of the clocks.
    """
    start, told_at = start.astimezone(UTC), told_at.astimezone(UTC)
    left = start - now.astimezone(UTC)
    for kind, (due, too_late) in WINDOWS.items():
        if too_late < left <= due and told_at + APART <= start - due:
            return kind
    return ""


def visits_ahead(now):
    """Booked visits that a reminder may be due of, whose patients agreed to e-mail.

    Not while the mail that tells the time still waits to be sent. Each has `mail_sent_at`, when
    that was sent, and `last_reminder`, the kind of the last one since it was booked or moved.
    """
    mails = OutboundMessage.objects.filter(request=OuterRef("pk"), kind__in=TELLING)
    sent = mails.filter(status=Status.SENT).order_by("-sent_at").values("sent_at")
    reminded = RequestEvent.objects.filter(
        request=OuterRef("pk"), move__in=REMINDERS, at__gte=OuterRef("state_changed_at")
    )
    return (
        BookingRequest.objects.filter(
            ~Exists(mails.filter(status=Status.QUEUED)),
            state=State.BOOKED,
            email_allowed=True,
            visit_start__gt=now,
            visit_start__lte=now + FIRST,
        )
        .annotate(
            mail_sent_at=Subquery(sent[:1]),
            last_reminder=Subquery(reminded.order_by("-version").values("move")[:1]),
        )
        .order_by("visit_start", "pk")
    )


def due_of(visit, now):
    """The reminder that makes sense now of one of `visits_ahead`; "" for none.

    A booked request changes its state's time only when it is booked or moved.
    """
    told_at = max(visit.state_changed_at, visit.mail_sent_at or visit.state_changed_at)
    return due_reminder(visit.visit_start, told_at, now)


def to_write(visit, now):
    """The reminder to write now of one of `visits_ahead`; "" for none, and for one that is."""
    kind = due_of(visit, now)
    return "" if kind == visit.last_reminder else kind


def to_remind(now):
    """The keys of the requests of which a reminder is to be written. One query, and nothing is
    decrypted."""
    visits = visits_ahead(now).only("visit_start", "state_changed_at")
    return [visit.pk for visit in visits if to_write(visit, now)]


def once_key(request, kind):
    """At most one message has it: one of each kind for each time that is booked."""
    return f"{kind} {request.visit_uid} {request.visit_sequence}"


def is_still_true(message, now):
    """Whether a reminder that was written earlier may go out now."""
    visit = visits_ahead(now).only("visit_start", "state_changed_at", "visit_uid", "visit_sequence")
    visit = visit.filter(pk=message.request_id).first()
    if visit is None or message.once_key != once_key(visit, message.kind):
        return False
    return due_of(visit, now) == message.kind
