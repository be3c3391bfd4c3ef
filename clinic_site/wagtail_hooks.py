"""The clinic's part of the admin: its look, its lists, and what is missing before launch."""

from django.http import HttpResponseRedirect
from django.templatetags.static import static
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import get_language
from wagtail import hooks
from wagtail.admin.ui.components import Component

from clinic_site import quiet_admin  # noqa: F401 - it registers hooks
from clinic_site.launch import missing_before_launch
from clinic_site.no_documents import NoDocuments
from clinic_site.redirects import RedirectsView
from clinic_site.rich_text import LivePageLinkHandler
from clinic_site.sign_in import hooks as sign_in_hooks  # noqa: F401 - it registers them
from clinic_site.viewsets import ClinicViewSetGroup


class LaunchPanel(Component):
    """The list of what must be filled in before launch, on the admin's home.

    It is for those who can fill a gap, and links only to what opens for them.
    """

    name = "launch"
    order = 50
    template_name = "clinic_site/admin/launch_panel.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        items = [(item, item.opens_for(user)) for item in missing_before_launch()]
        return {"items": items if any(opens for _item, opens in items) else []}


@hooks.register("construct_homepage_panels")
def add_launch_panel(request, panels):
    """It hides itself where it has nothing for the person."""
    panels.append(LaunchPanel())


@hooks.register("register_admin_viewset")
def register_clinic_viewsets():
    """Locations and clinicians."""
    return ClinicViewSetGroup()


@hooks.register("register_admin_urls", order=-1)
def register_redirects():
    """Before Wagtail's own list, in whose place it comes."""
    return [path("redirects/", RedirectsView.as_view(), name="redirects")]


@hooks.register("construct_admin_api")
def name_documents_api(router):
    """The address that every admin page asks for."""
    router.register_endpoint("documents", NoDocuments)


@hooks.register("insert_global_admin_css")
def admin_css():
    """The clinic's colours."""
    return format_html('<link rel="stylesheet" href="{}">', static("clinic_site/admin.css"))


@hooks.register("insert_global_admin_js")
def admin_js():
    """What makes the calls that Wagtail would write as inline scripts."""
    return format_html('<script src="{}"></script>', static("clinic_site/start.js"))


@hooks.register("before_serve_page")
def one_language_a_page(page, request, serve_args, serve_kwargs):
    """An address of one language never shows a page of another: send the reader to it (302)."""
    if page.locale.language_code != get_language():
        return HttpResponseRedirect(page.get_url(request))
    return None


@hooks.register("register_rich_text_features", order=1)
def link_to_live_pages_alone(features):
    """After Wagtail's own, in whose place it comes."""
    features.register_link_type(LivePageLinkHandler)
