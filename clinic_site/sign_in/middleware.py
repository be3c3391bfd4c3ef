"""Nobody reaches the admin without a second factor, and no session outlives its time.

Every address below the admin is closed unless it stands in a list here, whoever wrote its view:
an address that comes with a new release of Wagtail is closed as well.
"""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.models import AnonymousUser
from django.db import InterfaceError, OperationalError
from django.http import HttpResponseRedirect, JsonResponse
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from clinic_site.faults import fault_page
from clinic_site.headers import is_admin
from clinic_site.sign_in import activity, second_factor, timeouts

# What answers those who are not signed in, by the names of the addresses.
OPEN = {
    "account_login",
    "mfa_authenticate",
    "account_logout",
    "staff_invitation",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "session_state",
}
# What answers those who are signed in and have no second factor yet.
SET_UP = OPEN | {
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "account_reauthenticate",
}
ENDED = "ended"  # the query of the sign-in page that says why somebody is there


class SignInMiddleware:
    """Ends sessions, notes activity, and closes the admin to all who have not signed in fully.

    On public pages who has not shown a second factor counts as nobody.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            ended = self.end_session(request) if has_session(request) else ""
        except (OperationalError, InterfaceError):
            return fault_page(503)  # a middleware's exception passes FaultMiddleware by
        is_staff_side = is_admin(request)
        response = self.refusal(request, ended) if is_staff_side else None
        if response is None:
            response = self.get_response(request)
        if is_staff_side:
            add_never_cache_headers(response)
        return response

    def end_session(self, request):
        """End a session that must not go on, else note its activity. Returns why it ended."""
        now, user = timezone.now(), request.user
        times = timeouts.times(request.session)
        # The account was disabled: without this, the session would come back to life with it.
        ended = "account" if user.is_anonymous or times is None else timeouts.why_ended(*times, now)
        if not ended and second_factor.is_missing(request, user):
            if second_factor.has_one(user):
                ended = "second-factor"
            elif not is_admin(request):
                request.user = AnonymousUser()
        if ended:
            logout(request)
        elif activity.counts(request):
            timeouts.note_activity(request.session, now)
        return ended

    def refusal(self, request, ended):
        """What answers a request that must not reach its view; None where it may."""
        name = view_name(request)
        if request.user.is_anonymous:
            return None if name in OPEN else sign_in_first(request, name, ended)
        if name not in SET_UP and second_factor.is_missing(request, request.user):
            return second_factor_first(request, name)
        return None


def has_session(request):
    """Whether somebody is signed in, or was. Visitors' sessions are not opened at all."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session


def view_name(request):
    """The name of the address, "" where no address is."""
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


def sign_in_first(request, name, ended):
    """To the sign-in, and from there back to where the person was."""
    if is_for_script(request, name):
        answer = refused_script(_("You were signed out. Sign in again."), status=401)
        answer["WWW-Authenticate"] = "Cookie"  # RFC 9110, 15.5.2, asks for one
        return answer
    query = {"next": way_back(request)} | ({ENDED: ended} if ended else {})
    return HttpResponseRedirect(f"{reverse('wagtailadmin_login')}?{urlencode(query, safe='/')}")


def second_factor_first(request, name):
    """To where a second factor is set up."""
    if is_for_script(request, name):
        return refused_script(_("Set up a second factor first."), status=403)
    return HttpResponseRedirect(reverse("mfa_index"))


def refused_script(sentence, status):
    """A refusal that Wagtail's autosave shows in words (`error_message`)."""
    return JsonResponse({"success": False, "error_message": sentence}, status=status)


def is_for_script(request, name):
    """Whether a script asked, for which a page of HTML would be no answer."""
    headers = request.headers
    return (
        headers.get("X-Requested-With") == "XMLHttpRequest"
        or headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
        or headers.get("Accept", "").startswith("application/json")
        or name.startswith("wagtailadmin_api")
    )


def way_back(request):
    """The page to return to: what was asked for, or the page that a form was sent from."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    return activity.page_of_form(request) or reverse("wagtailadmin_home")
