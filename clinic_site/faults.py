"""Faults: plain pages with the phone number and 988."""

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from clinic_site.headers import is_admin
from clinic_site.logs import request_id
from clinic_site.models import ClinicSettings

FALLBACK = "clinic_site/static_fault.html"
# Where the number of the request goes in the page that lies in a file.
NUMBER = "<!-- number -->"


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
    response = HttpResponse(html.replace(NUMBER, number_words()), status=status)
    response["Cache-Control"] = "no-store"
    if status == 503:
        response["Retry-After"] = "120"
    return response


def number_words():
    """By which number the log knows what happened. It tells nothing of the person or the page."""
    if not request_id.get():
        return ""
    words = _("If you phone us about this page, please tell us this number:")
    return format_html("<p>{} <strong>{}</strong></p>", words, request_id.get())


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
    """Give faults their pages."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
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
