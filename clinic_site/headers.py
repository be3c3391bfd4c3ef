"""The headers of every response: who may load, frame, keep and pass on what is in it."""

from csp.constants import NONE, SELF, UNSAFE_HASHES, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.middleware.security import SecurityMiddleware
from django.urls import reverse

# What a page could ask the browser for, and none of ours does.
ABILITIES = [
    *["accelerometer", "autoplay", "browsing-topics", "camera", "display-capture"],
    *["encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid", "idle-detection"],
    *["local-fonts", "magnetometer", "microphone", "midi", "payment", "screen-wake-lock"],
    *["serial", "usb", "window-management", "xr-spatial-tracking"],
]
# Staff sign in with them, patients with nothing.
PASSKEYS = ["publickey-credentials-create", "publickey-credentials-get"]

# No script, style or frame but from files of ours: see clinic_site/no_inline.py. Without Trusted
# Types, which Wagtail's jQuery and React do not know.
ADMIN_POLICY = {
    "script-src-attr": [NONE],
    "style-src-attr": [NONE],
    "frame-src": [SELF],  # previews
    "require-trusted-types-for": None,
    "trusted-types": None,
}
# What single screens need beyond it, by the name of their address or the namespace around it.
EXCEPTIONS = {
    # Draftail, Wagtail's editor of rich text, writes <style> elements with words of chance in them.
    "wagtailadmin_pages": {"style-src": [SELF, UNSAFE_INLINE]},
    # Pictures are shown while they are sent; and Jcrop, where the focal point is drawn, writes
    # ontouchstart="return;" to learn whether there is touch: the hash allows those words alone.
    "wagtailimages": {
        "img-src": [SELF, "blob:", "data:"],
        "script-src-attr": [UNSAFE_HASHES, "'sha256-i+qr4lq34KgNHiW62lWi9aInEBwiEOrfCzaNPCvkqD8='"],
    },
    # The QR code of a new second factor.
    "mfa_activate_totp": {"img-src": [SELF, "data:"]},
}
# A file that editors uploaded is shown, never run, whatever it turns out to be.
MEDIA_POLICY = "default-src 'none'; sandbox"


def is_admin(request):
    """Whether the address belongs to the staff's side of the site."""
    return request.path.startswith(reverse("wagtailadmin_home"))


def permissions(request):
    """The value of Permissions-Policy (w3.org/TR/permissions-policy)."""
    passkeys = "(self)" if is_admin(request) else "()"
    nobody = [f"{name}=()" for name in ABILITIES]
    return ", ".join([*nobody, *(f"{name}={passkeys}" for name in PASSKEYS)])


class HeadersMiddleware(SecurityMiddleware):
    """Django's security headers and ours on every response, whichever middleware made it.

    The first of all, so that nothing comes past it. What sends HTTP on to HTTPS is Django's own
    middleware below.
    """

    def process_request(self, request):
        return None

    def process_response(self, request, response):
        response = super().process_response(request, response)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Permissions-Policy", permissions(request))
        # What says nothing of itself is asked for again; a redirect, an error and whatever staff
        # see is not kept at all.
        reader_s_own = response.status_code == 200 and not is_admin(request)
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
        response._csp_replace = policy_beyond_settings(request, response)
        return super().process_response(request, response)


def policy_beyond_settings(request, response):
    """What differs from the public pages' policy."""
    policy = {"upgrade-insecure-requests": request.is_secure()}
    if is_admin(request):
        policy |= ADMIN_POLICY | exception_for(request.resolver_match)
    if response.get("X-Frame-Options") == "SAMEORIGIN":  # the view is a preview
        policy["frame-ancestors"] = [SELF]
    return policy


def exception_for(match):
    """What the screen needs, if the address leads to one at all."""
    if match is None:
        return {}
    return EXCEPTIONS.get(match.view_name) or EXCEPTIONS.get(match.namespace, {})
