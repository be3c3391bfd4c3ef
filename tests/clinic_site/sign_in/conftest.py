"""People who sign in as people do: by the form, with a second factor."""

import base64
import hashlib
import hmac
import struct
import time

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from clinic_site import roles
from clinic_site.encryption import encrypt

PASSWORD = "a password of the tests"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LOGIN, CODE, OWN = "/admin/login/", "/admin/login/code/", "/admin/account/second-factor/"


def code_of(secret=SECRET, steps_later=0, at=None):
    """The six digits of an authenticator app (RFC 6238), written here once more."""
    counter = struct.pack(">Q", int(at or time.time()) // 30 + steps_later)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def add_app(user):
    """Give a user an authenticator app with the secret of the tests."""
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)}
    )


def add_recovery_codes(user):
    """Give a user recovery codes; returns them."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    return RecoveryCodes.activate(user).get_unused_codes()


def give_password(client, username="staff", password=PASSWORD, **more):
    """What a person sends from the first page."""
    return client.post(LOGIN, {"username": username, "password": password}, **more)


def give_code(client, code):
    """What a person sends from the second page."""
    return client.post(CODE, {"code": code})


@pytest.fixture
def staff(make_staff):
    """A member of the front desk, without a second factor."""
    return make_staff(roles.FRONT_DESK)


@pytest.fixture
def with_app(staff):
    """The same with an authenticator app."""
    add_app(staff)
    return staff


@pytest.fixture
def signed_in(with_app):
    """A browser in which this person has signed in."""
    client = Client()
    give_password(client)
    assert give_code(client, code_of()).status_code == 302
    return client
