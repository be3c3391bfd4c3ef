"""What every template may ask for. Nothing is read from the database before it is used."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject
from wagtail.models import Site

from clinic_site.models import ClinicSettings, Location, StandardPage


def clinic(request):
    """The clinic's facts and locations, its live notices by purpose, its home page and library."""
    home_page = SimpleLazyObject(lambda: Site.find_for_request(request).root_page)
    return {
        "base_url": settings.BASE_URL,
        "clinic": SimpleLazyObject(lambda: ClinicSettings.load(request_or_site=request)),
        "locations": SimpleLazyObject(
            lambda: list(Location.objects.prefetch_related("opening_hours"))
        ),
        "notices": SimpleLazyObject(live_notices),
        "home_page": home_page,
        "library": SimpleLazyObject(lambda: live_library(home_page)),
    }


def live_notices():
    """The live notices of the site, keyed by purpose with underscores, for templates."""
    pages = StandardPage.objects.live().public().exclude(purpose="")
    return {page.purpose.replace("-", "_"): page for page in pages}


def live_library(home_page):
    """The live index of the library, found by its type's name: this app does not know its class."""
    return (
        home_page.get_children()
        .live()
        .public()
        .filter(content_type__app_label="conditions", content_type__model="conditionindexpage")
        .first()
    )
