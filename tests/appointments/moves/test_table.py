"""One move is one transaction: the change, its event, and at most one message, or nothing."""

from datetime import date

import pytest

from appointments.models import BookingRequest
from appointments.moves import IllegalMove, move
from appointments.transitions import TRANSITIONS, State
from tests.appointments.moves.conftest import attempts_over_a_week, everything

PAIRS = [(state, name) for state in State.values for name in TRANSITIONS]


@pytest.mark.parametrize(("state", "name"), PAIRS)
def test_each_move_from_each_state_is_made_or_refused_as_the_table_says(
    make_request, details, now, state, name
):
    request, given = make_request(state), details(name)
    transition = TRANSITIONS[name]
    if state not in transition.sources:
        before = everything()
        with pytest.raises(IllegalMove):
            move(request, name, by=None, now=now, version=1, **given)
        assert everything() == before
        return
    if name == "give_up":
        attempts_over_a_week(request)
    if name in ["fulfill", "miss"]:
        now = request.visit_start
    version = request.version

    event = move(request, name, by=None, now=now, version=version, **given)

    request = BookingRequest.objects.get(pk=request.pk)
    assert (request.state, request.version) == (transition.target, version + 1)
    assert request.state_changed_at == now
    assert (event.move, event.from_state, event.to_state) == (name, state, request.state)
    assert event.version == request.version
    kinds = list(event.messages.values_list("kind", "audience"))
    assert kinds == ([(transition.message, "patient")] if transition.message else [])


def test_a_move_that_nobody_knows_is_illegal(make_request, now):
    with pytest.raises(IllegalMove):
        move(make_request(), "explode", by=None, now=now, version=1)


def test_a_detail_that_a_move_does_not_take_is_a_mistake_of_ours(make_request, now):
    with pytest.raises(TypeError, match="look_again_on"):
        move(make_request(), "take", by=None, now=now, version=1, look_again_on=date(2027, 1, 1))
