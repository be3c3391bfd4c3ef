"""The deletion of old requests: by state, after the days that managers have set.

A request goes with its timeline, notes and messages; a count and a record of the deletion stay
(FACTS section 4). One request is one transaction, so that a run that breaks off has deleted and
counted the same requests, and the next run goes on from there.
"""

from collections import Counter
from datetime import datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appointments import audit, holds
from appointments.eligibility import CLINIC_ZONE, clinic_date
from appointments.figure_terms import MAIL_FAILED, NO_FIGURE, contact_minutes, week_of
from appointments.models import (
    BookingRequest,
    ContactTime,
    OutboundMessage,
    PatientLink,
    PurgedCount,
    PurgeRecord,
    RequestEvent,
    RequestSettings,
)
from appointments.place_hours import hours_of_places
from clinic_site.encryption import UnreadableValue
from clinic_site.jobs import Job

# The worker sends messages in between: a run must not keep it from them for minutes. Every hour, it
# keeps up with thousands of spam requests a day.
MOST_AT_ONCE = 250
WITHOUT_NAMES = [
    "reference",
    "state",
    "state_changed_at",
    "received_at",
    "first_contact_at",
    "location",
    "decline_code",
    "language",
]

# What belongs to a request and is encrypted, in the order in which it can go.
ENCRYPTED_PARTS = [PatientLink, OutboundMessage, RequestEvent]

NAMED = Exists(BookingRequest.objects.filter(duplicate_of=OuterRef("pk")))
# Not what waits for a lost key: it would keep the request for ever.
UNSENT = Exists(
    OutboundMessage.objects.filter(
        request=OuterRef("pk"), status=OutboundMessage.Status.QUEUED
    ).exclude(trouble=UnreadableValue.__name__)
)

# ---------------------------------------------------------------- the rule


def goes_on(closed_at, days):
    """The date in Miami on which a request is old enough to go."""
    return clinic_date(closed_at) + timedelta(days=days)


def day_to_go(request):
    """The date on which this request is old enough; None where no rule says so."""
    days = RequestSettings.load().kept_days().get(request.state)
    return None if days is None else goes_on(request.state_changed_at, days)


def closed_before(now, days):
    """What was closed before this moment is old enough by `now`: the midnight that `goes_on`
    turns on, in Eastern Time."""
    day = clinic_date(now) - timedelta(days=days - 1)
    return datetime.combine(day, time.min, tzinfo=CLINIC_ZONE)


def old_enough(kept_days, now):
    """A condition: closed, in a state that has a rule, for as many days as the rule says."""
    condition = Q(pk__in=[])
    for state, days in kept_days.items():
        condition |= Q(state=state, state_changed_at__lt=closed_before(now, days))
    return condition


def going(kept_days, now):
    """The requests that go in the next run."""
    return free(kept_days, now).exclude(pk__in=holds.kept())


def free(kept_days, now):
    """The requests that are old enough, and free to go unless the hold of another keeps them.

    Not those on hold, not those of which a message still waits, and not those that another
    request names as the one it repeats: these go after it.
    """
    return BookingRequest.objects.filter(old_enough(kept_days, now), on_hold=False).exclude(
        NAMED | UNSENT
    )


# ---------------------------------------------------------------- the deletion


def purge(now, most=None):
    """Delete what is old enough, the oldest first, and count the deleted ones by state.

    One that the database keeps, since something names it, holds up no other. Raises the last such
    refusal, after the others.
    """
    kept_days, gone, refusal = RequestSettings.load().kept_days(), Counter(), None
    oldest_first = going(kept_days, now).order_by("state_changed_at", "pk")
    for pk in list(oldest_first.values_list("pk", flat=True)[:most]):
        try:
            state = purge_one(pk, kept_days, now)
        except IntegrityError as error:
            refusal = error
            continue
        if state:
            gone[state] += 1
    if refusal:
        raise refusal
    return gone


def purge_one(pk, kept_days, now):
    """Count, record and delete one request in one transaction. Its state, or None if it stays."""
    with transaction.atomic():
        # Who moves, holds or repeats the request at this moment is done, or finds it gone.
        BookingRequest.objects.select_for_update().filter(pk=pk).values_list("pk").first()
        request = free(kept_days, now).only(*WITHOUT_NAMES).filter(pk=pk).first()
        if request is None or holds.held_with(request).exists():
            return None
        count(request)
        PurgeRecord.objects.create(
            reference=request.reference,
            state=request.state,
            closed_at=request.state_changed_at,
            kept_days=kept_days[request.state],
            purged_at=now,
        )
        erase(pk)
        audit.record_deletion(request.reference, what=request.state, now=now)
    return request.state


def count(request):
    """One more request of its kind, and how long it waited for its first contact.

    The figures of its week stay as they were (`appointments.figures`).
    """
    week = week_of(request.received_at)
    alike, _created = PurgedCount.objects.get_or_create(
        month=clinic_date(request.received_at).replace(day=1),
        week=week,
        location_id=request.location_id,
        state=request.state,
        decline_code=request.decline_code,
        language=request.language,
    )
    mail_failed = BookingRequest.objects.filter(MAIL_FAILED, pk=request.pk).exists()
    PurgedCount.objects.filter(pk=alike.pk).update(
        count=F("count") + 1, mail_failed=F("mail_failed") + int(mail_failed)
    )
    if request.first_contact_at and request.state not in NO_FIGURE:
        hours = hours_of_places()[request.location_id]
        ContactTime.objects.create(
            week=week,
            location_id=request.location_id,
            business_minutes=contact_minutes(request.received_at, request.first_contact_at, hours),
        )


def erase(pk):
    """Delete the request and all that belongs to it, without decrypting any of it: what cannot be
    read any more must go too."""
    for model in ENCRYPTED_PARTS:
        model.objects.filter(request=pk).only("pk").delete()
    BookingRequest.objects.filter(pk=pk).only("pk").delete()


def purge_hourly():
    """The worker's job."""
    purge(timezone.now(), most=MOST_AT_ONCE)


JOBS = {"purge_requests": Job(timedelta(hours=1), purge_hourly, _("Old requests last deleted"))}
