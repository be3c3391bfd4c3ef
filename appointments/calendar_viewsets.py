"""The desk's calendar in the admin: the week of visits, time off, and closed days."""

from django.db import transaction
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, EditView, IndexView

from appointments.calendar_forms import ClosedDaysForm, TimeOffForm
from appointments.desk_viewsets import KeptViewSet, PagesViewSet
from appointments.models import ClosedDays, TimeOff
from appointments.visits_views import VisitsView


class LockingMixin:
    """Checks the form within the transaction that saves it: it takes the locks of a booking."""

    def post(self, request, *args, **kwargs):
        with transaction.atomic():
            return super().post(request, *args, **kwargs)


class AwayIndexView(IndexView):
    """A list without a spreadsheet: exports have a permission of their own."""

    FORMATS = ()


class TimeOffIndexView(AwayIndexView):
    """Time off, the latest first."""

    default_ordering = "-starts"

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("clinician")


class ClosedDaysIndexView(AwayIndexView):
    """Closed days, the latest first."""

    default_ordering = "-first_day"

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("location")


class AddAwayView(LockingMixin, CreateView):
    """Time off or closed days, entered."""


class EditAwayView(LockingMixin, EditView):
    """Time off or closed days, changed."""


class AwayViewSet(KeptViewSet):
    """What keeps visits from being booked."""

    icon = "date"
    add_view_class = AddAwayView
    edit_view_class = EditAwayView
    index_template_name = "appointments/admin/away_index.html"
    create_template_name = "appointments/admin/away_form.html"
    edit_template_name = "appointments/admin/away_form.html"
    form_class = None

    def get_form_class(self, for_update=False):
        return self.form_class


class TimeOffViewSet(AwayViewSet):
    """When clinicians take no visits."""

    model = TimeOff
    name = "time-off"
    icon = "user"
    form_class = TimeOffForm
    index_view_class = TimeOffIndexView
    list_display = [
        "clinician",
        Column("when", label=_("When"), accessor="in_words", sort_key="starts"),
    ]


class ClosedDaysViewSet(AwayViewSet):
    """When places are closed, beside the public holidays."""

    model = ClosedDays
    name = "closed-days"
    form_class = ClosedDaysForm
    index_view_class = ClosedDaysIndexView
    list_display = [
        "__str__",
        Column("place", label=_("Place"), accessor=lambda row: row.location or _("All places")),
    ]


class VisitsViewSet(PagesViewSet):
    """The week of booked visits. It changes nothing."""

    name = "visits"
    icon = "calendar"
    menu_label = _("Visits")
    permission = "appointments.view_bookingrequest"

    def get_urlpatterns(self):
        return [path("", self.construct_view(VisitsView, header_icon=self.icon), name="index")]
