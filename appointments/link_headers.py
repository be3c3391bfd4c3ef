"""What keeps the secret in the address of a patient's link (FACTS: no token in any log)."""

import re

# Also where a mail program or a hand has doubled, turned or quoted a slash, or changed the case.
SLASH = r"(?:[/\\]|%2f|%5c)"
TOKEN = re.compile(rf"({SLASH}request{SLASH}+link{SLASH})(?:{SLASH}|\s)*[^/\s\"'?]+", re.IGNORECASE)


class LinkHeadersMiddleware:
    """No page at such an address tells it on or is kept, by robots or browsers, errors included,
    also where a mail program has mangled it.

    The site's own policy would send the whole address along for our style sheet, and so into the
    log of a web server. `no-referrer` would break Django's check of forms.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if TOKEN.search(request.path):
            response["Referrer-Policy"] = "strict-origin"
            response.setdefault("Cache-Control", "no-store")
            response["X-Robots-Tag"] = "noindex, nofollow"
        return response
