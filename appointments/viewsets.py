"""The front desk in the admin: the requests, and the pauses that managers make."""

from django.core.exceptions import PermissionDenied
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import DeleteView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from appointments.desk_columns import TimeColumn
from appointments.desk_views import AttemptView, MoveView, RequestView
from appointments.inbox import InboxView
from appointments.models import BookingRequest, RequestPause


class RequestViewSet(ModelViewSet):
    """The inbox, a request's page, and the moves made from it: there is no other address.

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
        names = ["index", "index_results", "inspect", "move", "attempt"]
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
            path(f"inspect/{pk}/", self.inspect_view, name="inspect"),
            path(f"move/{pk}/<slug:name>/", self.construct_view(MoveView), name="move"),
            path(f"attempt/{pk}/", self.construct_view(AttemptView), name="attempt"),
        ]

    def register_admin_url_finder(self):
        """None: Wagtail would link to an edit view."""


class PauseDeleteView(DeleteView):
    """Asks for the permission before Wagtail looks for the row, which it does in its `setup`.

    Else who may not see pauses could tell by 404 or refusal whether one exists.
    """

    def setup(self, request, *args, **kwargs):
        self.request = request
        if not self.user_has_permission(self.permission_required):
            raise PermissionDenied
        super().setup(request, *args, **kwargs)


class PauseViewSet(ModelViewSet):
    """Managers pause the request form, wholly or for one place, with a sentence of theirs."""

    model = RequestPause
    name = "request-pauses"
    icon = "time"
    list_display = ["__str__", "sentence", TimeColumn("since", label=_("Since"))]
    form_fields = ["location", "sentence"]
    delete_view_class = PauseDeleteView
    copy_view_enabled = False
    add_to_reference_index = False

    def get_common_view_kwargs(self, **kwargs):
        views = super().get_common_view_kwargs(**kwargs)
        return {**views, "history_url_name": None, "usage_url_name": None}

    def get_urlpatterns(self):
        names = ["index", "index_results", "add", "edit", "delete"]
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in names]


class DeskViewSetGroup(ModelViewSetGroup):
    items = (RequestViewSet, PauseViewSet)
    menu_label = _("Requests")
    menu_icon = "mail"
    menu_order = 50
