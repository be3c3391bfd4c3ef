"""How often one sender may ask for what costs us something. Beyond it: 429, and when to try again.

Counted by the minute and by the sender's address, in memory or in Redis, as a keyed hash and for
two minutes. Generous, since an office or a phone network shares one address, and what is counted
shuts nobody out for longer than the minute. The sign-in and the request form's final submit have
limits of their own. Adding one is atomic: under a lock in a process, by INCR in Redis. Without
Redis each process of gunicorn counts for itself, so that the limit is at most so many times higher.
"""

from dataclasses import dataclass
from time import time

from django.conf import settings
from django.core.cache import caches
from django.http import JsonResponse

from clinic_site.client_address import client_address
from clinic_site.encryption import keyed_hash
from clinic_site.faults import error_page

WINDOW = 60  # seconds


@dataclass(frozen=True)
class Rate:
    """So many a minute of these routes together. `method` is the one that counts."""

    routes: tuple
    method: str
    most: int


RATES = {
    "search": Rate(("conditions:search",), "GET", 120),
    "suggestions": Rate(("conditions:suggestions",), "GET", 600),
    "api": Rate(("api:conditions:listing", "api:conditions:detail"), "GET", 600),
    "request": Rate(("appointments:request",), "POST", 120),
    "link": Rate(("appointments:link",), "POST", 60),
    "page password": Rate(("wagtailcore_authenticate_with_password",), "POST", 20),
}
BY_ROUTE = {route: name for name, rate in RATES.items() for route in rate.routes}


class RateMiddleware:
    """Before anything reads the database."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """429 where the sender has had its share of this minute, else None."""
        name = BY_ROUTE.get(request.resolver_match.view_name)
        if not settings.RATES_HOLD or name is None or request.method != RATES[name].method:
            return None
        now = time()
        if count(name, client_address(request.META), now) <= RATES[name].most:
            return None
        return too_often(request, name, seconds_left=WINDOW - int(now % WINDOW))


def count(name, address, now):
    """How many there were in this minute with this one; 0 where nobody can tell."""
    if not address:
        return 0
    key = f"{name.replace(' ', '-')}:{keyed_hash('rate', address)}:{int(now // WINDOW)}"
    cache = caches["rates"]
    try:
        cache.add(key, 0, timeout=2 * WINDOW)
        return cache.incr(key)
    except Exception:  # noqa: BLE001 - a cache that is down, in its own way, must stop nobody
        return 0


def too_often(request, name, seconds_left):
    """429 (RFC 6585, section 4), as a page or, where a program asks, as JSON."""
    if name in ("api", "suggestions"):
        response = JsonResponse({"message": "too many requests"}, status=429)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cache-Control"] = "no-store"
    else:
        response = error_page(request, 429, 429)
    response["Retry-After"] = str(seconds_left)
    return response
