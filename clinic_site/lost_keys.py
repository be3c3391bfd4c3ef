"""What is answered where a value must be read whose key is not on the server."""

import logging

from django.shortcuts import render

from clinic_site.encryption import UnreadableValue
from clinic_site.faults import fault_page
from clinic_site.headers import is_admin

logger = logging.getLogger(__name__)


class LostKeyMiddleware:
    """503 instead of a crash. Staff read which key is missing; patients are told to phone.

    Nothing was written: a view that reads and writes does so in one transaction.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """The page in the place of the one that could not be made."""
        if not isinstance(exception, UnreadableValue):
            return None
        logger.error("A value cannot be read: %s", exception)
        if not is_admin(request):
            return fault_page(503)
        response = render(request, "clinic_site/lost_key.html", {"key": exception.key}, status=503)
        response["Cache-Control"] = "no-store"
        return response
