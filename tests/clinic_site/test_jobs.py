"""When the worker's jobs are due: the weekly ones by the clock on the wall in Miami."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from clinic_site.jobs import WeeklyJob

MONDAY_AT_8 = WeeklyJob(weekday=0, hour=8, run=lambda: None, label="Sent")
NEVER = SimpleNamespace(started_at=None, finished_at=None, trouble="")


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def started(at, *, finished=True, trouble=""):
    """What is known of a job that began at a time."""
    finished_at = at + timedelta(minutes=1) if finished else at - timedelta(days=7)
    return SimpleNamespace(started_at=at, finished_at=finished_at, trouble=trouble)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-23 13:00", "2026-11-23 13:00"),  # Monday, 8:00 EST
        ("2026-11-23 12:59", "2026-11-16 13:00"),
        ("2026-11-29 23:00", "2026-11-23 13:00"),
        # Clocks go forward on Sunday, 8 March 2026, and back on Sunday, 1 November 2026.
        ("2026-03-09 12:00", "2026-03-09 12:00"),  # 8:00 EDT
        ("2026-03-09 11:59", "2026-03-02 13:00"),
        ("2026-11-02 13:00", "2026-11-02 13:00"),
        ("2026-11-02 12:59", "2026-10-26 12:00"),
        ("2026-11-24 03:00", "2026-11-23 13:00"),  # Monday evening in Miami, Tuesday in UTC
    ],
)
def test_a_weekly_job_keeps_its_hour_on_the_wall(now, due):
    assert MONDAY_AT_8.last_due(utc(now)) == utc(due)


def test_a_weekly_job_starts_once_a_week():
    due = utc("2026-11-23 13:00")
    assert MONDAY_AT_8.is_due(NEVER, due)
    assert MONDAY_AT_8.is_due(started(due - timedelta(days=7)), due)
    for later in [timedelta(0), timedelta(seconds=1), timedelta(hours=5), timedelta(days=6)]:
        assert not MONDAY_AT_8.is_due(started(due), due + later)


@pytest.mark.parametrize(
    "how", [{"trouble": "ConnectionRefusedError"}, {"finished": False}], ids=["failed", "killed"]
)
def test_a_weekly_job_that_did_not_end_well_is_tried_again_every_hour_for_a_day(how):
    due = utc("2026-11-23 13:00")
    first = started(due, **how)
    assert not MONDAY_AT_8.is_due(first, due + timedelta(minutes=59))
    assert MONDAY_AT_8.is_due(first, due + timedelta(minutes=60))
    last = started(due + timedelta(hours=23), **how)
    assert not MONDAY_AT_8.is_due(last, due + timedelta(hours=24))
    assert MONDAY_AT_8.is_due(last, due + timedelta(days=7))


def test_a_site_that_is_new_in_mid_week_waits_for_the_next_monday():
    assert not MONDAY_AT_8.is_due(NEVER, utc("2026-11-25 15:00"))
