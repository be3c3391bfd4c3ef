"""Who has a request: taken over, handed over and given back, each a line of the timeline."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from appointments import moves
from appointments.assignment import assign, desk_members
from appointments.models import BookingRequest
from appointments.transitions import OPEN, State
from clinic_site import roles
from tests.appointments.moves.conftest import everything


@pytest.fixture
def dana(make_staff):
    return make_staff(roles.FRONT_DESK, "dana")


@pytest.fixture
def lee(make_staff):
    return make_staff(roles.MANAGER, "lee")


def give(request, to, by, now, **fields):
    return assign(request, **{"to": to, "by": by, "now": now, "version": request.version, **fields})


@pytest.mark.parametrize("state", OPEN)
def test_an_open_request_is_taken_handed_over_and_given_back(make_request, dana, lee, now, state):
    request = make_request(state)
    steps = [(dana, dana), (lee, dana), (None, lee)]
    for version, (to, by) in enumerate(steps, 2):
        event = give(request, to, by, now, note="Sentinel note")
        assert (event.move, event.assignee, event.by, event.at) == ("assign", to, by, now)
        assert (event.from_state, event.to_state, event.version) == (state, state, version)
        row = BookingRequest.objects.get()
        assert (row.assigned_to, row.state, row.version) == (to, state, version)
    assert request.events.get(version=2).note == "Sentinel note"
    assert not request.messages.exists()


def test_to_be_given_a_request_is_no_contact_with_the_person(make_request, dana, now):
    request = make_request()
    give(request, dana, dana, now + timedelta(hours=1))
    assert request.first_contact_at is None
    assert request.state_changed_at == now  # its state is as old as before


@pytest.mark.parametrize("state", [state for state in State if state not in OPEN])
def test_what_is_not_open_is_given_to_nobody(make_request, dana, now, state):
    request = make_request(state)
    before = everything()
    with pytest.raises(moves.IllegalMove):
        give(request, dana, dana, now)
    assert everything() == before


def test_only_an_active_member_of_the_desk_is_given_requests(make_request, make_staff, dana, now):
    request = make_request()
    gone = make_staff(roles.FRONT_DESK, "gone")
    gone.is_active = False
    gone.save()
    before = everything()
    for somebody in [gone, make_staff(roles.EDITOR, "ed"), make_staff(roles.REVIEWER, "rae")]:
        with pytest.raises(moves.MoveRefused, match="cannot be given"):
            give(request, somebody, dana, now)
    assert everything() == before


def test_the_desk_is_who_may_move_requests_by_name(dana, lee, make_staff):
    make_staff(roles.EDITOR, "ed")
    User.objects.filter(pk=lee.pk).update(first_name="Ada")
    User.objects.filter(pk=dana.pk).update(first_name="Dana")
    assert [user.username for user in desk_members()] == ["lee", "dana"]


def test_nothing_is_written_where_nothing_changes(make_request, dana, now):
    request = make_request(assigned_to=dana)
    free = make_request()
    before = everything()
    with pytest.raises(moves.MoveRefused, match="has the request already"):
        give(request, dana, dana, now)
    with pytest.raises(moves.MoveRefused, match="Nobody has it"):
        give(free, None, dana, now)
    assert everything() == before


def test_of_two_at_once_the_second_is_told(make_request, dana, lee, now):
    request = make_request()
    seen = BookingRequest.objects.get()
    give(request, dana, dana, now)
    before = everything()
    with pytest.raises(moves.AlreadyMoved):
        give(seen, lee, lee, now)
    with pytest.raises(moves.AlreadyMoved):
        give(request, lee, lee, now, version=1)
    assert everything() == before
