"""The calendar file of a visit, read back by another library and by the rules of RFC 5545."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject

from appointments.calendar_file import visit_entry
from appointments.move_needs import Visit
from appointments.moves import move
from appointments.transitions import State
from clinic_site.models import Location

MIAMI = ZoneInfo("America/New_York")


@pytest.fixture
def booked(make_request):
    return make_request(State.BOOKED, visit_sequence=3)


def read(text):
    return vobject.readOne(text)


def test_another_library_reads_the_visit_as_it_was_booked(booked, now):
    calendar = read(visit_entry(booked, now=now))
    entry = calendar.vevent
    assert calendar.version.value == "2.0"
    assert calendar.method.value == "PUBLISH"
    assert entry.uid.value == str(booked.visit_uid)
    assert entry.sequence.value == "3"
    assert entry.summary.value == "Appointment"
    assert entry.status.value == "CONFIRMED"
    assert getattr(entry, "class").value == "PRIVATE"
    assert entry.dtstart.value == booked.visit_start
    assert entry.dtend.value == booked.visit_end
    assert entry.dtstamp.value == now
    assert len(list(calendar.components())) == 1


def test_a_cancellation_is_the_same_entry_with_another_status(booked, now):
    first = read(visit_entry(booked, now=now)).vevent
    booked.visit_sequence += 1
    entry = read(visit_entry(booked, now=now, cancelled=True)).vevent
    assert entry.status.value == "CANCELLED"
    assert entry.uid.value == first.uid.value
    assert int(entry.sequence.value) > int(first.sequence.value)


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        (datetime(2026, 10, 31, 10, tzinfo=MIAMI), "20261031T140000Z"),
        (datetime(2026, 11, 2, 10, tzinfo=MIAMI), "20261102T150000Z"),
        (datetime(2027, 3, 13, 10, tzinfo=MIAMI), "20270313T150000Z"),
        (datetime(2027, 3, 15, 10, tzinfo=MIAMI), "20270315T140000Z"),
        (datetime(2026, 12, 31, 20, tzinfo=MIAMI), "20270101T010000Z"),
    ],
)
def test_times_are_in_utc_on_both_sides_of_a_change_of_the_clocks(booked, now, local, utc):
    booked.visit_start, booked.visit_end = local, local + timedelta(minutes=50)
    lines = visit_entry(booked, now=now.astimezone(MIAMI)).split("\r\n")
    assert f"DTSTART:{utc}" in lines
    assert f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}" in lines


@pytest.mark.parametrize(
    ("start", "minutes", "ends"),
    [
        (datetime(2026, 11, 1, 0, 30, tzinfo=MIAMI), 120, "01:30 EST"),
        (datetime(2026, 11, 1, 1, 30, tzinfo=MIAMI), 60, "01:30 EST"),
        (datetime(2026, 11, 1, 1, 30, tzinfo=MIAMI, fold=1), 60, "02:30 EST"),
        (datetime(2026, 11, 1, 10, tzinfo=MIAMI), 50, "10:50 EST"),
        (datetime(2027, 3, 14, 1, 30, tzinfo=MIAMI), 60, "03:30 EDT"),
        (datetime(2027, 3, 14, 10, tzinfo=MIAMI), 50, "10:50 EDT"),
    ],
)
def test_another_library_reads_the_hour_on_the_days_on_which_the_clocks_change(
    booked, now, start, minutes, ends
):
    booked.visit_start = start
    booked.visit_end = start.astimezone(UTC) + timedelta(minutes=minutes)
    entry = read(visit_entry(booked, now=now)).vevent
    assert entry.dtstart.value.astimezone(UTC) == start.astimezone(UTC)
    assert entry.dtend.value - entry.dtstart.value == timedelta(minutes=minutes)
    assert entry.dtend.value.astimezone(MIAMI).strftime("%H:%M %Z") == ends


def test_the_entries_of_a_visits_whole_story_follow_each_other(make_request, clinician, now):
    """As a calendar sees them: one entry, each newer than the one before."""
    office = Location.objects.create(kind="office", name="Doral", slug="doral")
    start = datetime(2026, 12, 1, 10, tzinfo=MIAMI)
    request = make_request(State.IN_REVIEW)

    def visit(days):
        begins = start + timedelta(days=days)
        return {"visit": Visit(begins, 50, clinician, office, entered_elsewhere=True)}

    for name, details in [
        ("book", visit(0)),
        ("reschedule", visit(1)),
        ("cancel", {"reason": "Ill"}),
        ("reopen", {"reason": "Well"}),
        ("book", visit(2)),
        ("reschedule", visit(3)),
        ("cant_come", {}),
        ("book", visit(4)),
    ]:
        now += timedelta(minutes=1)
        move(request, name, by=None, now=now, version=request.version, **details)
    files = [message.calendar for message in request.messages.order_by("pk") if message.calendar]
    entries = [read(text).vevent for text in files]
    assert {entry.uid.value for entry in entries} == {str(request.visit_uid)}
    assert [int(entry.sequence.value) for entry in entries] == [0, 1, 2, 3, 4, 5, 6]
    statuses = ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [entry.status.value for entry in entries] == [*statuses, *statuses, "CONFIRMED"]
    days = [entry.dtstart.value.astimezone(MIAMI).day for entry in entries]
    assert days == [1, 2, 2, 3, 4, 4, 5]
    stamps = [entry.dtstamp.value for entry in entries]
    assert stamps == sorted(set(stamps))


def test_the_lines_are_as_rfc_5545_wants_them(booked, now):
    text = visit_entry(booked, now=now)
    lines = text.split("\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in lines)
    names = [line.partition(":")[0] for line in lines if line]
    for once in ["VERSION", "PRODID", "METHOD", "UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE"]:
        assert names.count(once) == 1


def test_nothing_says_who_where_or_what_for(booked, now, settings):
    settings.BASE_URL = "https://clinic.example"
    text = visit_entry(booked, now=now)
    secrets = [booked.first_name, booked.last_name, booked.email, booked.reference]
    secrets += [booked.visit_clinician.name, booked.visit_location.name, "psych", "LOCATION"]
    secrets += ["ORGANIZER", "ATTENDEE", "X-", "requests@"]
    assert not [secret for secret in secrets if secret.lower() in text.lower()]
    assert read(text).vevent.url.value == "https://clinic.example"
