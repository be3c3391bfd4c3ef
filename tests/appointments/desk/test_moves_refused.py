"""Moves that are refused: the reason is told, what was typed stays, nothing changes."""

import pytest
from django.urls import reverse
from django.utils import timezone

from appointments import moves
from appointments.transitions import TRANSITIONS, State
from clinic_site import roles
from tests.appointments.desk.conftest import details_of, html_of, move_url, visit


@pytest.mark.parametrize(
    ("name", "missing", "sentence"),
    [
        ("waitlist", {"look_again_on": ""}, "This field is required."),
        ("waitlist", {"look_again_on": "2026-11-10"}, "Choose a day after today."),
        ("waitlist", {"look_again_on": "9999-12-31"}, "This is more than two years ahead."),
        ("decline", {"decline_code": ""}, "This field is required."),
        ("decline", {"decline_code": "because"}, "Select a valid choice."),
        ("mark_duplicate", {"duplicate_of": "CCCC-CCCC"}, "There is no request with this"),
        ("mark_error", {"reason": " "}, "This field is required."),
        ("mark_error", {"reason": "a\x00b"}, "Null characters are not allowed."),
        ("book", {"clinician": ""}, "This field is required."),
        ("book", {"day": "2026-11-09"}, "This time has passed."),
        ("book", {"day": "0001-01-01"}, "This time has passed."),
        ("book", {"day": "2028-11-11"}, "This is more than two years ahead."),
        ("book", {"day": "9999-12-31", "time": "23:59"}, "This is more than two years ahead."),
        ("book", {"entered_elsewhere": ""}, "Enter it there first, then check this box."),
        ("book", {"minutes": "7"}, "Select a valid choice."),
        ("take", {"version": "many"}, "Something is missing"),
    ],
)
def test_a_missing_detail_is_explained_and_changes_nothing(
    desk, make_request, clinician, name, missing, sentence
):
    request, other = make_request(TRANSITIONS[name].sources[-1]), make_request()
    before = request.state
    data = {"version": 1, **details_of(name, other, clinician), **missing}
    response = desk.post(move_url(request, name), data)
    assert response.status_code == 200
    html = html_of(response)
    assert sentence in html
    assert 'role="alert"' in html and "<title>Error:" in html
    request.refresh_from_db()
    assert (request.state, request.version) == (before, 1)


def test_what_was_typed_comes_back_with_the_error(desk, make_request, clinician):
    request = make_request(State.IN_REVIEW)
    data = visit(clinician, request.location, minutes="90", entered_elsewhere="")
    html = html_of(desk.post(move_url(request, "book"), {"version": 1, **data}))
    assert '<option value="90" selected>' in html
    assert f'<option value="{clinician.pk}" selected>' in html
    assert 'value="2026-12-02"' in html and 'value="14:30"' in html
    assert 'aria-describedby="id_entered_elsewhere_helptext id_entered_elsewhere_error"' in html


def test_a_request_is_no_duplicate_of_itself(desk, make_request):
    request = make_request()
    data = {"version": 1, "duplicate_of": request.reference}
    response = desk.post(move_url(request, "mark_duplicate"), data)
    assert "This is the reference of the request itself." in html_of(response)


def test_a_virtual_visit_needs_florida_confirmed_again(desk, make_request, clinician, locations):
    request = make_request(State.IN_REVIEW, location=locations[2])
    data = {"version": 1, **visit(clinician, locations[2])}
    response = desk.post(move_url(request, "book"), data)
    assert "ask the patient and check this box" in html_of(response)
    assert desk.post(move_url(request, "book"), {**data, "in_florida": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("day", "time", "sentence"),
    [
        ("2027-03-14", "02:30", "This time does not exist on that day"),
        ("2027-11-07", "01:30", "This time comes twice on that day"),
    ],
)
def test_a_time_that_the_change_of_clocks_spoils_is_explained_beside_its_field(
    desk, make_request, clinician, day, time, sentence
):
    request = make_request(State.IN_REVIEW)
    data = visit(clinician, request.location, day=day, time=time)
    response = desk.post(move_url(request, "book"), {"version": 1, **data})
    assert sentence in str(response.context["form"].errors["time"])
    assert f'value="{time}"' in html_of(response)


def test_two_visits_of_one_clinician_that_overlap_are_refused(desk, make_request, clinician):
    first, second = make_request(State.IN_REVIEW), make_request(State.IN_REVIEW)
    desk.post(move_url(first, "book"), {"version": 1, **visit(clinician, first.location)})
    later = visit(clinician, first.location, time="15:00")
    response = desk.post(move_url(second, "book"), {"version": 1, **later})
    assert response.status_code == 409
    assert "This clinician has another visit at that time." in html_of(response)
    assert 'value="15:00"' in html_of(response)


@pytest.mark.parametrize("name", ["fulfill", "miss"])
def test_a_visit_that_has_not_begun_was_neither_kept_nor_missed(desk, make_request, name):
    request = make_request(State.BOOKED)
    response = desk.post(move_url(request, name), {"version": 1})
    assert response.status_code == 409
    assert "The visit has not begun yet." in html_of(response)
    request.refresh_from_db()
    assert (request.state, request.version) == (State.BOOKED, 1)


def test_of_two_staff_the_second_is_told_that_somebody_was_faster(
    desk, client, make_request, make_staff
):
    request = make_request(State.IN_REVIEW)
    other = make_staff(roles.MANAGER, "morgan")
    moves.move(request, "give_back", by=other, now=timezone.now(), version=1)
    moves.move(request, "take", by=other, now=timezone.now(), version=2)
    data = {"version": 1, "look_again_on": "2026-12-24"}
    response = desk.post(move_url(request, "waitlist"), data)
    html = html_of(response)
    assert response.status_code == 409
    assert "Somebody else has just handled this request." in html
    assert 'value="2026-12-24"' in html and "morgan has it" in html
    request.refresh_from_db()
    assert (request.state, request.version) == (State.IN_REVIEW, 3)
    # What was typed can be sent again, now that the page has shown how things stand.
    again = {**data, "version": response.context["offered"].form["version"].value()}
    assert desk.post(move_url(request, "waitlist"), again).status_code == 302


@pytest.mark.parametrize("name", ["reason", "attempt"])
def test_an_illegal_move_is_refused_and_what_was_typed_stays_to_be_read(desk, make_request, name):
    request = make_request(State.DECLINED)
    if name == "attempt":
        url = reverse("requests:attempt", args=[request.pk])
        data = {"channel": "phone", "outcome": "reached", "note": "Typed at length"}
    else:
        url, data = move_url(request, "cancel"), {"reason": "Typed at length"}
    response = desk.post(url, {"version": 1, **data})
    html = html_of(response)
    assert response.status_code == 409
    assert "This step does not fit the request as it stands." in html
    assert "Typed at length" in html and "What you typed" in html
    request.refresh_from_db()
    assert (request.state, request.version) == (State.DECLINED, 1)
