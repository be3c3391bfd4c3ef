"""What the worker does by the clock, as a table, and when each job last ran (`ClockJob`)."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page, Revision

from appointments.models import ClockJob

logger = logging.getLogger(__name__)


def ticking(now):
    """A function that tells the time as it goes on from `now`."""
    begun = monotonic()
    return lambda: now + timedelta(seconds=monotonic() - begun)


def beat():
    """Does nothing: that it ran shows that a worker is alive."""


def publish_scheduled():
    """Publish and take down the pages that editors have scheduled, as Wagtail's command does.

    The command has no transaction: a page that refuses to be published as it is would lose its
    schedule and hold up the others. Here it is undone wholly, so it is tried again in each run
    until somebody mends or cancels it. Raises the last refusal, after the other pages.
    """
    now, refusal = timezone.now(), None
    for page in Page.objects.filter(live=True, expire_at__lt=now).order_by("expire_at"):
        with transaction.atomic():
            page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    due = Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at")
    for revision in due:
        try:
            with transaction.atomic():
                revision.publish(log_action="wagtail.publish.scheduled")
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one, the others go on
            refusal = error
    if refusal:
        raise refusal


@dataclass(frozen=True)
class Job:
    """What is done, and how long after its last start it is due again."""

    every: timedelta
    run: Callable


JOBS = {
    "heartbeat": Job(timedelta(seconds=15), beat),
    "publish_scheduled": Job(timedelta(minutes=1), publish_scheduled),
}


def run_due_jobs(now):
    """Run every job that is due. Of several workers one runs each; a job that fails stops none."""
    clock = ticking(now)
    started = dict(ClockJob.objects.values_list("name", "started_at"))
    for name, job in JOBS.items():
        last = started.get(name)
        if (last is None or last <= now - job.every) and claim(name, job, now):
            run(name, job, clock)


def claim(name, job, now):
    """Whether this worker may run the job: two that ask at once change the row once."""
    ClockJob.objects.get_or_create(name=name)
    due = Q(started_at=None) | Q(started_at__lte=now - job.every)
    return ClockJob.objects.filter(due, name=name).update(started_at=now)


def run(name, job, clock):
    """Run the job and write down what came of it: the class of its error, never its words."""
    trouble = ""
    try:
        job.run()
    except Exception as error:  # noqa: BLE001 - the other jobs and the messages go on
        trouble = type(error).__name__[:60]
        logger.error("The job %s failed: %s", name, trouble)
    ClockJob.objects.filter(name=name).update(finished_at=clock(), trouble=trouble)
