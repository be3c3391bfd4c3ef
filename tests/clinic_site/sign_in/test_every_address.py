"""No address of the admin answers before the second factor."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve

from clinic_site.sign_in.middleware import OPEN, SET_UP
from tests.clinic_site.sign_in.conftest import LOGIN, OWN, PASSWORD, add_app
from tests.signed_in import by_password_alone

VALUES = {"int": "1", "str": "x", "slug": "x", "uuid": "0" * 8 + "-0000-0000-0000-" + "0" * 12}


def addresses(resolver, before=""):
    """Every address that the URL conf knows, with something in the place of each variable."""
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield filled_in(route)
        else:
            yield from addresses(entry, route)


def filled_in(route):
    route = re.sub(r"<(?:(\w+):)?\w+>", lambda found: VALUES.get(found[1] or "str", "x"), route)
    route = re.sub(r"\(\?P<\w+>[^)]*\)", "1", route)
    return "/" + route.replace("^", "").replace("$", "").replace(".*", "nothing")


def admin_addresses():
    return sorted({at for at in addresses(get_resolver()) if at.startswith("/admin/")})


def name_of(address):
    return resolve(address).view_name


def is_refused(response):
    return response.status_code == 302 and response.url.startswith((LOGIN, OWN))


SCRIPTS = [
    {"X-Requested-With": "XMLHttpRequest"},
    {"Sec-Fetch-Mode": "cors"},
    {"Accept": "application/json"},
]


@pytest.mark.parametrize("who", ["nobody", "superuser by password alone"])
def test_every_address_of_the_admin_is_refused(db, who):
    client, listed, status = Client(), OPEN, 401
    if who != "nobody":
        by_password_alone(client, User.objects.create_superuser("root", password=PASSWORD))
        listed, status = SET_UP, 403
    known = [*admin_addresses(), "/admin/what/comes/with/a/later/release/"]
    closed = [address for address in known if name_of(address) not in listed]
    assert len(closed) > 200
    for number, address in enumerate(closed):
        response = client.get(address)
        if name_of(address).startswith("wagtailadmin_api"):
            assert response.status_code == status, address
        else:
            assert is_refused(response), address
        assert "no-store" in response["Cache-Control"], address
        if number % 4 == 0:
            answer = client.post(address, headers=SCRIPTS[number % len(SCRIPTS)])
            assert answer.status_code == status and "error_message" in answer.json(), address


def test_what_is_open_is_no_more_than_it_takes_to_sign_in():
    paths = {address for address in admin_addresses() if name_of(address) in OPEN}
    assert paths == {
        LOGIN,
        "/admin/login/code/",
        "/admin/logout/",
        "/admin/account/session/",
        "/admin/invitation/x.x/",
        "/admin/jsi18n/",
        "/admin/sprite/",
    }


def test_what_of_allauth_nobody_needs_is_not_there():
    known = {name_of(address) for address in admin_addresses()} | {
        entry for entry in get_resolver().reverse_dict if isinstance(entry, str)
    }
    unwanted = ["account_signup", "account_email", "account_change_password", "mfa_trust"]
    unwanted += ["account_reset_password", "account_inactive", "account_request_login_code"]
    assert not known & {*unwanted, "mfa_login_webauthn", "mfa_reauthenticate"}


def test_the_mails_that_reset_a_password_are_off(signed_in, client):
    for browser, status in [(client, 302), (signed_in, 404)]:
        assert browser.get("/admin/password_reset/").status_code == status


def test_no_setting_but_debug_makes_the_second_factor_optional(staff, settings):
    for name in ["MFA_SUPPORTED_TYPES", "ACCOUNT_RATE_LIMITS"]:
        setattr(settings, name, [])
    client = Client()
    by_password_alone(client, staff)
    assert client.get("/admin/requests/").url == OWN
    settings.DEBUG = True
    assert client.get("/admin/requests/").status_code == 200
    add_app(staff)  # who has one is asked for it in a demo, too
    assert client.get("/admin/requests/").url.startswith(LOGIN)


def test_on_public_pages_who_has_not_shown_a_second_factor_counts_as_nobody(staff, home):
    client = Client()
    by_password_alone(client, staff)
    assert client.get("/").wsgi_request.user.is_anonymous
    client.force_login(staff)
    assert client.get("/").wsgi_request.user == staff


def test_who_may_not_enter_the_admin_at_all_is_told_so_and_not_sent_to_and_fro(db, home):
    user = User.objects.create_user("nobody", password=PASSWORD)
    add_app(user)
    client = Client()
    client.force_login(user)
    response = client.get("/admin/", follow=True)
    assert response.status_code == 200
    assert "You do not have permission to access the admin." in response.content.decode()
