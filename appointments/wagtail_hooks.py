"""The front desk's part of the admin: its menu, and its panel on the home page."""

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.timesince import timesince
from wagtail import hooks
from wagtail.admin.ui.components import Component

from appointments import audit_alarm, audit_clock, key_watch, retention, spam, visit_clock
from appointments.clock import JOBS, OWN_JOBS
from appointments.models import BookingRequest, ClockJob
from appointments.outbox import oldest_unsent
from appointments.text_viewset import TextViewSet
from appointments.transitions import UNHANDLED, State
from appointments.viewsets import DeskViewSetGroup


class DeskPanel(Component):
    """How many requests wait, and when the worker did what. The banner above says what is wrong."""

    name = "desk"
    order = 10
    template_name = "appointments/admin/desk_panel.html"

    class Media:
        css = {"all": ["appointments/desk.css"]}

    def get_context_data(self, parent_context):
        now = timezone.now()
        unsent = oldest_unsent(now)
        held_today, held_in_a_week = spam.quarantined_lately(now)
        return {
            **waiting(now),
            "held_today": held_today,
            "held_in_a_week": held_in_a_week,
            "oldest_unsent": timesince(now - unsent, now) if unsent is not None else "",
            "jobs": [
                (JOBS[job.name].label, job)
                for job in ClockJob.objects.order_by("name")
                if job.name in JOBS
            ],
        }


def waiting(now):
    """The requests that nobody has taken, and those that are held back as spam."""
    unhandled = BookingRequest.objects.filter(state__in=UNHANDLED)
    numbers = unhandled.aggregate(count=Count("pk"), oldest=Min("received_at"))
    return {
        "waiting": numbers["count"],
        "oldest_waits": timesince(numbers["oldest"], now) if numbers["oldest"] else "",
        "quarantined": BookingRequest.objects.filter(state=State.QUARANTINED).count(),
    }


@hooks.register("construct_homepage_panels")
def add_desk_panel(request, panels):
    """For those who may see requests, and for nobody else."""
    if request.user.has_perm("appointments.view_bookingrequest"):
        panels.append(DeskPanel())


@hooks.register("register_admin_viewset")
def register_desk():
    """What the front desk works with, and the texts for patients, which are the editors'."""
    return [DeskViewSetGroup(), TextViewSet()]


@hooks.register("worker_jobs")
def give_jobs():
    """The heartbeat, scheduled publishing, reminders and the end of visits, and the deletion of
    old requests and senders' traces, the look for missing keys, and what the record of access
    asks for."""
    return {
        **OWN_JOBS,
        **visit_clock.JOBS,
        **retention.JOBS,
        **spam.JOBS,
        **key_watch.JOBS,
        **audit_clock.JOBS,
        **audit_alarm.JOBS,
    }
