"""What the worker does by the clock, and when each job last ran (`ClockJob`)."""

import logging
from datetime import timedelta
from time import monotonic

from django.db import transaction
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from appointments.models import ClockJob
from clinic_site.jobs import Job, all_jobs
from clinic_site.logs import error_fields, numbered

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


HEARTBEAT = "heartbeat"
OWN_JOBS = {
    HEARTBEAT: Job(timedelta(seconds=15), beat, _("Message worker last seen")),
    "publish_scheduled": Job(
        timedelta(minutes=1), publish_scheduled, _("Scheduled pages last published")
    ),
}
# Asked for when it is used first: the apps' hooks are not there yet when this file is read.
JOBS = SimpleLazyObject(all_jobs)


def run_due_jobs(now):
    """Run every job that is due. Of several workers one runs each; a job that fails stops none."""
    clock = ticking(now)
    rows = ClockJob.objects.in_bulk(field_name="name")
    for name, job in JOBS.items():
        last = rows.get(name) or ClockJob(name=name)
        if job.is_due(last, now) and claim(last, now):
            run(name, job, clock)


def claim(last, now):
    """Whether this worker may run the job: of two that saw the same row, one changes it."""
    ClockJob.objects.get_or_create(name=last.name)
    unchanged = ClockJob.objects.filter(name=last.name, started_at=last.started_at)
    return unchanged.update(started_at=now)


def run(name, job, clock):
    """Run the job and write down what came of it: the class of its error, never its words, or
    what an error of ours says as its `trouble`."""
    trouble = ""
    with numbered():
        try:
            job.run()
        except Exception as error:  # noqa: BLE001 - the other jobs and the messages go on
            trouble = getattr(error, "trouble", type(error).__name__)[:60]
            fields = error_fields(error)
            logger.error("The job %s failed: %s", name, trouble, extra={"fields": fields})
    ClockJob.objects.filter(name=name).update(finished_at=clock(), trouble=trouble)
