"""English has no prefix; Spanish will live under /es/ as soon as its home page is live.

The pages behind a patient's link are there before it.
"""

from django.conf import settings
from django.http import HttpResponseRedirect
from wagtail.models import Page, Site

PREFIX = "/es/"
# In Spanish already: the link in a Spanish message leads here.
READY = f"{PREFIX}request/link/"


def spanish_is_live():
    """Whether the Spanish translation of the site's home page is live."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    return bool(
        site
        and Page.objects.live()
        .filter(translation_key=site.root_page.translation_key, locale__language_code="es")
        .exists()
    )


class SpanishUntilLiveMiddleware:
    """Send an address under /es/ on to its English page while there is no Spanish one (302)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path != PREFIX[:-1] and not request.path.startswith(PREFIX):
            return self.get_response(request)
        if request.path.startswith(READY):
            return self.get_response(request)
        if spanish_is_live():
            response = self.get_response(request)
            if response.status_code != 404:
                return response
        return HttpResponseRedirect(english_address(request))


def english_address(request):
    """The same address without its language; a path alone, so that it never leaves the site."""
    path = "/" + request.path[len(PREFIX) :].lstrip("/\\")
    query = request.META.get("QUERY_STRING", "")
    return path + (f"?{query}" if query else "")


def in_every_language(path):
    """An English path in each language of the site."""
    return [path, f"{PREFIX[:-1]}{path}"]


def language_codes():
    """The codes of the site's languages, which are reserved as slugs."""
    return [code for code, _name in settings.LANGUAGES]
