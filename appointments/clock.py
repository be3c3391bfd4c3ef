"""What the worker does by the clock, as a table, and when each job last ran (`ClockJob`)."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Revision

from appointments.models import ClockJob

logger = logging.getLogger(__name__)


def ticking(now):
    """A function that tells the time as it goes on from `now`."""
    begun = monotonic()
    return lambda: now + timedelta(seconds=monotonic() - begun)


def beat():
    """Does nothing: that it ran shows that a worker is alive."""


def publish_scheduled():
    """Publish and expire the pages that editors have scheduled.

    Wagtail's command stops at the first page that refuses to be published as it is, and takes its
    schedule away. So it is called again for the others, and the refusal is raised after them.
    """
    refusal = None
    for _page in range(Revision.objects.filter(approved_go_live_at__lt=timezone.now()).count() + 1):
        try:
            call_command("publish_scheduled")
            break
        except ValidationError as error:
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
