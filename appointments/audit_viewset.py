"""The record of access in the admin, for managers."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from appointments.audit_views import PersonAnswer, RecordView, RequestAnswer, SettleView
from appointments.desk_viewsets import PagesViewSet


class AccessViewSet(PagesViewSet):
    """Who read or changed which request. It changes nothing of any."""

    name = "request-access"
    icon = "history"
    menu_label = _("Who saw what")
    permission = "appointments.view_accessrecord"

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(
            **{f"{name}_url_name": self.get_url_name(name) for name in ["index"]}, **kwargs
        )

    def get_urlpatterns(self):
        return [
            path("", self.construct_view(RecordView), name="index"),
            path("request/", self.construct_view(RequestAnswer), name="request"),
            path("person/", self.construct_view(PersonAnswer), name="person"),
            path("alarm/<int:pk>/", self.construct_view(SettleView), name="settle"),
        ]
