"""A visit of which nobody said whether it was kept: after some days the clock does."""

from datetime import timedelta

import pytest
from django.db import connection

from appointments import clock, retention, visit_clock
from appointments.clock import run_due_jobs
from appointments.desk_timeline import who
from appointments.models import BookingRequest, ClockJob, OutboundMessage, RequestSettings
from appointments.moves import move
from appointments.transitions import State
from tests.appointments.visit_clock.conftest import HOUR, fresh

DAYS = timedelta(days=7)
SECOND = timedelta(seconds=1)


@pytest.fixture
def booked(make_request):
    return make_request(State.BOOKED)


def test_a_week_after_its_end_a_visit_counts_as_kept(booked):
    end = booked.visit_end
    visit_clock.close_visits(end + DAYS - SECOND)
    assert fresh(booked).state == State.BOOKED
    visit_clock.close_visits(end + DAYS)
    request, event = fresh(booked), booked.events.last()
    assert (request.state, request.state_changed_at) == (State.FULFILLED, end + DAYS)
    assert (event.move, event.by, event.to_state) == ("fulfill", None, "fulfilled")
    assert event.note == (
        "Closed by the clock: in the 7 days after the visit nobody said whether it was kept or "
        "missed."
    )
    assert who(event) == "By the clock"
    assert not OutboundMessage.objects.exists()


def test_the_clinic_decides_after_how_many_days(booked):
    RequestSettings.objects.update_or_create(defaults={"close_visits_after_days": 1})
    visit_clock.close_visits(booked.visit_end + timedelta(days=1))
    assert fresh(booked).state == State.FULFILLED
    assert "in the day after the visit" in booked.events.last().note


def test_what_staff_have_said_stays(make_request):
    kept, missed = make_request(State.BOOKED), make_request(State.BOOKED)
    for request, name in [(kept, "fulfill"), (missed, "miss")]:
        move(request, name, by=None, now=request.visit_start, version=1)
    before = [fresh(request).version for request in (kept, missed)]
    visit_clock.close_visits(missed.visit_end + timedelta(days=60))
    assert [fresh(request).state for request in (kept, missed)] == ["fulfilled", "no_show"]
    assert [fresh(request).version for request in (kept, missed)] == before


@pytest.mark.parametrize("state", [s for s in State if s != State.BOOKED])
def test_nothing_else_is_closed_by_the_clock(make_request, now, state):
    request = make_request(state, visit_start=now, visit_end=now + HOUR)
    visit_clock.close_visits(now + timedelta(days=400))
    assert fresh(request).state == state


def test_one_that_fails_holds_up_no_other_and_shows_as_trouble(
    make_request, at, monkeypatch, caplog
):
    broken, good = make_request(State.BOOKED), make_request(State.BOOKED)
    close_visit, moment = visit_clock.close_visit, good.visit_end + DAYS

    def stumble(pk, days, now):
        if pk == broken.pk:
            raise KeyError("zsentinel")
        close_visit(pk, days, now)

    monkeypatch.setattr(visit_clock, "close_visit", stumble)
    at(moment)
    run_due_jobs(moment)
    assert [fresh(request).state for request in (broken, good)] == ["booked", "fulfilled"]
    assert ClockJob.objects.get(name="close_visits").trouble == "KeyError"
    assert "zsentinel" not in caplog.text
    monkeypatch.setattr(visit_clock, "close_visit", close_visit)
    at(moment + HOUR)
    run_due_jobs(moment + HOUR)
    assert fresh(broken).state == State.FULFILLED
    assert ClockJob.objects.get(name="close_visits").trouble == ""


def test_who_says_it_at_the_same_moment_goes_before(booked, monkeypatch):
    moment, check = booked.visit_end + DAYS, visit_clock.moves.move

    def miss_first(request, name, **details):
        monkeypatch.setattr(visit_clock.moves, "move", check)
        move(fresh(booked), "miss", by=None, now=moment, version=1)
        return check(request, name, **details)

    monkeypatch.setattr(visit_clock.moves, "move", miss_first)
    visit_clock.close_visits(moment)
    assert fresh(booked).state == State.NO_SHOW
    assert booked.events.count() == 2


def test_a_request_that_cannot_be_read_any_more_is_closed_all_the_same(booked):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE appointments_bookingrequest SET email = 'lost$key'")
    visit_clock.close_visits(booked.visit_end + DAYS)
    assert BookingRequest.objects.values_list("state").get() == (State.FULFILLED,)


def test_the_days_until_it_is_deleted_count_from_then(booked):
    RequestSettings.objects.update_or_create(defaults={"keep_fulfilled": 90})
    closed_at = booked.visit_end + DAYS
    visit_clock.close_visits(closed_at)
    assert retention.day_to_go(fresh(booked)) == retention.goes_on(closed_at, 90)


def test_looking_for_visits_is_two_queries_where_none_is_over(
    make_request, now, django_assert_num_queries
):
    for _n in range(5):
        make_request(State.BOOKED)
    RequestSettings.load()
    with django_assert_num_queries(2):
        visit_clock.close_visits(now)


def test_the_worker_knows_both_jobs():
    assert {"write_reminders", "close_visits"} <= clock.JOBS.keys()
    assert visit_clock.JOBS["close_visits"].every == HOUR
