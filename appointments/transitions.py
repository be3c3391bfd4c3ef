"""The states of a request and the legal moves between them, as data (FACTS section 3)."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a request stands. In FHIR R5 terms see FHIR_STATUS."""

    QUARANTINED = "quarantined", _("Quarantined")
    RECEIVED = "received", _("Received")
    IN_REVIEW = "in_review", _("In review")
    AWAITING_PATIENT = "awaiting_patient", _("Waiting for the patient")
    WAITLISTED = "waitlisted", _("Waitlisted")
    BOOKED = "booked", _("Booked")
    FULFILLED = "fulfilled", _("Visit kept")
    NO_SHOW = "no_show", _("Visit missed")
    CANCELLED = "cancelled", _("Canceled")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DECLINED = "declined", _("Declined")
    UNREACHABLE = "unreachable", _("Could not be reached")
    DUPLICATE = "duplicate", _("Duplicate")
    SPAM = "spam", _("Spam")
    ENTERED_IN_ERROR = "entered_in_error", _("Entered in error")


FHIR_STATUS = {
    State.QUARANTINED: "proposed",
    State.RECEIVED: "proposed",
    State.IN_REVIEW: "pending",
    State.AWAITING_PATIENT: "pending",
    State.WAITLISTED: "waitlist",
    State.BOOKED: "booked",
    State.FULFILLED: "fulfilled",
    State.NO_SHOW: "noshow",
    State.CANCELLED: "cancelled",
    State.WITHDRAWN: "cancelled",
    State.DECLINED: "cancelled",
    State.UNREACHABLE: "cancelled",
    State.DUPLICATE: "cancelled",
    State.SPAM: "entered-in-error",
    State.ENTERED_IN_ERROR: "entered-in-error",
}

UNHANDLED = [State.RECEIVED]
TALKING = [State.IN_REVIEW, State.AWAITING_PATIENT, State.WAITLISTED]
OPEN = [*UNHANDLED, *TALKING, State.BOOKED]
WITH_VISIT = [State.BOOKED, State.FULFILLED, State.NO_SHOW]
CLOSED = [
    State.FULFILLED,
    State.NO_SHOW,
    State.CANCELLED,
    State.WITHDRAWN,
    State.DECLINED,
    State.UNREACHABLE,
    State.DUPLICATE,
    State.SPAM,
    State.ENTERED_IN_ERROR,
]


class DeclineCode(models.TextChoices):
    """Why the clinic declines, as a code: no free text goes to the patient."""

    NOT_OFFERED = "not_offered", _("The clinic does not offer this kind of care")
    NO_CAPACITY = "no_capacity", _("No opening in a reasonable time")
    NOT_IN_FLORIDA = "not_in_florida", _("Will not be in Florida at the visit")
    NOT_AN_ADULT = "not_an_adult", _("Not 18 or older")
    PAYMENT = "payment", _("Insurance or cost")
    OTHER_CARE = "other_care", _("Referred to other care")


class Channel(models.TextChoices):
    """How staff tried to reach the person."""

    PHONE = "phone", _("Phone call")
    VOICEMAIL = "voicemail", _("Voicemail")
    TEXT = "text", _("Text message")
    EMAIL = "email", _("E-mail")


class Outcome(models.TextChoices):
    """What came of it."""

    REACHED = "reached", _("Reached")
    NO_ANSWER = "no_answer", _("No answer")
    LEFT_MESSAGE = "left_message", _("Left a message")
    WRONG_NUMBER = "wrong_number", _("Wrong number")


# Events that are no moves of the table: staff tried to reach the person; the clock wrote a
# reminder.
ATTEMPT = "attempt"
REMINDERS = ["reminder_48", "reminder_3"]  # so many hours before the visit
# What the clock does, where nobody stands as `by`.
BY_CLOCK = [*REMINDERS, "fulfill"]


