"""What the worker does by the clock.

An app gives its jobs to the worker with Wagtail's hook `worker_jobs`: a function that returns
them by name. Names are kept in the database, so they stay.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone
from wagtail import hooks

TRY_AGAIN_AFTER = timedelta(hours=1)
TRY_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Job:
    """What is done, and how long after its last start it is due again."""

    every: timedelta
    run: Callable
    label: str  # how staff read of it

    def is_due(self, last, now):
        """Whether to start it. `last` has `started_at`, or None there where it never was."""
        return last.started_at is None or last.started_at <= now - self.every


@dataclass(frozen=True)
class WeeklyJob:
    """What is done once a week, and on which weekday (Monday is 0) and hour in Eastern Time.

    One that failed, or whose worker died, is tried again every hour for a day. A worker that was
    away for all of that day leaves the week out.
    """

    weekday: int
    hour: int
    run: Callable
    label: str

    def last_due(self, now):
        """When it was due last: the same hour on the wall in winter and in summer."""
        zone = timezone.get_default_timezone()
        today = now.astimezone(zone).date()
        day = today - timedelta(days=(today.weekday() - self.weekday) % 7)
        due = datetime.combine(day, time(self.hour), tzinfo=zone)
        if due > now:
            due = datetime.combine(day - timedelta(days=7), time(self.hour), tzinfo=zone)
        return due

    def is_due(self, last, now):
        """Whether to start it. `last` has `started_at`, `finished_at` and `trouble`."""
        due = self.last_due(now)
        if now >= due + TRY_FOR:
            return False
        if last.started_at is None or last.started_at < due:
            return True
        ended_well = last.finished_at and last.finished_at >= last.started_at and not last.trouble
        return not ended_well and last.started_at <= now - TRY_AGAIN_AFTER


def all_jobs():
    """The jobs of all apps, by name."""
    return {name: job for give in hooks.get_hooks("worker_jobs") for name, job in give().items()}
