"""A number for each request, and a line of the log: what was asked for, and what came of it."""

import logging
from time import perf_counter

from django.urls import Resolver404, resolve

from clinic_site.logs import numbered

logger = logging.getLogger("clinic_site.access")
# RFC 9110, section 9, and RFC 5789. Any other word was made up by the client.
METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"}


class RequestLogMiddleware:
    """Outermost, so that its line tells of every answer and all other lines carry its number.

    A number that the client sends is not believed: it could be somebody else's, or a sentence.
    The line holds no address, query, token, name, browser or client: the route's name stands for
    the address.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with numbered() as number:
            begun = perf_counter()
            response = self.get_response(request)
            response["X-Request-ID"] = number
            fields = {
                "method": request.method if request.method in METHODS else "other",
                "route": route_of(request),
                "status": response.status_code,
                "ms": round((perf_counter() - begun) * 1000),
                "user": user_of(request),
            }
            logger.info("Answered", extra={"fields": fields})
            return response


def route_of(request):
    """The name of the address in the URL conf, or its pattern; "" where it is none of ours."""
    match = request.resolver_match
    if match is None:  # answered before any view was looked for, such as from the cache
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return ""
    return match.view_name if match.url_name else match.route


def user_of(request):
    """The number of the account, where something has asked for it; asking would cost a query."""
    user = request.__dict__.get("_cached_user")
    return getattr(user, "pk", None) or ""
