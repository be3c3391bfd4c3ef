"""What is counted about requests, week by week. No name, and nothing encrypted, is read.

Every request counts in the week in which it came (Monday to Sunday, America/New_York). What was
deleted counts as it was when it went (`appointments.retention`), so that old weeks do not shrink.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, DateField, Q, Sum
from django.db.models.functions import TruncWeek

from appointments.eligibility import CLINIC_ZONE
from appointments.figure_terms import MAIL_FAILED, NO_FIGURE, contact_minutes, week_of
from appointments.models import BookingRequest, ContactTime, PurgedCount, QuarantineCount
from appointments.place_hours import hours_of_places
from appointments.transitions import OPEN, State
from appointments.week import monday_of
from clinic_site.models import Location

# What still lies in the quarantine may be a person; released, it counts in the week it came.
NOT_COUNTED = [*NO_FIGURE, State.QUARANTINED]
KIND = ["location_id", "language", "state", "decline_code"]


@dataclass(frozen=True)
class Tally:
    """How many requests of one week are alike."""

    week: date
    location: int
    language: str
    state: str
    decline_code: str
    count: int
    mail_failed: int  # of how many a mail to the patient failed for good
    untouched: int = 0  # how many are open, and nobody has turned to the person yet

    @property
    def is_counted(self):
        return self.state not in NOT_COUNTED


@dataclass(frozen=True)
class Figures:
    """All that is counted about some weeks. `waits` are minutes of opening hours, by week."""

    weeks: list
    places: dict  # names by key
    tallies: list
    waits: dict
    held_back: Counter  # suspected spam, by the week in which it was held back
    without_week: int  # deleted before weeks were counted, from months that the weeks touch

    def requests(self, key):
        """How many requests there are of each `key(tally)`."""
        found = Counter()
        for tally in self.tallies:
            if tally.is_counted:
                found[key(tally)] += tally.count
        return found


def last_weeks(now, number):
    """The Mondays of the last weeks, the week of `now` included, the oldest first."""
    this_week = week_of(now)
    return [this_week - timedelta(weeks=weeks) for weeks in reversed(range(number))]


def percentile(numbers, percent):
    """The nearest-rank percentile: the smallest of the numbers that at least so many percent of
    them do not exceed. None of no numbers.

    It is always one of the numbers; of an even count, the median is the lower one in the middle.
    """
    ranked = sorted(numbers)
    rank = -(-percent * len(ranked) // 100)  # rounded up
    return ranked[rank - 1] if ranked else None


def gather(weeks):
    """The figures of these weeks: nine queries, however many requests there are."""
    return Figures(
        weeks=weeks,
        places=dict(Location.objects.values_list("pk", "name")),
        tallies=[*tallies(weeks), *deleted_tallies(weeks)],
        waits=waits(weeks),
        held_back=held_back(weeks),
        without_week=deleted_without_week(weeks),
    )


def received_in(weeks):
    """The requests that came in these weeks."""
    starts = [weeks[0], weeks[-1] + timedelta(days=7)]
    start, end = (datetime.combine(day, time.min, tzinfo=CLINIC_ZONE) for day in starts)
    return BookingRequest.objects.filter(received_at__gte=start, received_at__lt=end)


def tallies(weeks):
    week = TruncWeek("received_at", tzinfo=CLINIC_ZONE, output_field=DateField())
    rows = (
        received_in(weeks)
        .annotate(week=week, failed=MAIL_FAILED)
        .order_by()
        .values_list("week", *KIND)
        .annotate(
            count=Count("pk"),
            mail_failed=Count("pk", filter=Q(failed=True)),
            untouched=Count("pk", filter=Q(first_contact_at=None, state__in=OPEN)),
        )
    )
    return [Tally(*row) for row in rows]


def deleted_tallies(weeks):
    rows = PurgedCount.objects.filter(week__in=weeks).order_by().values_list("week", *KIND)
    return [Tally(*row) for row in rows.annotate(Sum("count"), Sum("mail_failed"))]


def deleted_without_week(weeks):
    months = (weeks[0].replace(day=1), weeks[-1] + timedelta(days=6))
    counts = PurgedCount.objects.filter(week=None, month__range=months)
    return counts.aggregate(Sum("count"))["count__sum"] or 0


def waits(weeks):
    """Minutes from the request to the first contact, in a list for each week."""
    found, hours = defaultdict(list), hours_of_places()
    contacted = received_in(weeks).exclude(state__in=NOT_COUNTED).exclude(first_contact_at=None)
    fields = ["location_id", "received_at", "first_contact_at"]
    for place, received_at, first_contact_at in contacted.values_list(*fields).iterator():
        minutes = contact_minutes(received_at, first_contact_at, hours[place])
        found[week_of(received_at)].append(minutes)
    deleted = ContactTime.objects.filter(week__in=weeks).values_list("week", "business_minutes")
    for week, minutes in deleted.iterator():
        found[week].append(minutes)
    return found


def held_back(weeks):
    """How many requests were held back as suspected spam, by week."""
    found = Counter()
    days = QuarantineCount.objects.filter(day__range=(weeks[0], weeks[-1] + timedelta(days=6)))
    for day, count in days.values_list("day", "count"):
        found[monday_of(day)] += count
    return found
