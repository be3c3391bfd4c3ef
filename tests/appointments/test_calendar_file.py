"""The calendar file of a visit, read back by another library and by the rules of RFC 5545."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject

from appointments.calendar_file import visit_entry
from appointments.transitions import State

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
    assert not [secret for secret in secrets if secret.lower() in text.lower()]
    assert read(text).vevent.url.value == "https://clinic.example"
