"""A manager at work, somebody on the staff, and a superuser."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from wagtail.models import ModelLogEntry

from clinic_site import roles

PASSWORD = "a password of the tests"  # as in make_staff


@pytest.fixture
def manager(client, make_staff):
    """A practice manager, signed in."""
    user = make_staff(roles.MANAGER, "manager")
    client.force_login(user)
    return user


@pytest.fixture
def dana(make_staff):
    """A clerk of the front desk, with a second factor."""
    user = make_staff(roles.FRONT_DESK, "dana")
    user.first_name, user.last_name, user.email = "Dana", "Diaz", "dana@clinic.example"
    user.save()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    return user


@pytest.fixture
def root(db):
    return User.objects.create_superuser("root", "root@clinic.example", PASSWORD)


def group(name):
    return Group.objects.get(name=name)


def entry(*names, **changes):
    """What is typed about a person, in these groups."""
    return {
        "first_name": "Dana",
        "last_name": "Diaz",
        "email": "dana@clinic.example",
        "groups": [group(name).pk for name in names],
        **changes,
    }


def link_in(text):
    """The path of the invitation that a mail or page holds, "" where it holds none."""
    found = re.search(r"/admin/invitation/[\w.-]+/", text)
    return found[0] if found else ""


def logged(user):
    """What the log says was done to an account, oldest first."""
    entries = ModelLogEntry.objects.filter(object_id=str(user.pk), content_type__model="user")
    return [row.action for row in entries.order_by("timestamp", "pk")]
