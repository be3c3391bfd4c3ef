"""Security headers that neither Django nor django-csp sends by itself."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.urls import reverse

# Wagtail's admin has inline scripts and styles, and previews pages in a frame of its own.
ADMIN_POLICY = {
    "default-src": [NONE],
    "style-src": [SELF, UNSAFE_INLINE],
    "script-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "form-action": [SELF],
    "base-uri": [SELF],
    "frame-ancestors": [SELF],
}


def is_admin(request):
    """Whether the address belongs to the staff's side of the site."""
    return request.path.startswith(reverse("wagtailadmin_home"))


class HeadersMiddleware:
    """Permissions-Policy and Cross-Origin-Resource-Policy on every response."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault(
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
        )
        return response


class PolicyMiddleware(CSPMiddleware):
    """The strict policy of settings on public pages, the admin's own policy there.

    A preview is made by a request within the admin's request (Wagtail's `is_dummy`), whose policy
    is the one that counts: it lets the editor show the page in its frame.
    """

    def process_response(self, request, response):
        if getattr(request, "is_dummy", False):
            return response
        if is_admin(request):
            response._csp_replace = ADMIN_POLICY
        return super().process_response(request, response)
