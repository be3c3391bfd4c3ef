"""The editors' own words on the pages of the journey and behind the patient's link."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments import link_words, outbox
from appointments.texts import FORM_PAGES
from appointments.transitions import State
from appointments.views import page
from tests.appointments.link.conftest import opened
from tests.appointments.texts.conftest import write

# Pages that need no form; their view is asked for them by name.
MESSAGES = sorted(set(FORM_PAGES) - {"where", "contact", "times", "check"})
PROMISES = {
    "where": ["A request is not a booking.", "call 988", "We see adults, 18 and older."],
    "sent": ["A request is not a booking.", "7K3M-9QXR"],
    "stop-under-age": ["Call 988", "We kept nothing of what was typed."],
    "stop-not-in-florida": ["By law, you must be in Florida", "call 988"],
    "stop-for-somebody-else": ["We kept nothing of what you typed."],
    "expired": ["a form ends after 12 hours"],
}


@pytest.fixture
def shown(rf, home):
    """A function that shows a page that needs no form."""

    def show(name):
        request = rf.get("/request/")
        response = page(request, name, reference="7K3M-9QXR")
        return " ".join(response.content.decode().split())

    return show


@pytest.mark.parametrize("name", MESSAGES)
def test_own_words_stand_on_the_page_with_what_the_site_promises(shown, name):
    heading = "Own heading, 18, Florida"
    write(name, heading=heading, body="Own words & more.\n\nCall {phone}.")
    html = shown(name)
    assert f"<title>{heading}" in html and f"<h1>{heading}</h1>" in html
    assert "Own words &amp; more.</p>" in html and "Call (305) 555-0123.</p>" in html
    assert not [words for words in PROMISES.get(name, []) if words not in html]


def test_the_first_page_shows_own_words_in_the_language_of_the_page(client, open_clinic):
    write("where", heading="Own heading", body="Own words.")
    write("where", "es", heading="Palabras propias")
    html = client.get("/request/").content.decode()
    assert "<h1>Own heading</h1>" in html and "Own words." in html
    assert "Palabras propias" not in html
    assert not [words for words in PROMISES["where"] if words not in html]


def test_a_page_reads_its_words_with_one_query(client, open_clinic):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get("/request/")
        return [query["sql"] for query in captured]

    queries()
    before = queries()
    write("where", heading="Own heading", body="Own words.")
    write("contact", body="Own words.")
    assert len(queries()) == len(before)
    assert sum("appointments_patienttext" in sql for sql in before) == 1


def test_own_words_that_cannot_be_shown_leave_the_standard_ones(client, open_clinic):
    write("where", heading="<script>alert(1)</script>", body="Hello {nobody}")
    html = client.get("/request/").content.decode()
    assert "<h1>Ask for an appointment</h1>" in html
    assert "alert(1)" not in html and "nobody" not in html


def test_own_words_of_a_state_keep_what_must_be_said(make_request, now):
    write("state-waitlisted", heading="Own heading", body="Own words, {reference}.")
    request = make_request(State.WAITLISTED)
    heading, sentences, _joining = link_words.state_in_words(request, now)
    assert heading == "Own heading"
    assert sentences[0] == f"Own words, {request.reference}."
    assert sentences[1] == link_words.NO_APPOINTMENT
    assert "We look at your request again by" in sentences[2]


def test_a_held_back_request_reads_as_any_other(make_request, now):
    write("state-received", heading="Own heading", body="Own words.")
    told = [
        link_words.state_in_words(make_request(state), now)
        for state in [State.QUARANTINED, State.RECEIVED]
    ]
    assert told[0] == told[1] and told[0][0] == "Own heading"


def test_editors_say_how_the_link_to_a_virtual_visit_comes(make_request, now, locations, client):
    write("joining_link", body="We text it to you the day before.")
    for place, is_said in [(locations[2], True), (locations[0], False)]:
        request = make_request(State.BOOKED, location=place, visit_location=place)
        outbox.queue(request.events.get(), kind="booked", audience="patient", now=now)
        text = opened(request).main
        assert ("By video. We text it to you the day before. You must be in Florida" in text) == (
            is_said
        )
