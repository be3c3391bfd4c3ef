"""Where the texts for patients stand in the admin: for editors, who see nothing of any request."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from appointments.desk_viewsets import PagesViewSet
from appointments.text_views import PreviewView, StandardView, TextsView, TextView


class TextViewSet(PagesViewSet):
    """The list, a text in a language, its preview, and the way back to the standard words."""

    name = "patient-texts"
    icon = "openquote"
    menu_label = _("Texts for patients")
    permission = "appointments.change_patienttext"
    add_to_admin_menu = True
    menu_order = 250  # after the pages and the library

    def get_urlpatterns(self):
        place = "<slug:key>/<slug:language>/"
        urls = {
            f"{name}_url_name": self.get_url_name(name) for name in ["index", "preview", "standard"]
        }
        edit_url_name = self.get_url_name("edit")
        return [
            path("", self.construct_view(TextsView, edit_url_name=edit_url_name), name="index"),
            path(place, self.construct_view(TextView, **urls), name="edit"),
            path(f"{place}preview/", self.construct_view(PreviewView, **urls), name="preview"),
            path(f"{place}standard/", self.construct_view(StandardView, **urls), name="standard"),
        ]
