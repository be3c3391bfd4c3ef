"""Requests that no key opens: the desk goes on around them, and says which they are."""

import pytest
from django.db import connection
from django.urls import reverse

from appointments.models import BookingRequest, RequestEvent
from appointments.transitions import State
from tests.appointments.desk.conftest import INBOX, html_of, move_url, page_of, visit


@pytest.fixture
def unreadable(make_request):
    """A request whose key is lost."""
    return seal_away(make_request(State.IN_REVIEW), "appointments_bookingrequest", "email")


def seal_away(request, table, column):
    key = "id" if table == "appointments_bookingrequest" else "request_id"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = 'lost$x' WHERE {key} = %s", [request.pk])
    return request


def test_its_page_says_so_with_its_reference(desk, unreadable):
    response = desk.get(page_of(unreadable))
    html = html_of(response)
    assert response.status_code == 200
    assert "This request cannot be read now." in html
    assert unreadable.reference in html and "In review" in html
    assert "no-store" in response["Cache-Control"]


def test_so_does_the_page_of_one_with_a_note_that_no_key_opens(desk, make_request):
    request = seal_away(make_request(), "appointments_requestevent", "note")
    assert "This request cannot be read now." in html_of(desk.get(page_of(request)))


@pytest.mark.parametrize("name", ["take", "mark_error", "book"])
def test_what_is_done_from_its_page_changes_nothing(desk, unreadable, name):
    response = desk.post(move_url(unreadable, name), {"version": 1, "reason": "Typed twice."})
    assert response.status_code == 409
    assert "This request cannot be read now." in html_of(response)
    assert BookingRequest.objects.values_list("state", "version").get() == ("in_review", 1)
    assert RequestEvent.objects.count() == 1


def test_a_visit_is_booked_without_a_look_at_who_the_person_is(desk, make_request, clinician):
    request = seal_away(make_request(State.IN_REVIEW), "appointments_bookingrequest", "last_name")
    url = move_url(request, "book")
    assert desk.get(url).status_code == 200
    assert desk.post(url, {"version": 1, **visit(clinician, request.location)}).status_code == 302


def test_the_inbox_shows_it_and_gives_it_to_somebody(desk, unreadable, staff):
    assert unreadable.reference in html_of(desk.get(INBOX))
    data = {"act": "assign", "chosen": f"{unreadable.pk}:1", "to": staff.pk}
    desk.post(reverse("requests:bulk"), data)
    assert BookingRequest.objects.sealed().get().assigned_to == staff


def test_another_request_can_be_closed_as_its_duplicate(desk, unreadable, make_request):
    other = make_request()
    assert desk.get(page_of(other)).status_code == 200
    data = {"version": 1, "duplicate_of": unreadable.reference}
    assert desk.post(move_url(other, "mark_duplicate"), data).status_code == 302
