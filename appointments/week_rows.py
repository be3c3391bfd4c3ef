"""What the database knows about a week, as `appointments.week` takes it. It decrypts nothing."""

from datetime import time, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from appointments.models import BookingRequest, ClosedDays, TimeOff
from appointments.move_needs import LONGEST_VISIT
from appointments.transitions import WITH_VISIT
from appointments.week import Block, Closure, Kind, bounds

COLUMNS = ["reference", "state", "language", "visit_start", "visit_end"]
COLUMNS += ["visit_clinician__name", "visit_location__name"]
# What is offered where a place has no opening hours on the site, which rules nothing out.
DAYTIME = {weekday: [(time(8), time(18))] for weekday in range(5)}


def visits_of_week(monday):
    """The visits of a week that are booked or took place, the first one first."""
    start, end = bounds(monday)
    # No visit is longer, and so the index finds the week among the visits of all years.
    earliest = start - timedelta(minutes=LONGEST_VISIT)
    return (
        BookingRequest.objects.filter(
            state__in=WITH_VISIT,
            visit_start__gt=earliest,
            visit_start__lt=end,
            visit_end__gt=start,
        )
        .select_related("visit_clinician", "visit_location")
        .only(*COLUMNS)
        .order_by("visit_start", "pk")
    )


def time_off_of_week(monday, clinician=None):
    """The time off of a clinician, or of all."""
    start, end = bounds(monday)
    rows = TimeOff.objects.filter(starts__lt=end, ends__gt=start).select_related("clinician")
    if clinician is not None:
        rows = rows.filter(clinician=clinician)
    return [Block(Kind.TIME_OFF, row.starts, row.ends, row) for row in rows]


def closures_of_week(monday, location=None):
    """The closed days of a place, or of all places, each in words."""
    sunday = monday + timedelta(days=6)
    rows = ClosedDays.objects.select_related("location").filter(
        first_day__lte=sunday, last_day__gte=monday
    )
    if location is not None:
        rows = rows.filter(Q(location=location) | Q(location=None))
    return [Closure(row.first_day, row.last_day, words(row)) for row in rows]


def words(closed):
    """That it is closed, which place, and why, where that is said."""
    if closed.location is None:
        where = _("Closed")
    else:
        where = _("%(place)s is closed") % {"place": closed.location.name}
    return f"{where}: {closed.reason}" if closed.reason else where


def hours_of(location):
    """The opening hours of a place by weekday; {} where it has none on the site."""
    hours = {}
    for row in location.opening_hours.all():
        hours.setdefault(row.weekday, []).append((row.opens, row.closes))
    return hours
