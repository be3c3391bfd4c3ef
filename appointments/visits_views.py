"""The week of booked visits, by clinician and by place, to look at and to print.

It names nobody: who comes stands in the clinic's record system, and behind each reference. What is
chosen goes into the address, since clinicians, places and weeks tell nothing of a patient.
"""

from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permission_policies import ModelPermissionPolicy

from appointments.booking_calendar import FARTHEST
from appointments.eligibility import clinic_date
from appointments.models import BookingRequest
from appointments.week import Block, Kind, monday_of, week
from appointments.week_rows import closures_of_week, time_off_of_week, visits_of_week
from clinic_site.models import Clinician, Location


class VisitsFilter(forms.Form):
    """Whose visits, and where."""

    clinician = forms.ModelChoiceField(
        label=gettext_lazy("Clinician"),
        queryset=Clinician.objects.all(),
        required=False,
        empty_label=gettext_lazy("All clinicians"),
    )
    place = forms.ModelChoiceField(
        label=gettext_lazy("Place"),
        queryset=Location.objects.all(),
        required=False,
        empty_label=gettext_lazy("All places"),
    )

    def chosen(self):
        """The clinician and the place; None for all, and for what there is not."""
        self.full_clean()
        return self.cleaned_data.get("clinician"), self.cleaned_data.get("place")


class VisitsView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Seven days of visits that are booked, kept or missed, with time off and closed days."""

    permission_policy = ModelPermissionPolicy(BookingRequest)
    permission_required = "view"
    template_name = "appointments/admin/visits.html"
    page_title = gettext_lazy("Visits")
    header_icon = "calendar"
    http_method_names = ["get", "head"]

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": _("Visits")}]

    def get_context_data(self, **kwargs):
        today = clinic_date(timezone.now())
        monday = asked_monday(self.request.GET.get("week"), today)
        form = VisitsFilter(self.request.GET)
        clinician, place = form.chosen()
        visits = visits_of_week(monday)
        if clinician:
            visits = visits.filter(visit_clinician=clinician)
        if place:
            visits = visits.filter(visit_location=place)
        blocks = [Block(Kind.VISIT, visit.visit_start, visit.visit_end, visit) for visit in visits]
        return super().get_context_data(
            form=form,
            clinician=clinician,
            place=place,
            days=week(
                monday,
                visits=blocks,
                time_off=time_off_of_week(monday, clinician),
                closures=closures_of_week(monday, place),
            ),
            count=len(blocks),
            first=monday,
            last=monday + timedelta(days=6),
            today=today,
            this_week=iso_week(monday),
            earlier_week=iso_week(monday - timedelta(days=7)),
            later_week=iso_week(monday + timedelta(days=7)),
            is_now=monday == monday_of(today),
            **kwargs,
        )


def asked_monday(text, today):
    """The Monday of a week such as "2026-W49" (ISO 8601); of today's week for any other text."""
    try:
        monday = date.fromisoformat(f"{text}-1")
    except ValueError:
        return monday_of(today)
    return monday if abs(monday - today) < FARTHEST else monday_of(today)


def iso_week(monday):
    """The week as addresses say it, such as "2026-W49"."""
    return f"{monday:%G-W%V}"
