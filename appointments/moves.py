"""The one way a request's state changes: `move`, by the table of `appointments.transitions`.
Whatever else changes of it goes through `write`.

One move is one transaction: the change, guarded by the state and version it started from, its
line in the timeline, and its at most one message to the patient. What is refused writes nothing.
What each move needs is checked in `appointments.move_needs`.
"""

from django.db import IntegrityError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from appointments import audit, outbox
from appointments.models import BookingRequest, OutboundMessage, RequestEvent
from appointments.move_needs import CHECKS, OVERLAP, MoveRefused
from appointments.transitions import (
    ATTEMPT,
    CONTACTS,
    OPEN,
    REMINDERS,
    TRANSITIONS,
    Channel,
    Outcome,
    State,
)

LONGEST_NOTE = 2000  # characters
NO_REQUEST = [State.SPAM, State.ENTERED_IN_ERROR]


class IllegalMove(MoveRefused):
    """The table knows no such move from the state in which the request is."""

    sentence = _("This step does not fit the request as it stands. Look at it again.")


class AlreadyMoved(MoveRefused):
    """The request has changed since the version on which the move was decided."""

    sentence = _("Somebody else has just handled this request. Look at it again before you go on.")


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
            tell_desk(event, transition, now)
    except IntegrityError as error:
        if not is_overlap(error):
            raise
        raise MoveRefused(OVERLAP) from None
    return event


def log_attempt(request, *, by, now, version, channel, outcome, note=""):
    """Write down that staff tried to reach the person, and return the event.

    The state stays; the version is raised, as by a move. Raises as `move` does.
    """
    check_version(request, version)
    if request.state not in OPEN:
        raise IllegalMove
    if channel not in Channel.values or outcome not in Outcome.values:
        raise MoveRefused(_("Choose how you tried, and what came of it."))
    event = RequestEvent(
        by=by, at=now, move=ATTEMPT, channel=channel, outcome=outcome, note=clean_note(note)
    )
    with transaction.atomic():
        return write(request, event, {})


def check_version(request, version):
    """Raises AlreadyMoved where somebody has changed the request since this version of it.

    A reminder that the clock has written since changes nothing that anybody decides on.
    """
    if request.version == version:
        return
    if version > request.version or changes_since(request, version).exists():
        raise AlreadyMoved


def changes_since(request, version):
    """The events since this version of the request, reminders aside."""
    since = RequestEvent.objects.filter(request=request, version__gt=version)
    return since.exclude(move__in=REMINDERS)


def check_legal(request, name, version):
    """The transition of that name. Raises AlreadyMoved or IllegalMove."""
    check_version(request, version)
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
        holder = by or request.assigned_to  # a patient who reopens it takes it from nobody
        changes |= {"assigned_to": holder, "decline_code": "", "duplicate_of": None}
    elif name in ("cancel", "cant_come") or (
        name in ("book", "reschedule") and request.visit_start
    ):
        # A booking after a cancellation, too: its calendar entry must be newer than that one's.
        changes["visit_sequence"] = request.visit_sequence + 1
    return changes


def write(request, event, changes):
    """Change the request where nobody has before us, and write the event. Raises AlreadyMoved."""
    changes = {**changes, "version": request.version + 1}
    if request.first_contact_at is None and event.by and event.move in CONTACTS:
        changes["first_contact_at"] = event.at
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
    audit.record_event(event)
    return event


def tell_patient(event, transition, now):
    """Queue the message of the move. What still waits from before is overtaken.

    Only the acknowledgement and a new link outlive moves that say nothing to the patient, such as
    `take`: they stay true, unless there was no request after all.
    """
    quiet = not transition.message and transition.target not in NO_REQUEST
    outbox.supersede(event.request, but=["received", "new_link"] if quiet else [])
    if transition.message:
        outbox.queue(
            event, kind=transition.message, audience=OutboundMessage.Audience.PATIENT, now=now
        )


def tell_desk(event, transition, now):
    """Queue the message to the front desk, where the move has one: what every new request has."""
    if transition.desk_message:
        audience = OutboundMessage.Audience.DESK
        outbox.queue(event, kind=transition.desk_message, audience=audience, now=now)


def clean_note(text):
    """The text as it is kept. Raises MoveRefused for one that is too long."""
    text = (text or "").strip()
    if len(text) > LONGEST_NOTE:
        raise MoveRefused(format_lazy(_("Write at most {count} letters."), count=LONGEST_NOTE))
    return text


def is_overlap(error):
    """Whether PostgreSQL refused a visit that overlaps another (migration 0002)."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) == "request_visits_do_not_overlap"
