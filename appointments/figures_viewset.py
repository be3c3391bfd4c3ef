"""The figures in the admin: a page for who may see requests, and files for managers."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from appointments.desk_viewsets import PagesViewSet
from appointments.figures_export import FiguresExport, RequestsExport
from appointments.figures_views import FiguresView


class FiguresViewSet(PagesViewSet):
    """Counts without names. It changes nothing itself."""

    name = "request-figures"
    icon = "table"
    menu_label = _("Figures")
    permission = "appointments.view_bookingrequest"

    def get_urlpatterns(self):
        page = self.construct_view(
            FiguresView,
            header_icon=self.icon,
            export_url_name=self.get_url_name("export"),
            export_requests_url_name=self.get_url_name("export_requests"),
        )
        return [
            path("", page, name="index"),
            path("export/", FiguresExport.as_view(), name="export"),
            path("export/requests/", RequestsExport.as_view(), name="export_requests"),
        ]
