"""Which reminder is due: a rule of three moments."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from appointments.reminders import due_reminder
from appointments.transitions import REMINDERS

MIAMI = ZoneInfo("America/New_York")
START = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
LONG_AGO = START - timedelta(days=40)


def before(**length):
    return START - timedelta(**length)


@pytest.mark.parametrize(
    ("now", "kind"),
    [
        (before(days=19), ""),
        (before(hours=48, seconds=1), ""),
        (before(hours=48), "reminder_48"),
        (before(hours=20), "reminder_48"),  # the worker was away
        (before(hours=9, seconds=1), "reminder_48"),
        (before(hours=9), ""),  # the next one comes soon
        (before(hours=3, seconds=1), ""),
        (before(hours=3), "reminder_3"),
        (before(seconds=1), "reminder_3"),
        (START, ""),
        (START + timedelta(minutes=10), ""),
    ],
)
def test_each_is_due_for_a_while_and_none_once_the_visit_has_begun(now, kind):
    assert due_reminder(START, LONG_AGO, now) == kind


@pytest.mark.parametrize(
    ("told", "first", "second"),
    [
        (before(hours=54), "reminder_48", "reminder_3"),
        (before(hours=54) + timedelta(seconds=1), "", "reminder_3"),
        (before(hours=40), "", "reminder_3"),
        (before(hours=9), "", "reminder_3"),
        (before(hours=9) + timedelta(seconds=1), "", ""),
        (before(hours=2), "", ""),
    ],
)
def test_none_repeats_what_a_mail_has_just_said(told, first, second):
    assert due_reminder(START, told, before(hours=30)) == (first if told < before(hours=30) else "")
    assert due_reminder(START, told, before(hours=1)) == second


@pytest.mark.parametrize("day", [datetime(2026, 11, 2), datetime(2027, 3, 15)])
def test_the_hours_are_real_ones_over_a_change_of_the_clocks(day):
    start = day.replace(hour=10, tzinfo=MIAMI)  # the clocks change the day before
    moment = start.astimezone(UTC) - timedelta(hours=48)
    second = timedelta(seconds=1)
    assert moment.astimezone(MIAMI).hour != 10
    for zone in [UTC, MIAMI, ZoneInfo("Asia/Tokyo")]:
        told = LONG_AGO.astimezone(zone)
        assert due_reminder(start, told, moment.astimezone(zone)) == "reminder_48"
        assert due_reminder(start, told, (moment - second).astimezone(zone)) == ""
    last = start.astimezone(UTC) - second
    assert due_reminder(start.astimezone(UTC), LONG_AGO, last.astimezone(MIAMI)) == "reminder_3"


def test_the_hours_since_the_booking_are_real_ones_too():
    start = datetime(2026, 11, 2, 10, tzinfo=MIAMI)
    told = (start.astimezone(UTC) - timedelta(hours=54)).astimezone(MIAMI)
    now = start.astimezone(UTC) - timedelta(hours=20)
    assert due_reminder(start, told, now) == "reminder_48"
    assert due_reminder(start, told + timedelta(seconds=1), now) == ""


def test_a_visit_in_the_hour_that_comes_twice_is_reminded_of_before_its_own():
    first = datetime(2026, 11, 1, 1, 30, tzinfo=MIAMI)
    second = first.replace(fold=1)
    between = first.astimezone(UTC) + timedelta(minutes=30)
    assert due_reminder(first, LONG_AGO, between) == ""
    assert due_reminder(second, LONG_AGO, between) == "reminder_3"


def test_it_names_no_other_reminders_than_the_timeline_knows():
    hours = (before(hours=hours) for hours in range(60))
    assert {due_reminder(START, LONG_AGO, hour) for hour in hours} == {"", *REMINDERS}
