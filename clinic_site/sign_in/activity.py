"""Which requests show that a person is there, and which a page makes by itself."""

from urllib.parse import urlsplit

from django.urls import reverse

QUIET_HEADER = "X-Quiet-Refresh"  # our own pages send it where they refresh themselves


def counts(request):
    """Whether the request is a person's act.

    What a browser's script or frame fetches is none, whatever it is for: pings of editing
    sessions, autosave, previews and checks while typing, refreshed lists. So what a new release
    polls is none either. That somebody types or clicks, a script of ours says by itself, to the
    address `session_stay`. Browsers before 2023 lack Sec-Fetch-Dest: there it is XMLHttpRequest
    that tells.
    """
    if getattr(request, "is_dummy", False) or QUIET_HEADER in request.headers:
        return False
    if request.path == reverse("session_stay"):
        return True
    if request.path.startswith(quiet_addresses()):
        return False
    wanted = request.headers.get("Sec-Fetch-Dest")
    if wanted is not None:
        return wanted == "document"
    return request.headers.get("X-Requested-With") != "XMLHttpRequest"


def quiet_addresses():
    """What no person asks for by hand."""
    home = reverse("wagtailadmin_home")
    return (f"{home}editing-sessions/", reverse("session_state"))


def page_of_form(request):
    """The address of the admin's page that a form was sent from, "" where it is not told."""
    origin = urlsplit(request.headers.get("Referer", ""))
    is_ours = origin.netloc == request.get_host() and origin.path.startswith(
        reverse("wagtailadmin_home")
    )
    if not is_ours:
        return ""
    return f"{origin.path}?{origin.query}" if origin.query else origin.path