@dataclass(frozen=True)
class Transition:
    """One legal move.

    `needs` names what it takes: details with a form of their own, and what must have happened.
    `message` is the kind of the one message to the patient that it queues, or ""; `desk_message`
    that of the one to the front desk.
    """

    label: str
    sources: tuple
    target: State
    needs: tuple = ()
    message: str = ""
    desk_message: str = ""


TRANSITIONS = {
    "release": Transition(
        _("Release"),
        (State.QUARANTINED,),
        State.RECEIVED,
        message="received",
        desk_message="desk_new",
    ),
    "discard": Transition(_("Discard as spam"), (State.QUARANTINED,), State.SPAM),
    "take": Transition(_("Take"), (State.RECEIVED,), State.IN_REVIEW),
    "give_back": Transition(_("Give back"), (State.IN_REVIEW,), State.RECEIVED),
    "ask_patient": Transition(
        _("Wait for the patient"),
        (State.IN_REVIEW, State.WAITLISTED),
        State.AWAITING_PATIENT,
        message="awaiting_patient",
    ),
    "resume": Transition(
        _("Back to review"), (State.AWAITING_PATIENT, State.WAITLISTED), State.IN_REVIEW
    ),
    "waitlist": Transition(
        _("Put on the waitlist"),
        (State.IN_REVIEW, State.AWAITING_PATIENT),
        State.WAITLISTED,
        needs=("look_again_on",),
        message="waitlisted",
    ),
    "book": Transition(
        _("Book a visit"), tuple(TALKING), State.BOOKED, needs=("visit",), message="booked"
    ),
    "reschedule": Transition(
        _("Move the visit"), (State.BOOKED,), State.BOOKED, needs=("visit",), message="rescheduled"
    ),
    "cancel": Transition(
        _("Cancel the visit"),
        (State.BOOKED,),
        State.CANCELLED,
        needs=("reason",),
        message="cancelled",
    ),
    # Not a cancellation: the request stays open until staff have freed the time in the clinic's
    # record system and asked for another.
    "cant_come": Transition(
        _("Patient cannot come"),
        (State.BOOKED,),
        State.IN_REVIEW,
        needs=("ahead",),
        message="cant_come",
    ),
    "fulfill": Transition(_("Visit kept"), (State.BOOKED,), State.FULFILLED, needs=("begun",)),
    "miss": Transition(_("Visit missed"), (State.BOOKED,), State.NO_SHOW, needs=("begun",)),
    "withdraw": Transition(
        _("Withdrawn by the patient"),
        (*UNHANDLED, *TALKING),
        State.WITHDRAWN,
        message="withdrawn",
    ),
    "decline": Transition(
        _("Decline"), tuple(TALKING), State.DECLINED, needs=("decline_code",), message="declined"
    ),
    "give_up": Transition(
        _("Could not be reached"),
        (State.IN_REVIEW, State.AWAITING_PATIENT, State.WAITLISTED),
        State.UNREACHABLE,
        needs=("attempts",),
        message="unreachable",
    ),
    "mark_duplicate": Transition(
        _("Duplicate"), (*UNHANDLED, *TALKING), State.DUPLICATE, needs=("duplicate_of",)
    ),
    "mark_spam": Transition(_("Spam"), (*UNHANDLED, State.IN_REVIEW), State.SPAM),
    # Not of a booked visit: the patient was told of it, and only a cancellation takes that back.
    "mark_error": Transition(
        _("Entered in error"),
        (*UNHANDLED, *TALKING),
        State.ENTERED_IN_ERROR,
        needs=("reason",),
    ),
    "reopen": Transition(_("Reopen"), tuple(CLOSED), State.IN_REVIEW, needs=("reason",)),
}


# By these the clinic turns to the person. A release only says, late, what every request is told at
# once; who asks staff to reopen a request has talked with them.
CONTACTS = [
    ATTEMPT,
    "reopen",
    *(name for name, move in TRANSITIONS.items() if move.message and name != "release"),
]


def legal_moves(state):
    """The names of the moves that are legal from a state, in the order of the table."""
    return [name for name, transition in TRANSITIONS.items() if state in transition.sources]
