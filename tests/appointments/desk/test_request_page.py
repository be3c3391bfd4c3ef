"""The page of a request: the person, what was asked, what happened, what can be done."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from wagtail.users.models import UserProfile

from appointments import moves, notes, outbox
from appointments.models import BookingRequest, OutboundMessage, PreferredTime
from appointments.transitions import TRANSITIONS, State, legal_moves
from clinic_site.models import Clinician
from tests.appointments.desk.conftest import INBOX, html_of, move_url, page_of, queries

# With the session, the account and the banner of the admin.
MOST_QUERIES = 30
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
    # It stands in the form in which it is corrected, and nowhere else.
    assert html.count("sam@patient.example") == 1 == html.count('value="sam@patient.example"')
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
    assert 'value="10:00"' in html_of(desk.get(move_url(request, "reschedule")))
    assert "Nov 16, 2026, 10:00 AM ET" in html_of(desk.get(INBOX))


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
    on_its_own_page = {"book", "reschedule"} & set(legal_moves(state))
    not_yet = {"give_up", "fulfill", "miss"}  # nobody has tried to call, and the visit is ahead
    assert moves_offered(request, html) == set(legal_moves(state)) - on_its_own_page - not_yet
    assert (f"/admin/requests/book/{request.pk}/" in html) == bool(on_its_own_page)


def test_the_page_says_by_when_the_person_is_to_be_contacted(desk, make_request, now):
    late = make_request(received_at=now - timedelta(days=5))
    html = html_of(desk.get(page_of(late)))
    assert f"{wait_in_inbox(desk, late)}: first contact by Nov 6, 2026, 10:00 AM ET" in html
    fresh = make_request(received_at=now)
    html = html_of(desk.get(page_of(fresh)))
    assert f"{wait_in_inbox(desk, fresh)}: first contact by Nov 12, 2026, 10:00 AM ET" in html
    contacted = make_request(first_contact_at=now)
    assert "first contact by" not in html_of(desk.get(page_of(contacted)))


def wait_in_inbox(desk, request):
    html = html_of(desk.get(INBOX))
    return re.search(rf'data-renew="wait-{request.pk}">([^<]+)<', html).group(1)


def moves_offered(request, html):
    return set(re.findall(rf'action="/admin/requests/move/{request.pk}/(\w+)/"', html))


def test_a_visit_can_be_kept_or_missed_once_it_has_begun_and_called_off_before(
    desk, make_request, now
):
    of_the_clock = {"fulfill", "miss", "cant_come"}
    soon, later = now + timedelta(minutes=1), now + timedelta(minutes=2)
    ahead = make_request(State.BOOKED, visit_start=soon, visit_end=later)
    html = html_of(desk.get(page_of(ahead)))
    assert of_the_clock & moves_offered(ahead, html) == {"cant_come"}
    assert "Visit kept, Visit missed: The visit has not begun yet." in html
    begun = make_request(State.BOOKED, visit_start=now, visit_end=soon)
    html = html_of(desk.get(page_of(begun)))
    assert of_the_clock & moves_offered(begun, html) == {"fulfill", "miss"}
    assert "has not begun yet" not in html


def test_nobody_is_given_up_before_enough_attempts(desk, make_request, staff, now):
    request = make_request(State.IN_REVIEW)
    html = html_of(desk.get(page_of(request)))
    assert "give_up" not in moves_offered(request, html)
    assert "Could not be reached: Before this, log at least 3 attempts" in html
    for day in [0, 1, 7]:
        at = now + timedelta(days=day)
        attempt = {"channel": "phone", "outcome": "no_answer"}
        moves.log_attempt(request, by=staff, now=at, version=request.version, **attempt)
    html = html_of(desk.get(page_of(request)))
    assert "give_up" in moves_offered(request, html)
    assert "Before this, log at least" not in html


@pytest.mark.parametrize("state", State)
def test_what_closes_a_request_or_writes_to_the_patient_takes_two_steps(desk, make_request, state):
    response = desk.get(page_of(make_request(state)))
    for offer in [*response.context["steps"], *response.context["endings"]]:
        if offer.name in ["book", "reschedule"]:
            continue  # a link to a page of its own
        transition = TRANSITIONS[offer.name]
        if offer.is_button:
            assert transition.target not in BOOKED_STATES[1:] and not transition.message
        else:
            assert f'<details class="desk-offer desk-offer--opens" id="form-{offer.name}">' in (
                html_of(response)
            )


def test_only_clinicians_who_work_here_are_offered(desk, make_request, clinician):
    Clinician.objects.create(name="Gone Away", credentials="MD", is_active=False)
    html = html_of(desk.get(move_url(make_request(State.IN_REVIEW), "book")))
    assert "Alex Example, MD" in html and "Gone Away" not in html


def test_a_request_that_repeats_another_links_to_it_and_back(desk, make_request):
    first = make_request()
    again = make_request(State.DUPLICATE, duplicate_of=first)
    assert f'<a href="{page_of(first)}">{first.reference}</a>' in html_of(desk.get(page_of(again)))
    assert f'<a href="{page_of(again)}">{again.reference}</a>' in html_of(desk.get(page_of(first)))
    assert BookingRequest.objects.count() == 2


def test_the_page_asks_the_database_a_fixed_number_of_times(desk, make_request, staff, now):
    request = make_request(phone="+13055550161", duplicate_of=None)
    for number in range(12):
        twin = make_request(phone="+13055550161")
        PreferredTime.objects.create(request=twin, rank=1, weekday="mon", part_of_day="morning")
        notes.add_note(request, by=staff, now=now, version=number + 1, note="Tried.")
        outbox.queue(request.events.last(), kind="new_link", audience="patient", now=now)
    desk.get(page_of(request))
    assert queries(desk, page_of(request)) <= MOST_QUERIES


@pytest.mark.parametrize("state", [State.RECEIVED, State.BOOKED, State.DECLINED])
def test_how_to_reach_the_person_comes_first_and_how_to_end_it_last(desk, make_request, state):
    html = html_of(desk.get(page_of(make_request(state))))
    sections = re.findall(r'<section class="w-panel[^"]*" id="(\w+(?:-\w+)*)-section"', html)
    order = ["contact", "holder", "attempts", "moves", "visit", "asked", "timeline", "endings"]
    assert [name for name in sections if name in order] == [
        name for name in order if name in sections
    ]
    assert sections[0] == "contact" and {"asked", "timeline"} <= set(sections)


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.WAITLISTED])
def test_booking_is_the_most_prominent_step(desk, make_request, state):
    request = make_request(state)
    steps = html_of(desk.get(page_of(request))).partition('id="moves-section"')[2]
    first = re.search(r'class="(button[^"]*)" (?:href|type)="([^"]*)"', steps)
    assert first.groups() == ("button", f"/admin/requests/book/{request.pk}/")


def test_what_matters_for_the_call_stands_with_how_to_reach_the_person(desk, make_request):
    request = make_request(access_needs="quiet,sign-language")
    html = html_of(desk.get(page_of(request)))
    contact, _panel, rest = html.partition('id="asked-section"')
    assert "A sign language interpreter" in contact and "A quiet place to wait" not in contact
    assert "A quiet place to wait, A sign language interpreter" in rest


def test_nobody_is_named_for_what_the_clock_did(desk, make_request, now):
    request = make_request(State.BOOKED)
    begun = {"visit_start": now - timedelta(days=9), "visit_end": now - timedelta(days=8)}
    BookingRequest.objects.filter(pk=request.pk).update(**begun)
    request.refresh_from_db()
    moves.move(request, "fulfill", by=None, now=now, version=1)
    html = html_of(desk.get(page_of(request)))
    assert "Booked → Visit kept" in html and "10:00 AM ET · By the clock" in html
