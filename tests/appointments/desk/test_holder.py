"""Who has a request: taken, taken over, handed over and given back on its page."""

import pytest
from django.urls import reverse

from appointments import assignment, moves
from appointments.models import BookingRequest
from appointments.transitions import State
from clinic_site import roles
from tests.appointments.desk.conftest import html_of, page_of


@pytest.fixture
def morgan(make_staff):
    return make_staff(roles.MANAGER, "morgan")


def assign_url(request, name):
    return reverse("requests:assign", args=[request.pk, name])


def offered(desk, request):
    response = desk.get(page_of(request))
    return {offer.name: offer for offer in response.context["holder_offers"]}


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.BOOKED])
def test_nobodys_request_is_taken_with_one_click(desk, make_request, staff, state):
    request = make_request(state)
    offer = offered(desk, request)["take_over"]
    assert offer.is_button and str(offer.label) == "Take"
    assert desk.post(offer.url, {"version": 1}).url == page_of(request)
    request.refresh_from_db()
    assert (request.assigned_to, request.state) == (staff, state)
    assert "Given to dana" in html_of(desk.get(page_of(request)))


def test_a_request_that_was_just_received_is_taken_into_review_with_one_click(
    desk, make_request, staff
):
    request = make_request()
    offer = offered(desk, request)["take"]
    assert offer.is_button
    desk.post(offer.url, {"version": 1})
    request.refresh_from_db()
    assert (request.assigned_to, request.state) == (staff, State.IN_REVIEW)


def test_somebody_elses_request_is_taken_over_with_one_click(desk, make_request, staff, morgan):
    request = make_request(State.WAITLISTED, assigned_to=morgan)
    offer = offered(desk, request)["take_over"]
    assert offer.is_button and str(offer.label) == "Take over"
    desk.post(offer.url, {"version": 1})
    request.refresh_from_db()
    assert request.assigned_to == staff


def test_a_request_is_handed_over_with_a_note(desk, make_request, staff, morgan):
    request = make_request(State.BOOKED, assigned_to=staff)
    data = {"version": 1, "to": morgan.pk, "note": "Call about parking."}
    assert desk.post(assign_url(request, "hand_over"), data).url == page_of(request)
    html = html_of(desk.get(page_of(request)))
    assert "Given to morgan" in html and "Call about parking." in html and "morgan has it" in html


def test_only_members_of_the_desk_are_there_to_be_chosen(desk, make_request, make_staff, morgan):
    make_staff(roles.EDITOR, "an-editor")
    request = make_request(State.IN_REVIEW, assigned_to=morgan)
    field = offered(desk, request)["hand_over"].form.fields["to"]
    assert [label for _value, label in field.choices] == ["Choose", "dana", "morgan"]


def test_a_request_is_given_back_with_one_click(desk, make_request, staff):
    request = make_request(State.WAITLISTED, assigned_to=staff)
    offer = offered(desk, request)["hand_back"]
    assert offer.is_button
    desk.post(offer.url, {"version": 1})
    request.refresh_from_db()
    assert (request.assigned_to, request.state) == (None, State.WAITLISTED)
    assert "Given back" in html_of(desk.get(page_of(request)))


@pytest.mark.parametrize("to", ["", "999999", "x"])
def test_a_hand_over_to_nobody_known_is_explained_and_changes_nothing(
    desk, make_request, staff, to
):
    request = make_request(State.IN_REVIEW, assigned_to=staff)
    data = {"version": 1, "to": to, "note": "Typed at length"}
    html = html_of(desk.post(assign_url(request, "hand_over"), data))
    assert "Typed at length" in html and 'id="form-hand_over" open>' in html
    assert BookingRequest.objects.get().version == 1


def test_who_comes_second_is_told_so_and_keeps_what_was_typed(
    desk, make_request, staff, morgan, now
):
    request = make_request(State.IN_REVIEW)
    assignment.assign(request, to=morgan, by=morgan, now=now, version=1)
    data = {"version": 1, "to": morgan.pk, "note": "Typed at length"}
    response = desk.post(assign_url(request, "hand_over"), data)
    html = html_of(response)
    assert response.status_code == 409
    assert "Somebody else has just handled this request." in html and "Typed at length" in html
    assert BookingRequest.objects.get().assigned_to == morgan


@pytest.mark.parametrize("name", ["take_over", "hand_over", "hand_back"])
def test_a_closed_request_goes_to_nobody(desk, make_request, staff, name):
    request = make_request(State.DECLINED, assigned_to=staff)
    assert offered(desk, request) == {}
    data = {"version": 1, "to": staff.pk}
    assert desk.post(assign_url(request, name), data).status_code == 409
    assert BookingRequest.objects.get().version == 1


def test_an_unknown_verb_leads_nowhere(desk, make_request):
    request = make_request(State.IN_REVIEW)
    assert desk.post(assign_url(request, "erase"), {"version": 1}).status_code == 404


@pytest.mark.parametrize("state", [State.RECEIVED, State.BOOKED])
def test_the_usual_outcomes_of_a_call_take_one_click_before_and_after_it_is_taken(
    desk, make_request, staff, state
):
    request = make_request(state, voicemail_allowed=True)
    response = desk.get(page_of(request))
    quick = response.context["quick_attempts"]
    assert [str(words) for words, *_ in quick] == [
        "Reached by phone",
        "No answer",
        "Left a voicemail",
    ]
    _words, channel, outcome = quick[2]
    url = reverse("requests:attempt", args=[request.pk])
    assert desk.post(url, {"version": 1, "channel": channel, "outcome": outcome}).status_code == 302
    event = request.events.last()
    assert (event.move, event.channel, event.outcome) == ("attempt", "voicemail", "left_message")
    request.refresh_from_db()
    assert (request.state, request.assigned_to) == (state, None)


@pytest.mark.parametrize("state", [State.QUARANTINED, State.DECLINED])
def test_no_attempt_is_offered_where_nobody_is_to_be_called(desk, make_request, state):
    assert "Did you reach the person?" not in html_of(desk.get(page_of(make_request(state))))


def test_a_message_is_offered_only_by_ways_that_the_person_allows(desk, make_request):
    request = make_request(phone="", email="sam@patient.example")
    assert desk.get(page_of(request)).context["quick_attempts"] == []
    request = make_request(text_allowed=True)
    words = [str(words) for words, *_ in desk.get(page_of(request)).context["quick_attempts"]]
    assert words == ["Reached by phone", "No answer", "Sent a text"]


def test_a_quick_outcome_that_comes_too_late_opens_the_form_with_it(desk, make_request, staff, now):
    request = make_request()
    moves.move(request, "take", by=staff, now=now, version=1)
    url = reverse("requests:attempt", args=[request.pk])
    response = desk.post(url, {"version": 1, "channel": "phone", "outcome": "no_answer"})
    html = html_of(response)
    assert response.status_code == 409
    assert 'id="form-attempt" open>' in html and '<option value="no_answer" selected>' in html
