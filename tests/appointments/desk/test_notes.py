"""Internal notes in the timeline, and what they do not hide."""

import pytest
from django.db import connection
from django.urls import reverse

from appointments import assignment, moves, notes, patient_link
from appointments.models import BookingRequest
from appointments.news import has_news
from appointments.transitions import State
from tests.appointments.desk.conftest import html_of, move_url, page_of


def note_url(request):
    return reverse("requests:note", args=[request.pk])


@pytest.mark.parametrize("state", State)
def test_a_note_is_written_in_every_state_and_changes_nothing_else(
    desk, make_request, staff, state
):
    request = make_request(state)
    assert desk.post(note_url(request), {"version": 1, "note": "Seen."}).url == page_of(request)
    event = request.events.last()
    assert (event.move, event.by, event.version) == ("note", staff, 2)
    assert (event.from_state, event.to_state) == (state, state)
    request.refresh_from_db()
    assert (request.state, request.version, request.messages.count()) == (state, 2, 0)


def test_a_note_stands_in_the_timeline_line_by_line(desk, make_request):
    request = make_request()
    desk.post(note_url(request), {"version": 1, "note": "Asked for\r\na <call> after five."})
    assert "Asked for<br>a &lt;call&gt; after five." in html_of(desk.get(page_of(request)))


def test_a_note_lies_encrypted_in_the_database(desk, make_request):
    request = make_request()
    desk.post(note_url(request), {"version": 1, "note": "A sentinel of the note"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM appointments_requestevent WHERE move = 'note'")
        assert "sentinel" not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        ("", "This field is required."),
        ("   ", "This field is required."),
        ("x" * 2001, "at most 2000 characters"),
        ("a\x00b", "Null characters are not allowed."),
    ],
)
def test_a_note_that_does_not_fit_comes_back_as_it_was_typed(desk, make_request, note, sentence):
    request = make_request()
    response = desk.post(note_url(request), {"version": 1, "note": note})
    html = html_of(response)
    assert (
        sentence in html
        and '<details class="desk-offer desk-offer--opens" id="form-note" open>' in html
    )
    assert note.strip("\x00 ")[:1999] in html
    assert request.events.count() == 1


def test_two_thousand_letters_fit_whatever_the_ends_of_lines_weigh(desk, make_request):
    request = make_request()
    note = "x" * 999 + "\r\n" + "y" * 1000  # 2,000 letters as the browser counts them
    assert desk.post(note_url(request), {"version": 1, "note": note}).status_code == 302


def test_so_it_is_with_a_reason_and_with_the_note_of_an_attempt(desk, make_request):
    request = make_request()
    words = "x" * 149 + "\r\n" + "y" * 150  # 300 letters as the browser counts them
    called = {"channel": "phone", "outcome": "no_answer", "note": words, "version": 1}
    assert desk.post(reverse("requests:attempt", args=[request.pk]), called).status_code == 302
    wrong = {"reason": words, "version": 2}
    assert desk.post(move_url(request, "mark_error"), wrong).status_code == 302
    assert [event.note for event in request.events.all()[1:]] == [words.replace("\r\n", "\n")] * 2


def test_a_note_beside_somebodys_change_is_kept_to_be_sent_again(desk, make_request, staff, now):
    request = make_request()
    moves.move(request, "take", by=staff, now=now, version=1)
    response = desk.post(note_url(request), {"version": 1, "note": "Typed at length"})
    assert response.status_code == 409
    assert "Typed at length" in html_of(response)
    again = response.context["offered"].form["version"].value()
    data = {"version": again, "note": "Typed at length"}
    assert desk.post(note_url(request), data).status_code == 302


def news():
    return list(BookingRequest.objects.filter(has_news()))


def test_news_of_the_patient_stay_until_somebody_acts(make_request, make_staff, staff, now):
    request = make_request(State.IN_REVIEW)
    patient_link.tell_times(request, times=[("mon", "morning")], now=now, version=1)
    assert news() == [request]
    notes.add_note(request, by=staff, now=now, version=2, note="About something else.")
    assignment.assign(request, to=staff, by=staff, now=now, version=3)
    assert news() == [request]
    moves.log_attempt(request, by=staff, now=now, version=4, channel="phone", outcome="reached")
    assert news() == []
    notes.add_note(request, by=staff, now=now, version=5, note="Call again on Friday.")
    assert news() == []
    patient_link.tell_times(request, times=[("tue", "morning")], now=now, version=6)
    assert news() == [request]


def test_a_request_that_the_patient_only_sent_is_no_news(make_request, staff, now):
    request = make_request()
    notes.add_note(request, by=staff, now=now, version=1, note="Seen.")
    assert news() == []
