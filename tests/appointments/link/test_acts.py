"""What a patient does with the link: each act is one event, and the desk hears of it."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections

from appointments import patient_link
from appointments.models import BookingRequest, OutboundMessage
from appointments.moves import MoveRefused, move
from appointments.outbox import send_due
from appointments.transitions import State
from tests.appointments.link.conftest import (
    Visitor,
    fresh,
    kinds_of,
    link_of,
    moves_of,
    opened,
    token_of,
)

TIMES = {"weekday_1": "mon", "part_of_day_1": "morning", "weekday_2": "any"}
TIMES["part_of_day_2"] = "evening"


def test_a_request_is_taken_back_after_a_question(linked, mail_server, now):
    request = linked("in_review")
    visitor = opened(request).presses("withdraw")
    assert visitor.heading == "Take back your request?"
    assert moves_of(request) == ["submit"]  # so far it was only asked
    assert visitor.presses("back").heading == "We are looking for a time"
    visitor.presses("withdraw").presses("send-withdraw")
    assert visitor.heading == "You took back your request"
    assert "You have taken back your request." in visitor.main
    request = fresh(request)
    assert (request.state, request.version) == (State.WITHDRAWN, 2)
    assert moves_of(request) == ["submit", "withdraw"]
    assert request.events.last().by is None
    assert kinds_of(request, "patient") == ["received", "withdrawn"]
    assert kinds_of(request, "desk") == ["desk_patient"]
    mail_server.start()
    assert send_due(now) == {"sent": 2}  # the acknowledgement is overtaken
    to_patient = next(mail for mail in mail_server.accepted if mail["To"] == request.email)
    assert "as you asked" in to_patient.get_content()
    assert token_of(request) in to_patient.get_content()


@pytest.mark.parametrize(
    ("answer", "note"),
    [("yes", "Wants another time."), ("no", "Wants no other time.")],
)
def test_who_cannot_come_gives_the_visit_back_to_the_desk(linked, answer, note):
    request = linked(State.BOOKED)
    start = request.visit_start
    visitor = opened(request).presses("cant_come")
    assert "Monday, Nov. 16, 2026, 10 a.m. ET" in visitor.main
    visitor.presses("send-cant_come")
    assert "Choose whether you would like another time." in visitor.main
    assert "Error: Can’t you make it?" in visitor.text
    visitor.presses("send-cant_come", another=answer)
    assert "Your appointment is canceled." in visitor.main
    assert visitor.heading == "We are looking for a time"
    request = fresh(request)
    # Open, so that nobody forgets to free the time in the clinic's record system.
    assert (request.state, request.visit_sequence, request.visit_start) == ("in_review", 1, start)
    event = request.events.last()
    assert event.move == "cant_come"
    assert event.note.startswith(note) and "record system" in event.note
    message = event.messages.get(audience="patient")
    assert "STATUS:CANCELLED" in message.calendar and "SEQUENCE:1" in message.calendar
    assert kinds_of(request, "desk") == ["desk_patient"]
    others = BookingRequest.objects.booked_between(
        request.visit_clinician, start, start + timedelta(minutes=50)
    )
    assert not others.exists()  # somebody else may have the time


def test_a_visit_that_has_begun_is_not_called_off(linked, at, now):
    soon = now + timedelta(hours=2)
    request = linked(State.BOOKED, visit_start=soon, visit_end=soon + timedelta(hours=1))
    visitor = opened(request).presses("cant_come")
    at(request.visit_start)
    visitor.presses("send-cant_come", another="yes")
    assert "The visit has begun already." in visitor.main
    assert moves_of(request) == ["submit"]


def test_better_times_to_call_are_kept_beside_what_was_asked(linked):
    request = linked("awaiting_patient")
    before = BookingRequest.objects.values().get()
    visitor = opened(request).presses("times")
    visitor.presses("send-times", weekday_1="mon")
    assert "Choose a part of the day, or “Any time”." in visitor.main
    assert '<option value="mon" selected>' in visitor.text
    visitor.presses("send-times", **TIMES)
    assert "We have noted when to call you." in visitor.main
    assert "Monday, Morning; Any day, Early evening (ET)" in visitor.main
    after = BookingRequest.objects.values().get()
    assert after.pop("version") == before.pop("version") + 1
    assert {**after, "date_of_birth": ""} == {**before, "date_of_birth": ""}
    assert not request.preferred_times.exists()
    event = request.events.last()
    assert (event.move, event.note) == ("better_time", "Monday, Morning; Any day, Early evening")
    assert (event.from_state, event.to_state) == ("awaiting_patient", "awaiting_patient")
    assert kinds_of(request, "desk") == ["desk_patient"]
    assert kinds_of(request, "patient") == ["received"]


def test_nobody_can_flood_the_desk_with_times(linked, at, now):
    request = linked()
    visitor = opened(request)
    for _time in range(7):
        visitor.presses("send-times", **TIMES)
    assert "You have told us several times today." in visitor.main
    assert moves_of(request).count("better_time") == 5
    at(now + timedelta(days=1))
    opened(request).presses("send-times", **TIMES)
    assert moves_of(request).count("better_time") == 6


def test_who_could_not_be_reached_says_when_and_the_request_is_open_again(linked, make_staff):
    holder = make_staff("Front desk")
    request = linked("unreachable", assigned_to=holder)
    visitor = opened(request).presses("times").presses("send-times", **TIMES)
    assert visitor.heading == "We are looking for a time"
    request = fresh(request)
    assert (request.state, request.assigned_to) == ("in_review", holder)
    event = request.events.last()
    assert (event.move, event.note) == ("reopen", "Call: Monday, Morning; Any day, Early evening")


@pytest.mark.parametrize(
    ("state", "go", "typed", "done"),
    [
        ("received", "withdraw", {}, "You have taken back"),
        ("booked", "cant_come", {"another": "yes"}, "is canceled"),
        ("received", "times", TIMES, "We have noted"),
        ("unreachable", "times", TIMES, "We have noted"),
    ],
)
def test_a_second_click_finds_it_done_and_does_nothing(linked, state, go, typed, done):
    request = linked(state)
    visitor = opened(request).presses(go)
    form = {**visitor.carried(), **typed, "go": f"send-{go}"}
    assert done in visitor.posts(**form).main
    before = OutboundMessage.objects.count(), moves_of(request)
    assert done in visitor.posts(**form).main
    assert (OutboundMessage.objects.count(), moves_of(request)) == before


@pytest.mark.django_db(transaction=True)
def test_clicks_at_one_moment_make_one_event(linked, now):
    pk, barrier, outcomes = linked().pk, Barrier(4), []

    def click():
        try:
            request = BookingRequest.objects.get(pk=pk)
            barrier.wait()
            patient_link.withdraw(request, now=now, version=1)
            outcomes.append("done")
        except MoveRefused:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [Thread(target=click) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "refused", "refused", "refused"]
    request = BookingRequest.objects.get()
    assert moves_of(request) == ["submit", "withdraw"]
    assert kinds_of(request, "desk") == ["desk_patient"]


def test_who_was_overtaken_by_the_desk_is_told_and_nothing_is_sent(linked, now):
    request = linked("in_review")
    visitor = opened(request).presses("withdraw")
    move(fresh(request), "decline", by=None, now=now, version=1, decline_code="no_capacity")
    visitor.presses("send-withdraw")
    assert "Your request has changed while this page was open. Nothing was sent." in visitor.main
    assert visitor.heading == "We cannot offer you an appointment"
    assert moves_of(request) == ["submit", "decline"]


@pytest.mark.parametrize(
    ("state", "go"),
    [("booked", "withdraw"), ("received", "cant_come"), ("declined", "times")]
    + [("fulfilled", "cant_come"), ("received", "calendar"), ("received", "erase")],
)
def test_what_does_not_fit_the_state_is_neither_asked_nor_done(linked, state, go, now):
    request = linked(state)
    proof = patient_link.proof_of(link_of(request), now)
    visitor = opened(request)
    token, heading = visitor.client.cookies["csrftoken"].value, visitor.heading
    for button in [go, f"send-{go}"]:
        typed = {"go": button, "version": "1", "another": "yes", **TIMES}
        visitor.posts(csrfmiddlewaretoken=token, proof=proof, **typed)
        assert visitor.heading == heading
    assert moves_of(request) == ["submit"]


@pytest.mark.parametrize("version", ["", "0", "x", "99999999999", "1\0"])
def test_a_forged_version_does_nothing(linked, version):
    request = linked()
    visitor = opened(request).presses("send-withdraw", version=version)
    assert visitor.page.status_code in {200, 400}
    assert moves_of(request) == ["submit"]


def test_what_another_site_posts_is_refused(linked):
    request = linked()
    visitor = opened(request)
    form = {**visitor.carried(), "go": "send-withdraw"}
    del form["csrfmiddlewaretoken"]
    assert visitor.client.post(visitor.url, form).status_code == 403
    assert Visitor(token_of(request)).client.post(visitor.url, {"year": "1990"}).status_code == 403
    assert moves_of(request) == ["submit"]
