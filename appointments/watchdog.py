"""The watchdog: what somebody must see to, for the banner, the home page and the health address.

It counts and looks at the clock; it reads nothing personal.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from appointments import audit_clock, key_watch
from appointments.clock import HEARTBEAT
from appointments.due import contact_due, received_before
from appointments.models import BookingRequest, ClockJob, OutboundMessage, ReadingAlarm
from appointments.outbox import oldest_unsent
from appointments.place_hours import hours_of_places
from appointments.transitions import State
from clinic_site.models import ClinicSettings

# Later than this, staff must see it (FACTS section 3, "Outbox").
UNSENT_TOO_LONG = timedelta(minutes=15)
WORKER_AWAY_TOO_LONG = timedelta(minutes=5)
# The first contact: business days where the clinic has promised no number, and the most that count.
CONTACT_DAYS, MOST_CONTACT_DAYS = 1, 30
# Suspected spam too: it may be a person, whom the page promised an answer as it did everybody.
BEFORE_CONTACT = [State.QUARANTINED, State.RECEIVED, State.IN_REVIEW]


@dataclass(frozen=True)
class Watch:
    """What the watchdog sees at a moment."""

    now: datetime
    worker_seen_at: datetime | None = None
    unsent_for: timedelta | None = None  # how long the oldest message waits
    past_due: int = 0  # requests
    missing_keys: str = ""  # the names of keys without which something cannot be read
    record_is_broken: bool = False  # the record of access
    alarms: int = 0  # at unusual reading; for managers alone

    @property
    def worker_is_away(self):
        seen = self.worker_seen_at
        return seen is None or self.now - seen > WORKER_AWAY_TOO_LONG

    @property
    def mail_is_late(self):
        return self.unsent_for is not None and self.unsent_for > UNSENT_TOO_LONG

    @property
    def troubles(self):
        """The names of what is wrong, as the health address names its checks."""
        found = {
            "worker": self.worker_is_away,
            "messages": self.mail_is_late,
            "keys": bool(self.missing_keys),
            "record": self.record_is_broken,
            "reading": self.alarms > 0,
            "requests": self.past_due > 0,
        }
        return [name for name, is_wrong in found.items() if is_wrong]


def look(now, *, for_managers=False):
    """What there is to see. Six queries, however many requests there are; seven for managers."""
    names = [HEARTBEAT, key_watch.NAME, audit_clock.CHECK]
    jobs = ClockJob.objects.in_bulk(names, field_name="name")
    heartbeat = jobs.get(HEARTBEAT)
    return Watch(
        now=now,
        worker_seen_at=heartbeat and heartbeat.started_at,
        unsent_for=oldest_unsent(now),
        past_due=past_due(now).count(),
        missing_keys=key_watch.names_missing(jobs),
        record_is_broken=audit_clock.is_broken(jobs),
        alarms=ReadingAlarm.objects.filter(settled_at=None).count() if for_managers else 0,
    )


@dataclass(frozen=True)
class Promise:
    """In how many business days the clinic turns to a person, and when each place is open."""

    days: int
    hours: dict  # of OpenHours, by the place's key

    def due_at(self, request):
        """When a request is due for its first contact; None where that is over."""
        if request.first_contact_at or request.state not in BEFORE_CONTACT:
            return None
        return contact_due(request.received_at, self.hours[request.location_id], self.days)

    def broken(self, now):
        """A condition: nobody has turned to the person by the time that was promised."""
        places = defaultdict(list)  # most have the same hours, which is quicker to look for
        for place, hours in self.hours.items():
            places[received_before(now, hours, self.days)].append(place)
        late = Q(pk__in=[])
        for moment, keys in places.items():
            late |= Q(location__in=keys, received_at__lt=moment)
        return late & Q(first_contact_at=None, state__in=BEFORE_CONTACT)


def promise():
    """What the clinic promises now. Three queries."""
    promised = ClinicSettings.load().response_business_days or CONTACT_DAYS
    return Promise(days=min(promised, MOST_CONTACT_DAYS), hours=hours_of_places())


def past_due(now):
    """The requests whose people nobody has turned to by the time that the clinic promises."""
    return BookingRequest.objects.filter(promise().broken(now))


def with_late_mail(now):
    """The requests of which a message waits for too long."""
    late = OutboundMessage.objects.filter(
        status=OutboundMessage.Status.QUEUED, created_at__lt=now - UNSENT_TOO_LONG
    )
    return BookingRequest.objects.filter(pk__in=late.values("request"))
