"""What every template may ask for. Nothing is read from the database before it is used."""

from django.utils.functional import SimpleLazyObject
from wagtail.models import Site

from clinic_site.models import ClinicSettings, Location, StandardPage


def clinic(request):
    """The clinic's facts, its locations, its live notices by purpose, and its home page."""
    return {
        "clinic": SimpleLazyObject(lambda: ClinicSettings.load(request_or_site=request)),
        "locations": SimpleLazyObject(lambda: list(Location.objects.all())),
        "notices": SimpleLazyObject(live_notices),
        "home_page": SimpleLazyObject(lambda: Site.find_for_request(request).root_page),
    }


def live_notices():
    """The live notices of the site, keyed by purpose with underscores, for templates."""
    pages = StandardPage.objects.live().public().exclude(purpose="")
    return {page.purpose.replace("-", "_"): page for page in pages}
