"""A clinician is never booked twice, nor in time off that nobody has seen, whoever acts at once.

The same on PostgreSQL, by locks, and on SQLite, by one writer at a time.
"""

from datetime import timedelta
from itertools import combinations
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone

from appointments.calendar_forms import ClosedDaysForm, TimeOffForm
from appointments.models import BookingRequest, ClosedDays, TimeOff
from appointments.moves import MoveRefused, move
from appointments.transitions import State
from tests.appointments.moves.test_at_once import at_once

MIAMI = ZoneInfo("America/New_York")


def mover(name, pk, now, visit, barrier):
    """A function that books or moves when all are ready."""

    def act():
        request = BookingRequest.objects.get(pk=pk)
        barrier.wait()
        move(request, name, by=None, now=now, version=1, visit=visit)

    return act


def entry(form, data, barrier):
    """A function that enters time off or closed days as the desk does, unaware of any visit."""

    def act():
        barrier.wait()
        with transaction.atomic():
            filled = form(data)
            if not filled.is_valid():
                raise MoveRefused
            filled.save()

    return act


def overlaps():
    """The pairs of booked visits of one clinician that overlap."""
    visits = BookingRequest.objects.filter(state=State.BOOKED)
    return [
        (a, b)
        for a, b in combinations(visits, 2)
        if a.visit_clinician_id == b.visit_clinician_id
        and a.visit_start < b.visit_end
        and b.visit_start < a.visit_end
    ]


@pytest.mark.django_db(transaction=True)
def test_who_books_and_who_moves_a_visit_to_one_time_do_not_both_get_it(make_request, visit, now):
    new, moved = make_request(State.IN_REVIEW), make_request(State.BOOKED)
    third, barrier = make_request(State.BOOKED), Barrier(3)
    half_later = visit(start=visit().start + timedelta(minutes=25))
    outcomes = at_once(
        mover("book", new.pk, now, visit(), barrier),
        mover("reschedule", moved.pk, now, half_later, barrier),
        mover("reschedule", third.pk, now, visit(minutes=30), barrier),
    )
    assert [type(outcome).__name__ for outcome in outcomes].count("NoneType") == 1
    assert overlaps() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("name", "form"), [("book", TimeOffForm), ("reschedule", TimeOffForm), ("book", ClosedDaysForm)]
)
def test_a_visit_and_what_forbids_it_never_both_come_about_unseen(
    make_request, visit, now, name, form, monkeypatch
):
    monkeypatch.setattr(timezone, "now", lambda: now)
    request = make_request(State.BOOKED if name == "reschedule" else State.IN_REVIEW)
    wanted, barrier = visit(), Barrier(2)
    day = wanted.start.astimezone(MIAMI).date()
    data = {"clinician": wanted.clinician.pk, "location": "", "first_day": str(day)}
    outcomes = at_once(mover(name, request.pk, now, wanted, barrier), entry(form, data, barrier))
    names = sorted(type(outcome).__name__ for outcome in outcomes)
    assert names == ["MoveRefused", "NoneType"]
    is_there = BookingRequest.objects.filter(state=State.BOOKED, visit_start=wanted.start).exists()
    is_forbidden = TimeOff.objects.exists() or ClosedDays.objects.exists()
    assert is_there != is_forbidden
