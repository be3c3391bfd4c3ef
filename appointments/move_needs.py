"""What a move needs: what staff say about it, and what must have happened before.

Each check takes the request, the detail and the time, returns the fields to change, and raises
MoveRefused. They run inside the move's transaction (`appointments.moves`).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from appointments import availability
from appointments.business_days import business_days_spanned
from appointments.eligibility import clinic_date
from appointments.models import BookingRequest, RequestSettings
from appointments.transitions import ATTEMPT, TRANSITIONS, DeclineCode, Outcome, State
from clinic_site.models import Clinician, Location

LONGEST_VISIT = 8 * 60  # minutes
FARTHEST = 2  # years; a later date is a slip in the year
# Where the attempts to reach somebody are counted anew.
OPENINGS = ["submit", "release", "reopen"]
OVERLAP = _("This clinician has another visit at that time.")
TOO_FAR = _("This is more than two years ahead. Check the year.")


class MoveRefused(Exception):
    """The move is not made. `sentence` tells staff why, in their language."""

    sentence = _("This is not possible now.")

    def __init__(self, sentence=None):
        if sentence is not None:
            self.sentence = sentence
        super().__init__(self.sentence)

    def __str__(self):
        return str(self.sentence)


@dataclass(frozen=True)
class Visit:
    """A visit as the clinic's record system has it. `start` is aware, in any zone."""

    start: datetime
    minutes: int
    clinician: Clinician
    location: Location
    in_florida: bool = False
    entered_elsewhere: bool = False

    @property
    def end(self):
        """In UTC: adding minutes to a local time goes wrong over a change of the clocks."""
        return self.start.astimezone(UTC) + timedelta(minutes=self.minutes)


def check_reason(request, reason, now):
    if not (reason or "").strip():
        raise MoveRefused(_("Write a short reason."))
    return {}


def check_look_again_on(request, day, now):
    if day is None or day <= clinic_date(now):
        raise MoveRefused(_("Choose a later day on which to look at this request again."))
    if is_too_far(day, now):
        raise MoveRefused(TOO_FAR)
    return {"look_again_on": day}


def check_decline_code(request, code, now):
    if code not in DeclineCode.values:
        raise MoveRefused(_("Choose why the clinic declines."))
    return {"decline_code": code}


def check_duplicate_of(request, other, now):
    """Another request, which is no duplicate itself. Both rows are locked, in one order for all:
    two requests never become duplicates of each other."""
    if other is None or other.pk == request.pk:
        raise MoveRefused(_("Choose the other request that this one repeats."))
    pair = BookingRequest.objects.select_for_update().filter(pk__in=[request.pk, other.pk])
    states = {row.pk: row.state for row in pair.order_by("pk").only("state")}
    if states.get(other.pk, State.DUPLICATE) == State.DUPLICATE:
        raise MoveRefused(_("The other request is a duplicate itself. Choose the first one."))
    return {"duplicate_of": other}


def check_visit(request, visit, now):
    """A visit ahead of us, entered in the clinic's record system, that overlaps no other.

    For one that is booked already, a change: the patient is told of nothing else.
    """
    if visit is None:
        raise MoveRefused(_("Give the visit’s time, length, clinician and place."))
    for wrong, sentence in visit_faults(visit, now):
        if wrong:
            raise MoveRefused(sentence)
    changes = {
        "visit_start": visit.start,
        "visit_end": visit.end,
        "visit_clinician": visit.clinician,
        "visit_location": visit.location,
    }
    booked = {name: getattr(request, name) for name in changes}
    if request.state == State.BOOKED and booked == changes:
        raise MoveRefused(_("Nothing changed: this is the visit as it is booked."))
    # Who books for this clinician next, or enters time off or closed days, waits here, and then
    # sees our visit.
    if availability.lock_clinician(visit.clinician.pk) is None:
        raise MoveRefused(_("This clinician does not work here now."))
    availability.lock_places(visit.location.pk)
    if sentence := availability.obstacle(visit.clinician, visit.location, visit.start, visit.end):
        raise MoveRefused(sentence)
    others = BookingRequest.objects.booked_between(visit.clinician, visit.start, visit.end)
    if others.exclude(pk=request.pk).exists():
        raise MoveRefused(OVERLAP)
    return changes


def visit_faults(visit, now):
    """Pairs of whether something is wrong with a visit, and the sentence that says it."""
    return [
        (visit.clinician is None, _("Choose a clinician.")),
        (visit.location is None, _("Choose a place.")),
        (
            visit.start is None or visit.start.utcoffset() is None or visit.start <= now,
            _("Choose a time that is still to come."),
        ),
        # By the date as it was given: the last days of the calendar cannot be converted.
        (visit.start is not None and is_too_far(visit.start.date(), now), TOO_FAR),
        (
            not visit.minutes or not 0 < visit.minutes <= LONGEST_VISIT,
            _("Give the length in minutes, at most eight hours."),
        ),
        (
            visit.location is not None and visit.location.is_virtual and not visit.in_florida,
            _("Ask again whether the person will be in Florida during the virtual visit."),
        ),
        (
            not visit.entered_elsewhere,
            _("Enter the visit in the clinic’s record system first, then check the box."),
        ),
    ]


def check_begun(request, _detail, now):
    """Nobody has kept or missed a visit that is still to come."""
    if now < request.visit_start:
        raise MoveRefused(_("The visit has not begun yet. To call it off, cancel it."))
    return {}


def check_ahead(request, _detail, now):
    """Nobody calls off a visit that has begun."""
    if now >= request.visit_start:
        raise MoveRefused(_("The visit has begun already."))
    return {}


def check_attempts(request, _detail, now):
    """Enough attempts, over enough business days, since the request was (re)opened or the person
    was last reached. The clinic decides the numbers (RequestSettings)."""
    days = []
    for event in request.events.order_by("version").defer("note"):
        if event.move in OPENINGS or event.outcome == Outcome.REACHED:
            days = []
        elif event.move == ATTEMPT:
            days.append(clinic_date(event.at))
    rules = RequestSettings.load()
    spanned = business_days_spanned(days[0], days[-1]) if days else 0
    if len(days) < rules.unreachable_attempts or spanned < rules.unreachable_business_days:
        raise MoveRefused(
            format_lazy(
                _(
                    "Before this, log at least {attempts} attempts to reach the person over"
                    " {days} business days. So far: {made} over {spanned}."
                ),
                attempts=rules.unreachable_attempts,
                days=rules.unreachable_business_days,
                made=len(days),
                spanned=spanned,
            )
        )
    return {}


def is_too_far(day, now):
    """Whether a date lies too many years after the clinic's date (America/New_York)."""
    today = clinic_date(now)
    # Not by adding years to today, which may be 29 February.
    return (day.year - FARTHEST, day.month, day.day) > (today.year, today.month, today.day)


# What must have happened: nothing is typed for it.
CONDITIONS = {"begun", "ahead", "attempts"}
CHECKS = {
    "reason": check_reason,
    "look_again_on": check_look_again_on,
    "decline_code": check_decline_code,
    "duplicate_of": check_duplicate_of,
    "visit": check_visit,
    "begun": check_begun,
    "ahead": check_ahead,
    "attempts": check_attempts,
}


def hindrance(request, name, now):
    """Why a move that the state allows cannot be made yet, or any more, as a sentence; else "".

    It asks what must have happened, such as the visit's beginning; not what staff type.
    """
    for need in CONDITIONS & set(TRANSITIONS[name].needs):
        try:
            CHECKS[need](request, None, now)
        except MoveRefused as refusal:
            return refusal.sentence
    return ""
