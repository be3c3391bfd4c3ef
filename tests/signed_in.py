"""Signing in for tests that are about something else: with the second factor passed."""

import sys

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.test.client import Client, ClientMixin

from clinic_site.sign_in.second_factor import note_passed

by_password_alone = ClientMixin.force_login


def force_login(client, user, backend=None):
    """Django's `client.force_login`, in a session that has shown a second factor."""
    by_password_alone(client, user, backend)
    request = HttpRequest()
    request.session = client.session
    note_passed(request, user, "totp")
    request.session.save()


ClientMixin.force_login = force_login


def session_cookie(user, address):
    """A cookie for Playwright's `context.add_cookies` that signs `user` in at `address`."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    return {"name": cookie.key, "value": cookie.value, "url": address, "httpOnly": True}


def print_cookie(username):
    """Print a cookie that signs somebody in, for a client outside of this process."""
    cookie = session_cookie(get_user_model().objects.get(username=username), "http://localhost")
    sys.stdout.write(f"{cookie['name']}={cookie['value']}\n")
