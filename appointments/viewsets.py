"""The front desk in the admin: its menu, the requests, their deletion, and pauses."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from appointments.audit_print import PrintedView
from appointments.audit_viewset import AccessViewSet
from appointments.booking_views import BookView
from appointments.bulk_views import BulkView
from appointments.calendar_viewsets import ClosedDaysViewSet, TimeOffViewSet, VisitsViewSet
from appointments.caller_views import EnterView
from appointments.desk_acts import AssignView, ContactDetailsView, NoteView
from appointments.desk_columns import TimeColumn
from appointments.desk_search import SearchView
from appointments.desk_views import AttemptView, MoveView, RequestView
from appointments.desk_viewsets import KeptViewSet, PagesViewSet
from appointments.figures_viewset import FiguresViewSet
from appointments.hold_views import HoldView
from appointments.holds import LIFT_HOLD
from appointments.inbox import InboxView
from appointments.link_desk_views import LinkView
from appointments.models import BookingRequest, RequestPause
from appointments.quarantine_views import QuarantineView
from appointments.retention_views import RetentionView


class RequestViewSet(ModelViewSet):
    """The inbox, a request's page, and what is done from it: there is no other address.

    Nobody, superusers included, adds, edits, deletes, copies or exports a request here, so none of
    the views that a ModelViewSet brings along is mounted.
    """

    model = BookingRequest
    name = "requests"
    icon = "mail"
    menu_label = _("Inbox")
    list_per_page = 50
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    form_fields = []
    index_view_class = InboxView
    inspect_view_class = RequestView

    def get_common_view_kwargs(self, **kwargs):
        """Only the names of addresses that exist."""
        names = ["index", "index_results", "enter", "inspect", "book", "move", "attempt", "link"]
        names += ["assign", "note", "contact_details", "hold", "lift_hold", "search", "bulk"]
        names += ["quarantine"]
        return {
            "model": self.model,
            "permission_policy": self.permission_policy,
            "header_icon": self.icon,
            **{f"{name}_url_name": self.get_url_name(name) for name in names},
            **kwargs,
        }

    def get_index_view_kwargs(self, **kwargs):
        """Without what the inbox says itself."""
        return {"paginate_by": self.list_per_page, **kwargs}

    def get_inspect_view_kwargs(self, **kwargs):
        return kwargs

    def get_urlpatterns(self):
        pk = f"<{self.pk_path_converter}:pk>"
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("enter/", self.construct_view(EnterView, header_icon="plus"), name="enter"),
            path(f"inspect/{pk}/", self.inspect_view, name="inspect"),
            path(f"book/{pk}/", self.construct_view(BookView, header_icon="calendar"), name="book"),
            path(f"move/{pk}/<slug:name>/", self.construct_view(MoveView), name="move"),
            path(f"attempt/{pk}/", self.construct_view(AttemptView), name="attempt"),
            path(f"assign/{pk}/<slug:name>/", self.construct_view(AssignView), name="assign"),
            path(f"note/{pk}/", self.construct_view(NoteView), name="note"),
            path(
                f"contact-details/{pk}/",
                self.construct_view(ContactDetailsView),
                name="contact_details",
            ),
            path(f"hold/{pk}/", self.construct_view(HoldView), name="hold"),
            path(
                f"lift-hold/{pk}/", self.construct_view(HoldView, name=LIFT_HOLD), name="lift_hold"
            ),
            path(f"link/{pk}/<slug:name>/", self.construct_view(LinkView), name="link"),
            path("search/", self.construct_view(SearchView), name="search"),
            path("bulk/", self.construct_view(BulkView), name="bulk"),
            path("quarantine/", self.construct_view(QuarantineView), name="quarantine"),
            path("printed/", self.construct_view(PrintedView), name="printed"),
        ]

    def register_admin_url_finder(self):
        """None: Wagtail would link to an edit view."""


class PauseViewSet(KeptViewSet):
    """Managers pause the request form, wholly or for one place, with a sentence of theirs."""

    model = RequestPause
    name = "request-pauses"
    icon = "time"
    list_display = ["__str__", "sentence", TimeColumn("since", label=_("Since"))]
    form_fields = ["location", "sentence"]


class RetentionViewSet(PagesViewSet):
    """What is deleted when, for managers. It changes nothing itself."""

    name = "request-deletion"
    icon = "bin"
    menu_label = _("Deletion")
    permission = "appointments.hold_bookingrequest"

    def get_urlpatterns(self):
        return [path("", self.construct_view(RetentionView, header_icon=self.icon), name="index")]


class DeskViewSetGroup(ModelViewSetGroup):
    items = (
        RequestViewSet,
        VisitsViewSet,
        TimeOffViewSet,
        ClosedDaysViewSet,
        FiguresViewSet,
        PauseViewSet,
        RetentionViewSet,
        AccessViewSet,
    )
    menu_label = _("Requests")
    menu_icon = "mail"
    menu_order = 50
