"""The one way a request changes: `move`, by the table of `appointments.transitions`.

One move is one transaction: the change, guarded by the state and version it started from, its
line in the timeline, and its at most one message to the patient. What is refused writes nothing.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from appointments import outbox
from appointments.business_days import business_days_spanned
from appointments.eligibility import clinic_date
from appointments.models import (
    BookingRequest,
    OutboundMessage,
    RequestEvent,
    RequestSettings,
)
from appointments.transitions import OPEN, TRANSITIONS, Channel, DeclineCode, Outcome, State
from clinic_site.models import Clinician, Location

LONGEST_VISIT = 8 * 60  # minutes
FARTHEST = 2  # years; a later date is a slip in the year
LONGEST_NOTE = 2000  # characters
ATTEMPT = "attempt"
# Where the attempts to reach somebody are counted anew.
OPENINGS = ["submit", "release", "reopen"]
NO_REQUEST = [State.SPAM, State.ENTERED_IN_ERROR]


class MoveRefused(Exception):
    """The move is not made. `sentence` tells staff why, in their language."""

    sentence = _("This is not possible now.")

    def __init__(self, sentence=None):
        if sentence is not None:
            self.sentence = sentence
        super().__init__(self.sentence)

    def __str__(self):
        return str(self.sentence)


class IllegalMove(MoveRefused):
    """The table knows no such move from the state in which the request is."""

    sentence = _("This step does not fit the request as it stands. Look at it again.")


class AlreadyMoved(MoveRefused):
    """The request has changed since the version on which the move was decided."""

    sentence = _("Somebody else has just handled this request. Look at it again before you go on.")


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


def move(request, name, *, by, now, version, **details):
    """Make the move `name`, decided on `version` of the request, and return its event.

    `details` are what the transition needs, and a `reason`, which any move may carry; reasons are
    kept in the encrypted note alone. `by` is None where the patient moves. `now` is aware.
    Raises MoveRefused, AlreadyMoved or IllegalMove, with nothing written.
    """
    transition = check_legal(request, name, version)
    unknown = details.keys() - {*transition.needs, "reason"}
    if unknown:
        raise TypeError(f"{name} takes no {', '.join(sorted(unknown))}.")
    try:
        with transaction.atomic():
            changes = stage_changes(request, name, by=by)
            for need in transition.needs:
                changes |= CHECKS[need](request, details.get(need), now)
            event = write(
                request,
                RequestEvent(by=by, at=now, move=name, note=clean_note(details.get("reason"))),
                {"state": transition.target, "state_changed_at": now, **changes},
            )
            tell_patient(event, transition, now)
    except IntegrityError as error:
        if not is_overlap(error):
            raise
        raise MoveRefused(OVERLAP) from None
    return event


def log_attempt(request, *, by, now, version, channel, outcome, note=""):
    """Write down that staff tried to reach the person, and return the event.

    The state stays; the version is raised, as by a move. Raises as `move` does.
    """
    if request.version != version:
        raise AlreadyMoved
    if request.state not in OPEN:
        raise IllegalMove
    if channel not in Channel.values or outcome not in Outcome.values:
        raise MoveRefused(_("Choose how you tried, and what came of it."))
    event = RequestEvent(
        by=by, at=now, move=ATTEMPT, channel=channel, outcome=outcome, note=clean_note(note)
    )
    with transaction.atomic():
        return write(request, event, {})


def check_legal(request, name, version):
    """The transition of that name. Raises AlreadyMoved or IllegalMove."""
    if request.version != version:
        raise AlreadyMoved
    transition = TRANSITIONS.get(name)
    if transition is None or request.state not in transition.sources:
        raise IllegalMove
    return transition


def stage_changes(request, name, *, by):
    """The fields that a move changes by its nature, beside the state."""
    changes = {"look_again_on": None}  # a date of the waitlist alone; `waitlist` sets it anew
    if name == "take":
        changes["assigned_to"] = by
    elif name == "give_back":
        changes["assigned_to"] = None
    elif name == "reopen":
        changes |= {"assigned_to": by, "decline_code": "", "duplicate_of": None}
    elif name == "cancel" or (name in ("book", "reschedule") and request.visit_start):
        # A booking after a cancellation, too: its calendar entry must be newer than that one's.
        changes["visit_sequence"] = request.visit_sequence + 1
    return changes


def write(request, event, changes):
    """Change the request where nobody has before us, and write the event. Raises AlreadyMoved."""
    changes = {**changes, "version": request.version + 1}
    same = BookingRequest.objects.filter(
        pk=request.pk, state=request.state, version=request.version
    )
    if not same.update(**changes):
        raise AlreadyMoved
    event.request, event.from_state = request, request.state
    for field, value in changes.items():
        setattr(request, field, value)
    event.to_state, event.version = request.state, request.version
    event.save(force_insert=True)
    return event


def tell_patient(event, transition, now):
    """Queue the message of the move. What still waits from before is overtaken.

    Only the acknowledgement outlives moves that say nothing to the patient, such as `take`: it
    stays true, unless there was no request after all.
    """
    quiet = not transition.message and transition.target not in NO_REQUEST
    outbox.supersede(event.request, but=["received"] if quiet else [])
    if transition.message:
        outbox.queue(
            event, kind=transition.message, audience=OutboundMessage.Audience.PATIENT, now=now
        )


def clean_note(text):
    """The text as it is kept. Raises MoveRefused for one that is too long."""
    text = (text or "").strip()
    if len(text) > LONGEST_NOTE:
        raise MoveRefused(format_lazy(_("Write at most {count} letters."), count=LONGEST_NOTE))
    return text


# ---------------------------------------------------------------- what a move needs
# Each function takes the request, the detail and the time, returns the fields to change, and
# raises MoveRefused. They run inside the move's transaction.

OVERLAP = _("This clinician has another visit at that time.")
TOO_FAR = _("This is more than two years ahead. Check the year.")


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
    # Who books for this clinician next waits here, and then sees our visit.
    clinician = Clinician.objects.select_for_update().filter(pk=visit.clinician.pk, is_active=True)
    if clinician.first() is None:
        raise MoveRefused(_("This clinician does not work here now."))
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


def is_overlap(error):
    """Whether PostgreSQL refused a visit that overlaps another (migration 0002)."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) == "request_visits_do_not_overlap"


CHECKS = {
    "reason": check_reason,
    "look_again_on": check_look_again_on,
    "decline_code": check_decline_code,
    "duplicate_of": check_duplicate_of,
    "visit": check_visit,
    "begun": check_begun,
    "attempts": check_attempts,
}
