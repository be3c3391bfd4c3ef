"""The headers of every response: who may load, frame, keep and pass on what is in it."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.middleware.security import SecurityMiddleware
from django.urls import reverse

# What a browser's page could ask the machine for, and no page of ours does. Passkeys are the
# staff's: see ADMIN_ABILITIES.
NO_ABILITIES = {
    name: "()"
    for name in [
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "hid",
        "idle-detection",
        "local-fonts",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "publickey-credentials-create",
        "publickey-credentials-get",
        "screen-wake-lock",
        "serial",
        "usb",
        "window-management",
        "xr-spatial-tracking",
    ]
}
ADMIN_ABILITIES = NO_ABILITIES | {
    "publickey-credentials-create": "(self)",
    "publickey-credentials-get": "(self)",
}

# Wagtail's editor sets styles on elements and previews pages in a frame of its own; its scripts
# are files (clinic_site/no_inline.py). Trusted Types are beyond its jQuery.
ADMIN_POLICY = {
    "default-src": [NONE],
    "style-src": [SELF, UNSAFE_INLINE],
    "script-src": [SELF],
    "script-src-attr": [NONE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [SELF],
    "require-trusted-types-for": None,
    "trusted-types": None,
}
# A file that editors uploaded is shown, never run, whatever it turns out to be.
MEDIA_POLICY = "default-src 'none'; sandbox"


def is_admin(request):
    """Whether the address belongs to the staff's side of the site."""
    return request.path.startswith(reverse("wagtailadmin_home"))


def permissions(abilities):
    """The value of Permissions-Policy."""
    return ", ".join(f"{name}={who}" for name, who in abilities.items())


class HeadersMiddleware(SecurityMiddleware):
    """Django's security headers and ours on every response, whichever middleware made it.

    The first of all, so that nothing comes past it. What sends HTTP on to HTTPS is Django's own
    middleware below.
    """

    def process_request(self, request):
        return None

    def process_response(self, request, response):
        response = super().process_response(request, response)
        admin = is_admin(request)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault(
            "Permissions-Policy", permissions(ADMIN_ABILITIES if admin else NO_ABILITIES)
        )
        # What says nothing of itself is asked for again; a redirect, an error and whatever staff
        # see is not kept at all.
        reader_s_own = response.status_code == 200 and not admin
        response.setdefault("Cache-Control", "no-cache" if reader_s_own else "no-store")
        return response


class PolicyMiddleware(CSPMiddleware):
    """The strict policy of settings on public pages, the admin's own policy there.

    A preview is made by a request within the admin's request (Wagtail's `is_dummy`), whose policy
    is the one that counts: it lets the editor show the page in its frame.
    """

    def process_response(self, request, response):
        if getattr(request, "is_dummy", False):
            return response
        if request.path.startswith(settings.MEDIA_URL):
            response["Content-Security-Policy"] = MEDIA_POLICY
        response._csp_replace = {
            **(ADMIN_POLICY if is_admin(request) else {}),
            "upgrade-insecure-requests": request.is_secure(),
        }
        return super().process_response(request, response)
