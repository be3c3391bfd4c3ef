"""When a request is due for its first contact, in business hours. Pure rules of plain values.

FACTS section 3: nothing times out into "declined"; the first contact has a due time instead, a
business day later unless the clinic promises another number.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from appointments.business_days import florida_holidays
from appointments.eligibility import CLINIC_ZONE

LOOK_BACK = timedelta(days=2 * 365)
# Nobody is to wait for longer than this for a place that is closed.
LONGEST_CLOSURE = timedelta(days=366)


@dataclass(frozen=True)
class OpenHours:
    """When a place is open, as the wall clock in Miami shows it.

    `weekdays` are the hours by weekday (Monday is 0): {0: [(opens, closes), …]}. `closures` are
    pairs of the first and the last day on which it is closed, both counted; one of more than a year
    is left out. A day without hours is no business day, nor is a public holiday of Florida.
    """

    weekdays: dict
    closures: tuple[tuple[date, date], ...] = ()

    def spans(self, day):
        """The hours of a date, in order; none where it is no business day."""
        if day in florida_holidays() or any(
            first <= day <= last and last - first < LONGEST_CLOSURE for first, last in self.closures
        ):
            return []
        return sorted(self.weekdays.get(day.weekday(), []))


# Where the clinic has not filled a place's hours in, days alone count.
ALL_DAY = [(time.min, time.max)]
WEEKDAYS_ALL_DAY = dict.fromkeys(range(5), ALL_DAY)
WITHOUT_HOURS = OpenHours(WEEKDAYS_ALL_DAY)


def contact_due(received_at, hours, days):
    """The moment by which a request is to be answered: `days` business days after it came.

    What comes while the place is closed counts from its next opening. The due time is the same
    time of the day as it counts from, moved into the hours of that day.
    """
    local = received_at.astimezone(CLINIC_ZONE)
    day, clock = next_open(local.date(), local.time(), hours)
    for _n in range(days):
        day = next_business_day(day, hours)
    spans = hours.spans(day)
    clock = min(max(clock, spans[0][0]), spans[-1][1])
    return datetime.combine(day, clock, tzinfo=CLINIC_ZONE).astimezone(UTC)


def received_before(now, hours, days):
    """What came before this moment is due by `now`, to the second: `contact_due` the other way.

    It is found by halving, since a later request is never due earlier. So the database can tell
    what is past due by one comparison, however many requests there are.
    """
    first = int((now - LOOK_BACK).timestamp())

    def due(second):
        return contact_due(datetime.fromtimestamp(second, UTC), hours, days)

    count = bisect_right(range(first, int(now.timestamp()) + 1), now, key=due)
    return datetime.fromtimestamp(first + count, UTC)


def business_time(start, end, hours):
    """How long the place is open between two moments, as a timedelta; none where `end` is earlier.

    Real time: an hour that the clocks skip is not counted, one that comes twice is counted twice.
    """
    total, counted_to = timedelta(), start.astimezone(UTC)
    day, last_day = (moment.astimezone(CLINIC_ZONE).date() for moment in (start, end))
    while day <= last_day:
        for opens, closes in hours.spans(day):
            begins = max(counted_to, moment_of(day, opens))
            ends = min(end.astimezone(UTC), moment_of(day, closes))
            if begins < ends:
                total += ends - begins
                counted_to = ends  # so that hours that overlap count once
        day += timedelta(days=1)
    return total


def business_days_after(start, end, hours):
    """On how many dates after that of `start`, up to that of `end`, the place is open."""
    first, last = (moment.astimezone(CLINIC_ZONE).date() for moment in (start, end))
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(bool(hours.spans(day)) for day in days)


def moment_of(day, clock):
    """The moment, in UTC, at which the clock in Miami shows this; `time.max` is the midnight."""
    if clock == time.max:
        day, clock = day + timedelta(days=1), time.min
    return datetime.combine(day, clock, tzinfo=CLINIC_ZONE).astimezone(UTC)


def next_open(day, clock, hours):
    """The date and time at which a place is open, at or after the one given."""
    for opens, closes in hours.spans(day):
        if clock < closes:
            return day, max(clock, opens)
    day = next_business_day(day, hours)
    return day, hours.spans(day)[0][0]


def next_business_day(day, hours):
    """The next date after this one on which the place is open."""
    day += timedelta(days=1)
    while not hours.spans(day):
        day += timedelta(days=1)
    return day
