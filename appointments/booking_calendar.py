"""The calendar beside the booking form: a week of one clinician and of one place."""

from datetime import date, datetime, timedelta

from django.db.models import Q

from appointments.eligibility import CLINIC_ZONE, clinic_date
from appointments.transitions import State
from appointments.week import Block, Kind, agenda, free_starts, monday_of, week
from appointments.week_rows import (
    DAYTIME,
    closures_of_week,
    hours_of,
    time_off_of_week,
    visits_of_week,
)

FARTHEST = timedelta(days=3 * 365)  # a week further away is a slip
USUAL_LENGTH = 60  # minutes


def monday_to_show(go, day, now):
    """The Monday of the week that was asked for, else of the day that was typed, else of today."""
    today = clinic_date(now)
    wanted = [day for day in [parsed_day(go), day] if day and abs(day - today) < FARTHEST]
    return monday_of([*wanted, today][0])


def parsed_day(text):
    """The date of a text such as "2026-11-30"; None for any other text."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def parsed_spot(text):
    """The date and time of a text such as "2026-11-30T14:30", as the form writes them."""
    try:
        moment = datetime.strptime(text or "", "%Y-%m-%dT%H:%M")
    except ValueError:
        return {}
    return {"day": moment.strftime("%Y-%m-%d"), "time": moment.strftime("%H:%M")}


def booking_calendar(form, monday, now):
    """What the calendar shows for the clinician, the place and the length in the form.

    Other clinicians' visits at the place are shown too: two may share a place, so they are in
    nobody's way.
    """
    clinician, location = form.chosen("clinician"), form.chosen("location")
    hours = hours_of(location) if location else {}
    days = week(
        monday,
        visits=visits_shown(form.request, clinician, location, monday),
        time_off=time_off_of_week(monday, clinician) if clinician else [],
        closures=closures_of_week(monday, location) if location else [],
        hours=hours or DAYTIME,
    )
    minutes = form.chosen("minutes") or USUAL_LENGTH
    offers = bool(clinician and location)
    return {
        "clinician": clinician,
        "location": location,
        "minutes": minutes,
        "has_hours": bool(hours),
        "days": [
            (day, agenda(day, free_starts(day, minutes, after=now) if offers else []))
            for day in days
        ],
        "first": monday,
        "last": monday + timedelta(days=6),
        "earlier": monday - timedelta(days=7),
        "later": monday + timedelta(days=7),
        "today": clinic_date(now),
        "typed": typed(form),
    }


def typed(form):
    """The start that stands in the form, in Eastern Time; None where none stands there."""
    day, clock = form.chosen("day"), form.chosen("time")
    return datetime.combine(day, clock, tzinfo=CLINIC_ZONE) if day and clock else None


def visits_shown(request, clinician, location, monday):
    """The booked visits of the clinician at any place, and of anybody at the place, as blocks."""
    visits = visits_of_week(monday).filter(
        Q(visit_clinician=clinician) | Q(visit_location=location), state=State.BOOKED
    )
    return [
        Block(kind_of(visit, request, clinician), visit.visit_start, visit.visit_end, visit)
        for visit in visits
    ]


def kind_of(visit, request, clinician):
    """Whether a visit takes the clinician's time, is the one to be moved, or neither."""
    if visit.pk == request.pk:
        return Kind.OWN
    return Kind.VISIT if visit.visit_clinician == clinician else Kind.OTHER
