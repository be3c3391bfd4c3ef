"""The front desk's part of the admin: its menu, and its panel on the home page."""

from datetime import timedelta

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component

from appointments.models import BookingRequest, ClockJob
from appointments.outbox import oldest_unsent
from appointments.transitions import UNHANDLED, State
from appointments.viewsets import DeskViewSetGroup

# Later than this, staff must see it (FACTS section 3, "Outbox").
UNSENT_TOO_LONG = timedelta(minutes=15)
WORKER_AWAY_TOO_LONG = timedelta(minutes=5)
HEARTBEAT = "heartbeat"
JOB_LABELS = {
    HEARTBEAT: _("Message worker last seen"),
    "publish_scheduled": _("Scheduled pages last published"),
}


class DeskPanel(Component):
    """How many requests wait, and whether their messages go out."""

    name = "desk"
    order = 10
    template_name = "appointments/admin/desk_panel.html"

    class Media:
        css = {"all": ["appointments/desk.css"]}

    def get_context_data(self, parent_context):
        now = timezone.now()
        return {**waiting(now), **worker(now), **mail(now)}


def waiting(now):
    """The requests that nobody has taken, and those that are held back as spam."""
    oldest_first = BookingRequest.objects.filter(state__in=UNHANDLED)
    numbers = oldest_first.aggregate(count=Count("pk"), oldest=Min("received_at"))
    return {
        "waiting": numbers["count"],
        "oldest_waits": timesince(numbers["oldest"], now) if numbers["oldest"] else "",
        "quarantined": BookingRequest.objects.filter(state=State.QUARANTINED).count(),
    }


def worker(now):
    """When each job of the clock last ran, and whether the worker is away."""
    jobs = list(ClockJob.objects.order_by("name"))
    seen = [job.started_at for job in jobs if job.name == HEARTBEAT and job.started_at]
    return {
        "jobs": [(JOB_LABELS.get(job.name, job.name), job) for job in jobs],
        "worker_away": not seen or now - seen[0] > WORKER_AWAY_TOO_LONG,
    }


def mail(now):
    """How long the oldest unsent message has waited, and whether that is too long."""
    unsent = oldest_unsent(now)
    return {
        "oldest_unsent": timesince(now - unsent, now) if unsent is not None else "",
        "mail_is_late": unsent is not None and unsent > UNSENT_TOO_LONG,
    }


@hooks.register("construct_homepage_panels")
def add_desk_panel(request, panels):
    """For those who may see requests, and for nobody else."""
    if request.user.has_perm("appointments.view_bookingrequest"):
        panels.append(DeskPanel())


@hooks.register("register_admin_viewset")
def register_desk():
    """The inbox and the pauses."""
    return DeskViewSetGroup()
