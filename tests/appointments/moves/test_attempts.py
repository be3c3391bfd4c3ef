"""Attempts to reach somebody, and how many it takes before a request is given up."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from appointments.models import BookingRequest, RequestSettings
from appointments.moves import AlreadyMoved, IllegalMove, MoveRefused, move
from appointments.transitions import State
from clinic_site import roles
from tests.appointments.moves.conftest import MONDAY, attempt, attempts_over_a_week, everything

MIAMI = ZoneInfo("America/New_York")


def test_an_attempt_is_a_line_of_the_timeline(make_request, make_staff, now):
    request, staff = make_request(State.IN_REVIEW), make_staff("Front desk")
    event = attempt(request, now, by=staff, channel="voicemail", outcome="left_message", note="Hm")
    event.refresh_from_db()
    assert (event.move, event.from_state, event.to_state) == ("attempt", "in_review", "in_review")
    assert (event.channel, event.outcome, event.note) == ("voicemail", "left_message", "Hm")
    assert (event.by, event.version, BookingRequest.objects.get().version) == (staff, 2, 2)


@pytest.mark.parametrize("wrong", [{"channel": "pigeon"}, {"outcome": ""}, {"channel": None}])
def test_an_attempt_says_how_and_with_what_outcome(make_request, now, wrong):
    request = make_request(State.IN_REVIEW)
    before = everything()
    with pytest.raises(MoveRefused, match="how you tried"):
        attempt(request, now, **wrong)
    assert everything() == before


def test_an_attempt_is_refused_on_a_closed_request_and_on_an_older_version(make_request, now):
    with pytest.raises(IllegalMove):
        attempt(make_request(State.SPAM), now)
    request = make_request()
    stale = BookingRequest.objects.get(pk=request.pk)
    attempt(request, now)
    for late in [stale, request]:
        with pytest.raises(AlreadyMoved):
            attempt(late, now, version=1)


def give_up(request, now):
    return move(request, "give_up", by=None, now=now, version=request.version)


def test_nobody_is_given_up_after_too_few_attempts(make_request):
    request = make_request(State.IN_REVIEW)
    attempt(request, MONDAY)
    attempt(request, MONDAY + timedelta(days=4))
    with pytest.raises(MoveRefused, match="at least 3 attempts.*So far: 2 over 5"):
        give_up(request, MONDAY + timedelta(days=30))


def test_nobody_is_given_up_after_attempts_in_too_few_business_days(make_request):
    friday = MONDAY + timedelta(days=4)
    request = make_request(State.IN_REVIEW)
    for days in [0, 1, 2, 4]:  # Friday to Tuesday is three business days
        attempt(request, friday + timedelta(days=days))
    with pytest.raises(MoveRefused, match="So far: 4 over 3"):
        give_up(request, friday + timedelta(days=30))


def test_attempts_from_before_a_reopening_count_no_more(make_request):
    request = make_request(State.IN_REVIEW)
    attempts_over_a_week(request)
    give_up(request, MONDAY + timedelta(days=4))
    move(request, "reopen", by=None, now=MONDAY, version=request.version, reason="Call")
    with pytest.raises(MoveRefused, match="So far: 0 over 0"):
        give_up(request, MONDAY + timedelta(days=5))


def test_attempts_from_before_the_person_was_reached_count_no_more(make_request):
    request = make_request(State.IN_REVIEW)
    attempts_over_a_week(request)
    attempt(request, MONDAY + timedelta(days=4), outcome="reached")
    with pytest.raises(MoveRefused, match="So far: 0"):
        give_up(request, MONDAY + timedelta(days=5))


def test_the_clinic_decides_how_often_and_how_long(make_request):
    RequestSettings.objects.create(unreachable_attempts=1, unreachable_business_days=1)
    request = make_request(State.IN_REVIEW)
    attempt(request, MONDAY)
    give_up(request, MONDAY)
    assert BookingRequest.objects.get().state == State.UNREACHABLE


def test_the_day_of_an_attempt_is_the_clinics(make_request):
    request = make_request(State.IN_REVIEW)
    evening = datetime(2026, 11, 2, 20, 0, tzinfo=MIAMI)  # in UTC it is Tuesday already
    attempt(request, evening)
    attempt(request, evening + timedelta(days=1))
    attempt(request, datetime(2026, 11, 6, 9, 0, tzinfo=MIAMI))
    give_up(request, datetime(2026, 11, 6, 10, 0, tzinfo=MIAMI))


@pytest.mark.parametrize("role", [roles.MANAGER, roles.FRONT_DESK, roles.EDITOR, roles.REVIEWER])
def test_only_a_manager_changes_these_numbers(client, make_staff, role):
    rules = RequestSettings.load()
    client.force_login(make_staff(role))
    url = reverse("wagtailsettings:edit", args=["appointments", "requestsettings", rules.pk])
    numbers = {"unreachable_attempts": 4, "unreachable_business_days": 6}
    numbers |= {"close_visits_after_days": 7, "alarm_requests": 30, "alarm_minutes": 10}
    numbers |= {"fewest_seconds": 5, "most_per_address": 10, "most_per_contact": 3}
    answers = [client.get(url).status_code, client.post(url, numbers).status_code]
    rules.refresh_from_db()
    if role == roles.MANAGER:
        assert (answers, rules.unreachable_attempts) == ([200, 302], 4)
    else:
        assert (answers, rules.unreachable_attempts) == ([302, 302], 3)
