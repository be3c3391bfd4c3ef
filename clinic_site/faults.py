"""Faults: plain pages with the phone number and 988, and the limits that lead to some of them."""

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.csrf import requires_csrf_token

from clinic_site.headers import is_admin
from clinic_site.models import ClinicSettings

# The longest honest form of the public site is under 8 KB.
LARGEST_PUBLIC_BODY = 64 * 1024
# No browser sends a form of ours in anything else, and Django trips over some codecs of Python.
UTF_8 = {"utf-8", "utf8"}
FALLBACK = "clinic_site/static_fault.html"


def render_fault_pages():
    """Write the fault page in each language, with the clinic's phone, to files that need no
    database."""
    settings.FAULT_PAGES.mkdir(parents=True, exist_ok=True)
    clinic = ClinicSettings.load()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            html = render_to_string(FALLBACK, {"clinic": clinic})
            unfinished = fault_file().with_suffix(".new")
            unfinished.write_text(html, encoding="utf-8")
            unfinished.replace(fault_file())


def fault_file():
    """The file of the fault page in the active language."""
    return settings.FAULT_PAGES / f"{translation.get_language()}.html"


def after_migrations(**kwargs):
    """Signal receiver: the pages that are there may be of another release."""
    render_fault_pages()


def fault_page(status):
    """The fault page in the active language as a response, without a look at the database."""
    try:
        html = fault_file().read_text(encoding="utf-8")
    except OSError:
        html = render_to_string(FALLBACK, {"clinic": None})
    response = HttpResponse(html, status=status)
    response["Cache-Control"] = "no-store"
    if status == 503:
        response["Retry-After"] = "120"
    return response


def error_page(request, status, name, **context):
    """A 4xx page of ours; the fault page where the database does not answer."""
    try:
        response = render(request, f"errors/{name}.html", context, status=status)
    except (OperationalError, InterfaceError):
        return fault_page(503)
    response["Cache-Control"] = "no-store"
    return response


def bad_request(request, exception=None):
    """400. Does not look at the request: its very host name may be the bad part."""
    response = HttpResponse(render_to_string("errors/400.html"), status=400)
    response["Cache-Control"] = "no-store"
    return response


@requires_csrf_token
def permission_denied(request, exception=None):
    """403."""
    return error_page(request, 403, "403")


@requires_csrf_token
def page_not_found(request, exception=None):
    """404."""
    return error_page(request, 404, "404")


def csrf_failure(request, reason=""):
    """403 of Django's CSRF check: says what to do, since it is mostly an old or cookieless form."""
    return error_page(request, 403, "csrf")


def server_error(request):
    """500, where something broke that nobody foresaw; 503, where a middleware met no database."""
    no_database = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    return fault_page(503 if no_database else 500)


class FaultMiddleware:
    """Turn away what no page of ours could have sent, and give faults their pages."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return bad_request(request)
        if request.content_params.get("charset", "utf-8").lower() not in UTF_8:
            return bad_request(request)
        if not is_admin(request) and body_length(request) > LARGEST_PUBLIC_BODY:
            return error_page(request, 413, "413")
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not is_admin(request):
            page = error_page(request, 405, "405")
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request, exception):
        """503 while the database is down."""
        if isinstance(exception, OperationalError | InterfaceError):
            return fault_page(503)
        return None


def body_length(request):
    """The length that the request says its body has."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0
