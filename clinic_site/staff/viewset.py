"""Wagtail's places for users and groups, cut down to what managers may do."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet
from wagtail.users.views.users import UserViewSet

from clinic_site.staff import views
from clinic_site.staff.forms import NewStaffForm, StaffForm


class StaffViewSet(UserViewSet):
    """The staff's accounts. None is deleted or copied, and none made a superuser."""

    menu_label = _("Staff")
    ordering = "name"
    menu_icon = icon = "group"
    template_prefix = ""
    copy_view_enabled = False
    index_view_class = views.StaffListView
    add_view_class = views.AddStaffView
    edit_view_class = views.EditStaffView
    history_view_class = views.StaffHistoryView

    def get_form_class(self, for_update=False):
        return StaffForm if for_update else NewStaffForm

    def get_common_view_kwargs(self, **kwargs):
        views_kwargs = super().get_common_view_kwargs(**kwargs)
        return {**views_kwargs, "delete_url_name": None, "usage_url_name": None}

    def get_search_area(self):
        area = super().get_search_area()
        area.label = self.menu_label
        return area

    def get_urlpatterns(self):
        gone = {"delete", "usage"}
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name not in gone]
        acts = {"disable": views.DisableView, "enable": views.EnableView, "reset": views.ResetView}
        return kept + [
            path(f"{name}/<int:pk>/", self.construct_view(view), name=name)
            for name, view in acts.items()
        ]


class NoGroupViewSet(ViewSet):
    """No addresses at all: what a group may do is the table in `clinic_site.roles`, and a group
    that somebody added or changed here would be theirs to rule."""

    def on_register(self):
        pass
