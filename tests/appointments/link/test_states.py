"""What a patient reads about each state, in plain words."""

import re
from datetime import timedelta
from html import unescape

from django.utils.formats import date_format

from appointments import link_words
from appointments.eligibility import clinic_date
from appointments.models import PreferredTime
from appointments.moves import log_attempt, move
from appointments.transitions import State
from clinic_site.models import Clinician, Location
from conditions.reading import grade
from tests.appointments.link.conftest import Visitor, fresh, opened, token_of

EXPECTED = {
    "received": ("We have your request", ["times", "withdraw"]),
    "in_review": ("We are looking for a time", ["times", "withdraw"]),
    "awaiting_patient": ("We need to talk with you", ["times", "withdraw"]),
    "waitlisted": ("You are on our waitlist", ["times", "withdraw"]),
    "booked": ("Your appointment is booked", ["calendar", "cant_come"]),
    "fulfilled": ("Your visit is over", []),
    "no_show": ("We did not see you at your visit", []),
    "cancelled": ("Your appointment is canceled", []),
    "withdrawn": ("You took back your request", []),
    "declined": ("We cannot offer you an appointment", []),
    "unreachable": ("We could not reach you", ["times"]),
    "duplicate": ("This request is closed", []),
    "spam": ("This request is closed", []),
    "entered_in_error": ("This request is closed", []),
}


def test_every_state_is_told_in_plain_words_with_what_can_be_done(linked, now):
    assert {*EXPECTED, "quarantined"} == set(State.values)
    told, texts = [], set()
    for state, (heading, buttons) in EXPECTED.items():
        request = linked(state)
        visitor = opened(request)
        assert (visitor.heading, visitor.buttons) == (heading, buttons)
        assert request.reference in visitor.main
        assert "(305) 555-0123" in visitor.main
        # Nothing about who it is, and no more than the state needs.
        for word in ["Sam", "Sentinel", "1990", "0150", request.email, "Alex Example", "capacity"]:
            assert word not in visitor.main
        texts.update(sentences_of(visitor))
        told += [heading + ".", *link_words.state_in_words(fresh(request), now)[1]]
        for button in set(buttons) - {"calendar"}:
            texts.update(sentences_of(visitor.presses(button)))
    texts.update(sentences_of(Visitor(token_of(linked())).tries("1981")))
    assert grade(" ".join(str(sentence) for sentence in told)) <= 8
    assert grade(" ".join(sorted(texts))) <= 8


def test_a_day_of_the_waitlist_that_is_over_is_told_as_late(linked, now):
    today = clinic_date(now)
    told = opened(linked(State.WAITLISTED, look_again_on=today)).main
    assert f"We look at your request again by {date_format(today)}." in told
    yesterday = today - timedelta(days=1)
    told = opened(linked(State.WAITLISTED, look_again_on=yesterday)).main
    assert f"We meant to look at your request again by {date_format(yesterday)}." in told


def test_nobody_learns_from_a_duplicate_that_a_person_has_turned_to_the_clinic(linked):
    asked = linked()
    pages = [
        opened(request).main.replace(request.reference, "")
        for request in [
            linked(State.DUPLICATE, duplicate_of=asked),
            linked(State.SPAM),
            linked(State.ENTERED_IN_ERROR),
        ]
    ]
    assert pages[0] == pages[1] == pages[2]


def sentences_of(visitor):
    """The sentences of a page: what its paragraphs say."""
    inner = visitor.text.split('<main id="main"')[1].split('<section class="crisis')[0]
    found = re.findall(r"<p[^>]*>(.*?)</p>", inner)
    words = (unescape(re.sub(r"<[^>]+>", "", text)).strip() for text in found)
    return [text for text in words if text.endswith((".", "?"))]


def test_it_says_by_when_we_answer_and_owns_up_when_we_are_late(linked, at, now, clinic):
    request = linked()  # on a Monday at 10:00
    assert "We will contact you by Tuesday, Nov. 10, 2026." in opened(request).main
    at(now + timedelta(days=2))
    assert "We are sorry that we are late." in opened(request).main
    clinic.response_business_days = None
    clinic.save()
    assert "contact you by" not in opened(request).main


def test_it_says_when_we_last_tried_to_reach_the_person(linked, now):
    request = linked("in_review")
    details = {"channel": "phone", "outcome": "no_answer", "note": "Sentinel note"}
    log_attempt(request, by=None, now=now, version=1, **details)
    text = opened(request).main
    assert "We last tried to reach you on Monday, Nov. 9, 2026, 10 a.m. ET." in text
    assert "Sentinel note" not in text


def test_a_booked_visit_shows_its_time_and_place_and_brings_the_calendar_file(linked, at, now):
    place = Location.objects.create(
        kind="office",
        name="Coconut Grove",
        slug="grove",
        street_address="1 Main Street",
        city="Miami",
        postal_code="33133",
    )
    request = linked(State.BOOKED, location=place)
    visitor = opened(request)
    assert "Monday, Nov. 16, 2026, 10 a.m. ET" in visitor.main
    assert "Coconut Grove, 1 Main Street, Miami, FL 33133" in visitor.main
    file = visitor.presses("calendar").page
    assert file["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in file["Cache-Control"]
    content = file.content.decode().replace("\r\n ", "")
    assert f"URL:http://localhost:8000/request/link/{token_of(request)}/\r\n" in content
    assert "Grove" not in content and "Alex" not in content

    soon = now + timedelta(hours=2)
    today = linked(State.BOOKED, visit_start=soon, visit_end=soon + timedelta(hours=1))
    visitor = opened(today)
    at(soon)
    assert visitor.presses("").buttons == ["calendar"]
    at(today.visit_end)
    assert visitor.presses("calendar").buttons == []


def test_a_visit_by_video_says_how_the_link_comes_and_where_one_must_be(linked, locations):
    request = linked(State.BOOKED, location=locations[2], visit_location=locations[2])
    text = opened(request).main
    assert "By video. We tell you before the visit how to join." in text
    assert "You must be in Florida" in text


def test_it_offers_no_call_to_somebody_without_a_phone(linked):
    assert opened(linked(phone="")).buttons == ["withdraw"]
    assert opened(linked("unreachable", phone="")).buttons == []


def test_what_was_asked_for_first_is_not_shown(linked):
    request = linked()
    PreferredTime.objects.create(request=request, rank=1, weekday="mon", part_of_day="morning")
    assert "Morning" not in opened(request).main


def test_the_link_lives_on_through_every_move(linked, clinician, now):
    request = linked()
    token = token_of(request)
    for name, heading in [("take", "looking for a time"), ("ask_patient", "need to talk")]:
        move(request, name, by=None, now=now, version=request.version)
        assert heading in Visitor(token).tries("1990").heading
    assert Clinician.objects.count() == 1
