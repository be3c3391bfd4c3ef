"""Addresses that no page answers: sent on where the page moved, or told kindly that it is gone.

Wagtail writes a redirect when a live page moves or its slug changes; editors write others. Its own
middleware would follow one to a page that is a draft by now, and so tell the draft's address.
"""

from urllib.parse import urlsplit

from django.http import HttpResponsePermanentRedirect, HttpResponseRedirect
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from clinic_site.faults import error_page
from clinic_site.headers import is_admin

PRINT_VIEW = "print"  # stands and falls with its page


class GoneMiddleware:
    """Answer a 404 with 301 or 302 where there is a redirect, with 410 where a page was."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in {"GET", "HEAD"}:
            return response
        if is_admin(request):
            return response
        return sent_on(request) or gone(request) or response


def sent_on(request):
    """The redirect from this address, or None."""
    found = redirect_from(request)
    if found is None or not leads_on(found, request):
        return None
    kind = HttpResponsePermanentRedirect if found.is_permanent else HttpResponseRedirect
    response = kind(found.link)
    # A browser would keep a 301 for good, and another page may take the address one day.
    response["Cache-Control"] = "no-cache"
    return response


def redirect_from(request):
    """The redirect that is kept for this address, with its query or without, or None."""
    path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
    return get_redirect(request, path) or get_redirect(request, urlsplit(path).path)


def leads_on(redirect, request):
    """Whether a redirect leads to something that readers may see, and not back here.

    What Wagtail wrote when a page left this address gives way to a later page that was taken down
    here: its readers asked for that one. What an editor wrote does not.
    """
    if redirect.redirect_page and not redirect.redirect_page.live:
        return False
    if redirect.automatically_created and page_taken_down(request):
        return False
    return bool(redirect.link) and urlsplit(redirect.link).path != request.path


def gone(request):
    """410 (RFC 9110, section 15.5.11) where a page was that is taken down, else None."""
    page = page_taken_down(request)
    if page is None:
        found = redirect_from(request)
        if found and found.redirect_page and was_seen(found.redirect_page):
            page = found.redirect_page  # it moved, and was taken down afterwards
    if page is None:
        return None
    return error_page(request, 410, "410", ways_on=page.specific.ways_on())


def page_taken_down(request):
    """The page of this address that was live once and is not now, or None."""
    steps = [step for step in request.path.split("/") if step]
    if steps[-1:] == [PRINT_VIEW]:
        steps.pop()
    root = Site.find_for_request(request).root_page
    url_path = "/".join([root.url_path.rstrip("/"), *steps, ""])
    page = Page.objects.filter(url_path=url_path).first()
    return page if page and was_seen(page) else None


def was_seen(page):
    """Whether everybody could read a page that is taken down now. A draft never was."""
    was_live = not page.live and page.first_published_at is not None
    return was_live and not page.get_view_restrictions().exists()
