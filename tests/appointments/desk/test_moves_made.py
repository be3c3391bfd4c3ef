"""Moves that staff make with their forms."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from wagtail.users.models import UserProfile

from appointments import moves
from appointments.models import BookingRequest
from appointments.transitions import TRANSITIONS, State
from tests.appointments.desk.conftest import details_of, html_of, move_url, page_of, visit


@pytest.mark.parametrize("name", [name for name in TRANSITIONS if name != "give_up"])
def test_each_move_is_made_with_its_form(desk, make_request, clinician, staff, name, now):
    transition = TRANSITIONS[name]
    request, other = make_request(transition.sources[0]), make_request()
    if name in ["fulfill", "miss"]:
        begun = {"visit_start": now, "visit_end": now + timedelta(hours=1)}
        BookingRequest.objects.filter(pk=request.pk).update(**begun)
    data = {"version": 1, **details_of(name, other, clinician)}
    response = desk.post(move_url(request, name), data)
    assert response.status_code == 302 and response.url == page_of(request)
    request.refresh_from_db()
    assert (request.state, request.version) == (transition.target, 2)
    event = request.events.last()
    assert (event.move, event.by) == (name, staff)
    assert event.note == data.get("reason", "")


def test_a_booked_visit_is_kept_as_it_was_typed_in_eastern_time(desk, make_request, clinician):
    request = make_request(State.IN_REVIEW)
    desk.post(move_url(request, "book"), {"version": 1, **visit(clinician, request.location)})
    request.refresh_from_db()
    assert request.visit_start == datetime(2026, 12, 2, 19, 30, tzinfo=UTC)
    assert request.visit_end - request.visit_start == timedelta(hours=1)
    assert (request.visit_clinician, request.visit_location) == (clinician, request.location)


def test_the_patient_is_told_miamis_time_by_a_clerk_whose_account_is_in_tokyo(
    desk, make_request, clinician, staff
):
    UserProfile.objects.update_or_create(user=staff, defaults={"current_time_zone": "Asia/Tokyo"})
    request = make_request(State.IN_REVIEW)
    desk.post(move_url(request, "book"), {"version": 1, **visit(clinician, request.location)})
    message = request.messages.get()
    assert "Wednesday, Dec. 2, 2026, 2:30 p.m. ET" in message.body
    assert "DTSTART:20261202T193000Z" in message.calendar


def test_a_person_is_given_up_after_three_attempts_over_five_business_days(
    desk, make_request, staff, now
):
    request = make_request(State.IN_REVIEW)
    for days_ago in [6, 5]:
        tried = {"at": now - timedelta(days=days_ago), "version": request.version}
        log_attempt(request, staff, **tried)
    refused = desk.post(move_url(request, "give_up"), {"version": 3})
    assert refused.status_code == 409
    assert "Before this, log at least 3 attempts" in html_of(refused)
    data = {"version": 3, "channel": "voicemail", "outcome": "left_message", "note": "Tried"}
    url = reverse("requests:attempt", args=[request.pk])
    assert desk.post(url, data).url == page_of(request)
    assert request.events.last().note == "Tried"
    assert desk.post(move_url(request, "give_up"), {"version": 4}).status_code == 302
    request.refresh_from_db()
    assert request.state == State.UNREACHABLE


def log_attempt(request, staff, *, at, version):
    details = {"channel": "phone", "outcome": "no_answer"}
    moves.log_attempt(request, by=staff, now=at, version=version, **details)


@pytest.mark.parametrize(
    ("day", "time", "utc"),
    [
        ("2027-03-14", "03:00", datetime(2027, 3, 14, 7, 0, tzinfo=UTC)),
        ("2027-03-14", "01:59", datetime(2027, 3, 14, 6, 59, tzinfo=UTC)),
        ("2027-11-07", "02:00", datetime(2027, 11, 7, 7, 0, tzinfo=UTC)),
        ("2027-11-07", "00:59", datetime(2027, 11, 7, 4, 59, tzinfo=UTC)),
    ],
)
def test_times_around_the_change_of_clocks_are_right(desk, make_request, clinician, day, time, utc):
    request = make_request(State.IN_REVIEW)
    data = visit(clinician, request.location, day=day, time=time)
    assert desk.post(move_url(request, "book"), {"version": 1, **data}).status_code == 302
    request.refresh_from_db()
    assert request.visit_start == utc


def test_the_address_of_a_move_leads_back_to_the_request_and_unknown_ones_nowhere(
    desk, make_request
):
    request = make_request()
    assert desk.get(move_url(request, "take")).url == page_of(request)
    request.refresh_from_db()
    assert request.state == State.RECEIVED
    assert desk.post(move_url(request, "erase"), {"version": 1}).status_code == 404


@pytest.mark.parametrize("name", ["book", "reschedule"])
def test_a_visit_is_booked_and_moved_on_its_own_page_alone(desk, make_request, clinician, name):
    request = make_request(TRANSITIONS[name].sources[0])
    address = reverse("requests:move", args=[request.pk, name])
    data = {"version": 1, **visit(clinician, request.location)}
    assert desk.post(address, data).status_code == 404
    request.refresh_from_db()
    assert request.version == 1


def test_the_word_of_success_travels_without_the_reference(desk, make_request):
    request = make_request()
    response = desk.post(move_url(request, "take"), {"version": 1})
    assert request.reference not in str(response.cookies)
    assert "The request is now: In review." in html_of(desk.get(page_of(request)))
