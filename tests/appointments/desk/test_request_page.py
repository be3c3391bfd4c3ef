"""The page of a request: the person, what was asked, what happened, what can be done."""

import re
from datetime import UTC, date, datetime

import pytest
from wagtail.users.models import UserProfile

from appointments import moves
from appointments.models import BookingRequest, OutboundMessage, PreferredTime
from appointments.transitions import TRANSITIONS, State, legal_moves
from clinic_site.models import Clinician
from tests.appointments.desk.conftest import INBOX, html_of, page_of, queries

BOOKED_STATES = [State.BOOKED, State.FULFILLED, State.NO_SHOW, State.CANCELLED]


def test_the_page_says_how_to_reach_the_person(desk, make_request):
    request = make_request(
        last_name="Núñez", email="sam@patient.example", voicemail_allowed=True, language="es"
    )
    html = html_of(desk.get(page_of(request)))
    assert "Sam Núñez" in html
    assert '<a href="tel:+1-305-555-0150">(305) 555-0150</a>' in html
    assert "sam@patient.example" in html
    assert "Spanish" in html
    assert html.count("Not allowed") == 1  # a text message


def test_the_page_hides_an_email_without_consent_and_says_when_to_phone(desk, make_request):
    request = make_request(email="sam@patient.example", email_allowed=False, phone_instead=True)
    html = html_of(desk.get(page_of(request)))
    assert "sam@patient.example" not in html
    assert "Given, but we may not write to it" in html
    assert "Phone instead" in html


def test_the_page_says_what_was_asked(desk, make_request, locations):
    request = make_request(
        location=locations[2],
        access_needs="step-free,interpreter",
        date_of_birth=date(1990, 11, 11),  # the birthday is tomorrow
        florida_statement_version="2026-11",
        florida_stated_at=datetime(2026, 11, 1, 5, 30, tzinfo=UTC),  # before the clocks go back
    )
    PreferredTime.objects.create(request=request, rank=1, weekday="mon", part_of_day="morning")
    html = html_of(desk.get(page_of(request)))
    for words in [
        "Virtual in Florida",
        "Monday, Morning",
        "Step-free access, An interpreter",
        "Nov 11, 1990 (age 35)",
        "Said on Nov 1, 2026, 1:30 AM ET, wording 2026-11.",
    ]:
        assert words in html


def test_times_are_eastern_whatever_zone_the_reader_has_set(desk, make_request, staff):
    UserProfile.objects.update_or_create(user=staff, defaults={"current_time_zone": "Asia/Tokyo"})
    request = make_request(State.BOOKED)
    html = html_of(desk.get(page_of(request)))
    assert "Monday, Nov 16, 2026, 10:00 AM – 10:50 AM ET" in html
    assert 'value="10:00"' in html  # in the form that moves the visit
    assert "Nov 9, 10:00 AM ET" in html_of(desk.get(INBOX))


def test_the_title_of_the_page_holds_the_reference_alone(desk, make_request):
    request = make_request()
    response = desk.get(page_of(request))
    title = re.search(r"<title>(.*?)</title>", html_of(response)).group(1)
    assert request.reference in title
    assert "Sam" not in title and "Sentinel" not in title


def test_pages_of_the_desk_are_kept_nowhere(desk, make_request):
    for url in [INBOX, page_of(make_request())]:
        assert {"no-store", "private"} <= set(desk.get(url)["Cache-Control"].split(", "))


def test_the_page_shows_events_and_messages_without_their_text(desk, make_request, staff, now):
    request = make_request()
    moves.move(request, "take", by=staff, now=now, version=1)
    moves.log_attempt(
        request, by=staff, now=now, version=2, channel="phone", outcome="no_answer", note="At work"
    )
    moves.move(request, "ask_patient", by=staff, now=now, version=3)
    message = request.messages.get()
    OutboundMessage.objects.filter(pk=message.pk).update(
        status="refused", tries=4, trouble="SMTP 550", body="The body of the mail"
    )
    html = html_of(desk.get(page_of(request)))
    for words in [
        "Received → In review",
        "Contact attempt: Phone call, no answer",
        "At work",
        "In review → Waiting for the patient",
        "Nov 10, 2026, 10:00 AM ET · dana",
        "Nov 9, 2026, 10:00 AM ET · The patient",
        "“Please contact us” · Refused · 4 tries · SMTP 550",
    ]:
        assert words in html
    assert "The body of the mail" not in html


def test_the_page_takes_as_many_queries_for_a_long_timeline_as_for_a_short_one(
    desk, make_request, staff, now
):
    request = make_request(State.IN_REVIEW)

    def attempt():
        details = {"channel": "phone", "outcome": "no_answer"}
        moves.log_attempt(request, by=staff, now=now, version=request.version, **details)

    attempt()
    desk.get(page_of(request))
    few = queries(desk, page_of(request))
    for _number in range(10):
        attempt()
    assert queries(desk, page_of(request)) == few


@pytest.mark.parametrize("state", State)
def test_the_moves_that_are_legal_now_are_offered_and_no_others(desk, make_request, state):
    request = make_request(state)
    html = html_of(desk.get(page_of(request)))
    offered = set(re.findall(rf'action="/admin/requests/move/{request.pk}/(\w+)/"', html))
    assert offered == set(legal_moves(state))


@pytest.mark.parametrize("state", State)
def test_what_closes_a_request_or_writes_to_the_patient_takes_two_steps(desk, make_request, state):
    response = desk.get(page_of(make_request(state)))
    for offer in [*response.context["steps"], *response.context["endings"]]:
        transition = TRANSITIONS[offer.name]
        if offer.is_button:
            assert transition.target not in BOOKED_STATES[1:] and not transition.message
        else:
            assert f'<details class="desk-offer desk-offer--opens" id="form-{offer.name}">' in (
                html_of(response)
            )


def test_only_clinicians_who_work_here_are_offered(desk, make_request, clinician):
    Clinician.objects.create(name="Gone Away", credentials="MD", is_active=False)
    html = html_of(desk.get(page_of(make_request(State.IN_REVIEW))))
    assert "Alex Example, MD" in html and "Gone Away" not in html


def test_a_request_that_repeats_another_links_to_it_and_back(desk, make_request):
    first = make_request()
    again = make_request(State.DUPLICATE, duplicate_of=first)
    assert f'<a href="{page_of(first)}">{first.reference}</a>' in html_of(desk.get(page_of(again)))
    assert f'<a href="{page_of(again)}">{again.reference}</a>' in html_of(desk.get(page_of(first)))
    assert BookingRequest.objects.count() == 2
