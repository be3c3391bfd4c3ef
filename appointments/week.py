"""A week of the calendar: seven days, with what happens on each. Pure rules of plain values.

Moments are aware, in any zone; days and clocks are America/New_York, as are the hours of a place
by weekday (Monday is 0): {0: [(opens, closes), …]}.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from itertools import groupby

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appointments.business_days import florida_holidays
from appointments.due import moment_of
from appointments.eligibility import CLINIC_ZONE

STEP = timedelta(minutes=30)  # between the starts that are offered


class Kind(Enum):
    """What takes time. The values name the classes of the screens."""

    VISIT = "visit"
    OWN = "own"  # the visit that is being moved
    OTHER = "other"  # a visit of somebody else at the same place
    TIME_OFF = "time-off"
    FREE = "free"


BUSY = [Kind.VISIT, Kind.TIME_OFF]


@dataclass(frozen=True)
class Block:
    """What happens between two moments. `what` is the row that it stands for."""

    kind: Kind
    starts: datetime
    ends: datetime
    what: object = None

    @property
    def clocks(self):
        """From when until when, in words: "9:30 – 10 AM", "11 AM – noon", "All day"."""
        if self.is_all_day:
            return _("All day")
        start, end = clock(self.starts), clock(self.ends)
        hour, _space, half = start.rpartition(" ")
        return f"{hour} – {end}" if half and end.endswith(half) else f"{start} – {end}"

    @property
    def minutes(self):
        return int((self.ends - self.starts).total_seconds() // 60)

    @property
    def is_all_day(self):
        """Whether it is the whole of one day, however many hours that day has."""
        starts, ends = self.starts.astimezone(CLINIC_ZONE), self.ends.astimezone(CLINIC_ZONE)
        midnights = starts.time() == ends.time() == time.min
        return midnights and ends.date() == starts.date() + timedelta(days=1)


@dataclass(frozen=True)
class Closure:
    """Days on which there are no visits, both ends counted, and why, in words."""

    first: date
    last: date
    reason: str


@dataclass(frozen=True)
class Day:
    """A day of the week. `blocks` are cut to the day and stand in the order of time."""

    date: date
    blocks: list[Block] = field(default_factory=list)
    spans: list[tuple[time, time]] = field(default_factory=list)  # open hours; none on a holiday
    holiday: str = ""
    closures: list[str] = field(default_factory=list)

    @property
    def open_hours(self):
        """The hours in which the place is open, in words."""
        return [
            Block(Kind.FREE, moment_of(self.date, opens), moment_of(self.date, closes)).clocks
            for opens, closes in self.spans
        ]

    @property
    def is_bare(self):
        """Whether there is nothing to show for the day but its date."""
        return not (self.blocks or self.spans or self.holiday or self.closures or self.clock_change)

    @property
    def clock_change(self):
        """What staff must know on the two days a year when the clocks change (15 U.S.C. 260a)."""
        length = moment_of(self.date, time.max) - moment_of(self.date, time.min)
        if length < timedelta(days=1):
            return _("The clocks go forward: there is no time from 2 AM to 3 AM.")
        if length > timedelta(days=1):
            return _("The clocks go back: 1 AM to 2 AM comes twice, first EDT, then EST.")
        return ""


def monday_of(day):
    """The Monday of a date's week."""
    return day - timedelta(days=day.weekday())


def bounds_of_days(first, last):
    """The first moment of the one date, and the first one after the other. In UTC."""
    return moment_of(first, time.min), moment_of(last, time.max)


def bounds(monday):
    """The first moment of a week, and the first one after it. In UTC."""
    return bounds_of_days(monday, monday + timedelta(days=6))


def week(monday, *, visits=(), time_off=(), closures=(), hours=None):
    """The seven days from a Monday on. `visits` and `time_off` are Blocks, `closures` Closures."""
    blocks = [*visits, *time_off]
    days = (monday + timedelta(days=number) for number in range(7))
    return [day_of(day, blocks, closures, hours or {}) for day in days]


def day_of(day, blocks, closures, hours):
    """A day, with what of the blocks and closures falls on it."""
    holiday = florida_holidays().get(day, "")
    cut = (cut_to(day, block) for block in blocks)
    return Day(
        date=day,
        blocks=sorted((block for block in cut if block), key=lambda block: block.starts),
        spans=[] if holiday else sorted(hours.get(day.weekday(), [])),
        holiday=holiday,
        closures=[closed.reason for closed in closures if closed.first <= day <= closed.last],
    )


def cut_to(day, block):
    """The part of a block that falls on a date, in UTC; None where there is none."""
    starts = max(block.starts.astimezone(UTC), moment_of(day, time.min))
    ends = min(block.ends.astimezone(UTC), moment_of(day, time.max))
    return replace(block, starts=starts, ends=ends) if starts < ends else None


def clock(moment):
    """The time of a moment, in words; with its zone where the same time comes twice that day."""
    local = moment.astimezone(CLINIC_ZONE)
    if local.time() in (time.min, time(12)):
        return _("noon") if local.hour else _("midnight")
    words = date_format(local, "g:i A" if local.minute else "g A")
    return f"{words} {local:%Z}" if comes_twice(local) else words


def comes_twice(local):
    """Whether the clocks are put back over this time, so that it says two moments."""
    return local.replace(fold=0).utcoffset() > local.replace(fold=1).utcoffset()


def free_starts(day, minutes, *, after):
    """When a visit of so many minutes could begin on a day: open, nothing else on, not passed.

    A time that the clocks skip or repeat is left out: nobody can type it either.
    """
    if day.closures:
        return []
    busy = [block for block in day.blocks if block.kind in BUSY]
    length, found = timedelta(minutes=minutes), []
    for opens, closes in day.spans:
        start, end = moment_of(day.date, opens), moment_of(day.date, closes)
        while start + length <= end:
            taken = any(b.starts < start + length and b.ends > start for b in busy)
            if start > after and not taken and not comes_twice(start.astimezone(CLINIC_ZONE)):
                found.append(start)
            start += STEP
    return sorted(set(found))


def agenda(day, starts):
    """A day's blocks and the free starts between them, each run of starts as one Block of Kind.FREE
    whose `what` is the list of them in Eastern Time."""
    free = [Block(Kind.FREE, start, start) for start in starts]
    in_order = sorted([*day.blocks, *free], key=lambda block: (block.starts, block.ends))
    items = []
    for is_free, run in groupby(in_order, key=lambda block: block.kind == Kind.FREE):
        run = list(run)
        if is_free:
            local = [block.starts.astimezone(CLINIC_ZONE) for block in run]
            run = [replace(run[0], ends=run[-1].ends, what=local)]
        items += run
    return items


def is_open(start, end, hours):
    """Whether a place is open from one moment to the other, which are of one day."""
    day = start.astimezone(CLINIC_ZONE).date()
    return day not in florida_holidays() and any(
        moment_of(day, opens) <= start and end <= moment_of(day, closes)
        for opens, closes in hours.get(day.weekday(), [])
    )
