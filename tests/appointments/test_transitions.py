"""The table of moves says what FACTS section 3 says."""

import pytest

from appointments.transitions import CLOSED, FHIR_STATUS, OPEN, TRANSITIONS, State, legal_moves

MARKS = {"mark_duplicate", "mark_error"}
# Written down a second time, by hand from FACTS, so that a slip in the table is seen.
LEGAL = {
    "quarantined": {"release", "discard"},
    "received": {"take", "withdraw", "mark_spam", *MARKS},
    "in_review": {
        *("give_back", "ask_patient", "waitlist", "book", "withdraw", "decline", "give_up"),
        *("mark_spam", *MARKS),
    },
    "awaiting_patient": {"resume", "waitlist", "book", "withdraw", "decline", "give_up", *MARKS},
    "waitlisted": {"ask_patient", "resume", "book", "withdraw", "decline", "give_up", *MARKS},
    "booked": {"reschedule", "cancel", "cant_come", "fulfill", "miss"},
    **{state: {"reopen"} for state in CLOSED},
}


@pytest.mark.parametrize("state", State.values)
def test_from_each_state_exactly_these_moves_are_legal(state):
    assert set(legal_moves(state)) == LEGAL[state]


def test_every_state_can_be_reached_and_is_known_to_fhir():
    targets = {transition.target for transition in TRANSITIONS.values()}
    assert targets | {State.QUARANTINED} == set(State) == set(FHIR_STATUS)


def test_a_state_is_open_or_closed_or_quarantined():
    assert sorted([*OPEN, *CLOSED, State.QUARANTINED]) == sorted(State)


@pytest.mark.parametrize("name", [n for n, t in TRANSITIONS.items() if State.BOOKED in t.sources])
def test_no_booked_visit_falls_away_without_a_word_to_the_patient(name):
    begun = "begun" in TRANSITIONS[name].needs  # it is over, or the patient is there
    assert begun or TRANSITIONS[name].message


def test_only_staff_decline_and_nothing_is_declined_by_the_clock():
    leading_to_declined = [n for n, t in TRANSITIONS.items() if t.target == State.DECLINED]
    assert leading_to_declined == ["decline"]
    assert TRANSITIONS["decline"].needs == ("decline_code",)


@pytest.mark.parametrize("name", [n for n, t in TRANSITIONS.items() if t.target in CLOSED])
def test_what_closes_a_request_comes_from_an_open_or_quarantined_one(name):
    assert set(TRANSITIONS[name].sources) <= {*OPEN, State.QUARANTINED}
