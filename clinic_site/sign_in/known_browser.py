"""A mark in browsers in which somebody has signed in, so that strangers cannot hold them up.

The mark opens nothing: its holder has tries of their own to give a right password and a second
factor. It names no one (keyed hashes), goes to the admin's addresses alone, and lasts 90 days.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.urls import reverse

from clinic_site.encryption import keyed_hash

COOKIE = "known_browser"
SALT = "clinic_site.sign_in.known_browser"
DAYS = 90
MOST_NAMES = 12  # of a computer at the front desk
CARRY_SECONDS = 60


def cookie_name():
    """With a prefix that no other host and no plain HTTP can set, where there is HTTPS."""
    return f"__Secure-{COOKIE}" if settings.SESSION_COOKIE_SECURE else COOKIE


def read(request):
    """The mark as `{"id": …, "names": […]}`, None where there is none of ours."""
    return loaded(request.COOKIES.get(cookie_name(), ""), DAYS * 24 * 60 * 60)


def loaded(text, seconds):
    try:
        mark = signing.loads(text, salt=SALT, max_age=seconds)
    except signing.BadSignature:
        return None
    return mark if isinstance(mark, dict) else None


def of(request, name):
    """The id of the browser if the account of this name has signed in with it, else ""."""
    mark = read(request)
    return mark["id"] if mark and hash_of(name) in mark["names"] else ""


def hash_of(name):
    return keyed_hash("known browser", name)[:20]


def remember(request, response, name):
    """Mark the browser as one in which this account has signed in."""
    mark = read(request) or {"id": secrets.token_urlsafe(16), "names": []}
    others = [other for other in mark["names"] if other != hash_of(name)]
    set_cookie(response, mark | {"names": [hash_of(name), *others][:MOST_NAMES]})


def set_cookie(response, mark):
    response.set_cookie(
        cookie_name(),
        signing.dumps(mark, salt=SALT),
        max_age=DAYS * 24 * 60 * 60,
        path=reverse("wagtailadmin_home"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def packed(request):
    """The mark as text for the one address after sign-out, which clears all cookies; "" if none."""
    mark = read(request)
    return signing.dumps(mark, salt=f"{SALT}.carry") if mark else ""


def unpack(text, response):
    """Set the mark again that `packed` has carried over."""
    try:
        set_cookie(response, signing.loads(text, salt=f"{SALT}.carry", max_age=CARRY_SECONDS))
    except signing.BadSignature:
        return
