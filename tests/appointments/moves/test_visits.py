"""Visits: what a right one is, that they never overlap, and their calendar entry."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection

from appointments.models import BookingRequest
from appointments.move_needs import is_too_far
from appointments.moves import MoveRefused, move
from appointments.transitions import TRANSITIONS, State
from clinic_site.models import Clinician, Location
from tests.appointments.moves.conftest import everything

MIAMI = ZoneInfo("America/New_York")


def test_a_visit_is_booked_with_all_that_was_given(make_request, visit, now):
    request, wanted = make_request(State.IN_REVIEW), visit()
    move(request, "book", by=None, now=now, version=1, visit=wanted)
    request = BookingRequest.objects.get()
    assert (request.visit_start, request.visit_end) == (wanted.start, wanted.end)
    assert (request.visit_clinician, request.visit_location) == (wanted.clinician, wanted.location)
    assert request.visit_sequence == 0


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"start": None}, "still to come"),
        ({"start": datetime(2026, 11, 20, 10)}, "still to come"),
        ({"start": datetime(2026, 11, 9, 15, tzinfo=UTC)}, "still to come"),
        ({"start": datetime(2028, 11, 10, 10, tzinfo=MIAMI)}, "two years"),
        ({"start": datetime(9999, 12, 31, 23, 59, tzinfo=MIAMI)}, "two years"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": None}, "minutes"),
        ({"minutes": -30}, "minutes"),
        ({"minutes": 481}, "minutes"),
        ({"clinician": None}, "clinician"),
        ({"location": None}, "place"),
        ({"entered_elsewhere": False}, "record system"),
    ],
)
def test_a_visit_that_is_not_right_is_refused(make_request, visit, now, fields, words):
    request = make_request(State.IN_REVIEW)
    before = everything()
    with pytest.raises(MoveRefused, match=words):
        move(request, "book", by=None, now=now, version=1, visit=visit(**fields))
    assert everything() == before


def test_a_visit_may_be_up_to_two_years_ahead(make_request, visit, now):
    wanted = visit(start=datetime(2028, 11, 9, 17, tzinfo=MIAMI))
    move(make_request(State.IN_REVIEW), "book", by=None, now=now, version=1, visit=wanted)
    assert BookingRequest.objects.get().visit_start == wanted.start


@pytest.mark.parametrize(
    ("day", "too_far"),
    [(date(2030, 2, 28), False), (date(2030, 3, 1), True), (date(9999, 12, 31), True)],
)
def test_two_years_are_counted_from_a_leap_day_too(day, too_far):
    assert is_too_far(day, datetime(2028, 2, 29, 20, tzinfo=MIAMI)) == too_far


def test_a_booking_without_a_visit_is_refused(make_request, now):
    with pytest.raises(MoveRefused, match="visit"):
        move(make_request(State.IN_REVIEW), "book", by=None, now=now, version=1)


def test_a_clinician_who_has_left_is_not_booked(make_request, visit, now):
    wanted = visit()
    Clinician.objects.update(is_active=False)
    with pytest.raises(MoveRefused, match="work here"):
        move(make_request("in_review"), "book", by=None, now=now, version=1, visit=wanted)


def test_a_virtual_visit_needs_florida_once_more(make_request, visit, now):
    virtual = Location.objects.create(kind="virtual", name="Virtual", slug="virtual")
    request = make_request(State.IN_REVIEW, location=virtual)
    with pytest.raises(MoveRefused, match="Florida"):
        move(request, "book", by=None, now=now, version=1, visit=visit(location=virtual))
    wanted = visit(location=virtual, in_florida=True)
    move(request, "book", by=None, now=now, version=1, visit=wanted)
    with pytest.raises(MoveRefused, match="Florida"):
        move(request, "reschedule", by=None, now=now, version=2, visit=visit(location=virtual))


def test_a_visit_over_a_change_of_the_clocks_has_its_true_length(visit):
    before_fall_back = datetime(2026, 11, 1, 0, 30, tzinfo=MIAMI)
    wanted = visit(start=before_fall_back, minutes=120)
    assert wanted.end - before_fall_back.astimezone(UTC) == timedelta(minutes=120)
    assert wanted.end.astimezone(MIAMI).strftime("%H:%M %Z") == "01:30 EST"


@pytest.mark.parametrize(
    ("minutes_later", "refused"),
    [(-50, False), (-49, True), (0, True), (20, True), (49, True), (50, False)],
)
def test_visits_of_one_clinician_may_touch_and_never_overlap(
    make_request, visit, now, minutes_later, refused
):
    first, second = make_request(State.IN_REVIEW), make_request(State.IN_REVIEW)
    move(first, "book", by=None, now=now, version=1, visit=visit())
    wanted = visit(start=visit().start + timedelta(minutes=minutes_later))
    if not refused:
        move(second, "book", by=None, now=now, version=1, visit=wanted)
        return
    before = everything()
    with pytest.raises(MoveRefused, match="another visit"):
        move(second, "book", by=None, now=now, version=1, visit=wanted)
    assert everything() == before


def test_another_clinician_may_be_booked_for_the_same_time(make_request, visit, now):
    other = Clinician.objects.create(name="Robin Example", credentials="ARNP")
    for wanted in [visit(), visit(clinician=other)]:
        request = make_request(State.IN_REVIEW)
        move(request, "book", by=None, now=now, version=1, visit=wanted)
    assert BookingRequest.objects.filter(state=State.BOOKED).count() == 2


@pytest.mark.parametrize("name", ["cancel", "cant_come"])
def test_a_visit_that_falls_away_frees_its_time_and_stays_in_history(
    make_request, visit, now, name
):
    first, second = make_request(State.IN_REVIEW), make_request(State.IN_REVIEW)
    move(first, "book", by=None, now=now, version=1, visit=visit())
    move(first, name, by=None, now=now, version=2, reason="Sentinel")
    assert first.messages.last().kind in ["cancelled", "cant_come"]
    move(second, "book", by=None, now=now, version=1, visit=visit())
    first.refresh_from_db()
    assert first.visit_start == second.visit_start


def test_a_visit_can_be_moved_to_a_time_that_overlaps_its_own(make_request, visit, now):
    request = make_request(State.IN_REVIEW)
    move(request, "book", by=None, now=now, version=1, visit=visit())
    later = visit(start=visit().start + timedelta(minutes=10))
    move(request, "reschedule", by=None, now=now, version=2, visit=later)
    assert BookingRequest.objects.get().visit_start == later.start


def test_a_visit_is_not_moved_to_where_it_is_already(make_request, visit, now):
    request, wanted = make_request(State.IN_REVIEW), visit()
    move(request, "book", by=None, now=now, version=1, visit=wanted)
    before = everything()
    again = visit(start=wanted.start.astimezone(MIAMI))  # another way to say the same time
    with pytest.raises(MoveRefused, match="Nothing changed"):
        move(BookingRequest.objects.get(), "reschedule", by=None, now=now, version=2, visit=again)
    assert everything() == before


@pytest.mark.parametrize("changed", ["minutes", "clinician", "location"])
def test_a_visit_is_moved_also_where_only_one_thing_about_it_changes(
    make_request, visit, now, changed
):
    request = make_request(State.IN_REVIEW)
    move(request, "book", by=None, now=now, version=1, visit=visit())
    others = {
        "minutes": 30,
        "clinician": Clinician.objects.create(name="Robin Example", credentials="ARNP"),
        "location": Location.objects.create(kind="office", name="Grove", slug="grove"),
    }
    wanted = visit(**{changed: others[changed]})
    move(request, "reschedule", by=None, now=now, version=2, visit=wanted)
    request = BookingRequest.objects.get()
    assert (request.visit_end, request.visit_clinician) == (wanted.end, wanted.clinician)
    assert request.visit_location == wanted.location


@pytest.mark.parametrize("name", ["fulfill", "miss"])
def test_a_visit_is_kept_or_missed_only_when_it_has_begun(make_request, name):
    request = make_request(State.BOOKED)
    before, start = everything(), request.visit_start
    with pytest.raises(MoveRefused, match="not begun yet"):
        move(request, name, by=None, now=start - timedelta(seconds=1), version=1)
    assert everything() == before
    move(request, name, by=None, now=start, version=1)
    assert request.state == TRANSITIONS[name].target


def test_the_calendar_entry_keeps_its_uid_and_each_change_raises_its_number(
    make_request, visit, now
):
    request = make_request(State.IN_REVIEW)
    uid, numbers = request.visit_uid, []
    for name, given in [
        ("book", {"visit": visit()}),
        ("reschedule", {"visit": visit(minutes=30)}),
        ("cancel", {"reason": "Ill"}),
        ("reopen", {"reason": "Well"}),
        ("book", {"visit": visit()}),
    ]:
        move(request, name, by=None, now=now, version=request.version, **given)
        request.refresh_from_db()
        numbers.append(request.visit_sequence)
    assert numbers == [0, 1, 2, 2, 3]
    assert request.visit_uid == uid


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL can hold this")
def test_the_database_refuses_an_overlap_that_goes_around_the_moves(make_request, visit, now):
    first, second = make_request(State.BOOKED), make_request(State.BOOKED)
    with pytest.raises(IntegrityError, match="request_visits_do_not_overlap"):
        BookingRequest.objects.filter(pk=second.pk).update(
            visit_start=first.visit_start + timedelta(minutes=10),
            visit_end=first.visit_end + timedelta(minutes=10),
        )


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL can hold this")
def test_an_overlap_that_only_the_database_sees_is_told_in_a_sentence(
    make_request, visit, now, monkeypatch
):
    first, second = make_request(State.IN_REVIEW), make_request(State.IN_REVIEW)
    move(first, "book", by=None, now=now, version=1, visit=visit())
    manager = type(BookingRequest.objects)
    monkeypatch.setattr(manager, "booked_between", lambda self, *args: self.none())
    before = everything()
    with pytest.raises(MoveRefused, match="another visit"):
        move(second, "book", by=None, now=now, version=1, visit=visit())
    assert everything() == before
