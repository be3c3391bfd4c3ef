"""Writes down what each page of the staff's side has read, before the page leaves."""

import logging

from django.db import Error
from django.utils import timezone

from appointments import audit
from appointments.audit_reading import reading
from clinic_site.faults import fault_page
from clinic_site.headers import is_admin

logger = logging.getLogger(__name__)


class ReadingMiddleware:
    """What cannot be written down is not shown: 503."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not is_admin(request):
            return self.get_response(request)
        with reading() as found:
            response = self.get_response(request)
        if not found or not (found.is_search or shows_content(response)):
            return response
        try:
            audit.record_reading(found, request, now=timezone.now())
        except Error as error:
            logger.error("A page is held back: what it read is not recorded: %s", type(error))
            response.close()
            return fault_page(503)
        return response


def shows_content(response):
    """Whether a response can hold anything of what was read: not one that leads elsewhere, refuses
    or failed."""
    return response.status_code < 300 or response.status_code in (400, 409)
