"""Who has a request, what a move must be told, and what it forgets."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from appointments.models import BookingRequest, RequestEvent
from appointments.moves import MoveRefused, move
from appointments.transitions import State
from tests.appointments.moves.conftest import everything

MIAMI = ZoneInfo("America/New_York")


def test_who_takes_a_request_has_it_until_it_is_given_back(make_request, make_staff, now):
    request, staff = make_request(), make_staff("Front desk")
    move(request, "take", by=staff, now=now, version=1)
    assert BookingRequest.objects.get().assigned_to == staff
    move(request, "give_back", by=staff, now=now, version=2)
    assert BookingRequest.objects.get().assigned_to is None
    assert [event.by for event in request.events.all()] == [None, staff, staff]


@pytest.mark.parametrize("reason", [None, "", "  \n "])
@pytest.mark.parametrize(
    ("state", "name"), [("booked", "cancel"), ("received", "mark_error"), ("spam", "reopen")]
)
def test_these_moves_need_a_reason(make_request, now, state, name, reason):
    request = make_request(state)
    before = everything()
    with pytest.raises(MoveRefused, match="reason"):
        move(request, name, by=None, now=now, version=1, reason=reason)
    assert everything() == before


def test_a_reason_lies_in_the_encrypted_note_and_nowhere_else(make_request, now):
    request = make_request()
    event = move(request, "take", by=None, now=now, version=1, reason="  Zsentinel  ")
    assert RequestEvent.objects.get(pk=event.pk).note == "Zsentinel"
    with connection.cursor() as cursor:
        for table in ["requestevent", "bookingrequest", "outboundmessage"]:
            cursor.execute(f"SELECT * FROM appointments_{table}")
            assert "Zsentinel" not in str(cursor.fetchall())


def test_a_reason_that_is_too_long_is_refused(make_request, now):
    with pytest.raises(MoveRefused, match="2000"):
        move(make_request(), "take", by=None, now=now, version=1, reason="x" * 2001)


@pytest.mark.parametrize("day", [None, date(2026, 11, 8), date(2026, 11, 9)])
def test_a_waitlist_needs_a_later_day_to_look_again(make_request, now, day):
    request = make_request(State.IN_REVIEW)
    with pytest.raises(MoveRefused, match="later day"):
        move(request, "waitlist", by=None, now=now, version=1, look_again_on=day)


@pytest.mark.parametrize("day", [date(2028, 11, 10), date(9999, 12, 31)])
def test_a_waitlist_looks_at_most_two_years_ahead(make_request, now, day):
    request = make_request(State.IN_REVIEW)
    with pytest.raises(MoveRefused, match="two years"):
        move(request, "waitlist", by=None, now=now, version=1, look_again_on=day)


def test_the_day_to_look_again_is_counted_in_miami(make_request):
    evening = datetime(2026, 11, 9, 20, 30, tzinfo=MIAMI)  # in UTC it is the 10th already
    request = make_request(State.IN_REVIEW)
    tomorrow = date(2026, 11, 10)
    move(request, "waitlist", by=None, now=evening, version=1, look_again_on=tomorrow)
    assert BookingRequest.objects.get().look_again_on == tomorrow


@pytest.mark.parametrize("code", [None, "", "because"])
def test_declining_needs_a_known_code(make_request, now, code):
    with pytest.raises(MoveRefused, match="declines"):
        move(make_request("in_review"), "decline", by=None, now=now, version=1, decline_code=code)


def test_a_duplicate_is_of_another_request_that_is_none_itself(make_request, now):
    first, second, third = (make_request() for _n in range(3))
    for wrong in [None, second]:
        with pytest.raises(MoveRefused, match="other request"):
            move(second, "mark_duplicate", by=None, now=now, version=1, duplicate_of=wrong)
    move(second, "mark_duplicate", by=None, now=now, version=1, duplicate_of=first)
    stale = BookingRequest.objects.get(pk=second.pk)
    stale.state = State.RECEIVED
    with pytest.raises(MoveRefused, match="duplicate itself"):
        move(third, "mark_duplicate", by=None, now=now, version=1, duplicate_of=stale)
    assert BookingRequest.objects.get(pk=second.pk).duplicate_of == first
    assert BookingRequest.objects.get(pk=third.pk).state == State.RECEIVED


def test_reopening_begins_anew(make_request, make_staff, now):
    staff = make_staff("Front desk")
    declined = make_request(State.DECLINED)
    duplicate = make_request(State.DUPLICATE, duplicate_of=declined)
    for request in [declined, duplicate]:
        move(request, "reopen", by=staff, now=now, version=1, reason="They called.")
        request.refresh_from_db()
        assert (request.state, request.assigned_to) == (State.IN_REVIEW, staff)
        assert (request.decline_code, request.duplicate_of) == ("", None)


def test_leaving_the_waitlist_forgets_its_day(make_request, now):
    request = make_request(State.WAITLISTED)
    move(request, "resume", by=None, now=now, version=1)
    assert BookingRequest.objects.get().look_again_on is None
