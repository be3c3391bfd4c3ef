"""The demo's staff accounts."""

import re
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def printed(**options):
    out = StringIO()
    call_command("demo_staff", stdout=out, **options)
    return re.findall(r"(editor|reviewer|desk|manager) +(\S+)\n", out.getvalue())


def test_four_accounts_are_made_and_the_printed_passwords_are_right(home, settings):
    settings.DEBUG = True
    accounts = printed()
    assert [name for name, _password in accounts] == ["editor", "reviewer", "desk", "manager"]
    for name, password in accounts:
        assert authenticate(username=name, password=password).groups.count() == 1
    assert not User.objects.filter(is_superuser=True).exists()


def test_a_second_run_keeps_the_accounts_and_their_passwords(home, settings):
    settings.DEBUG = True
    accounts = printed()
    assert printed() == []
    assert all(authenticate(username=name, password=word) for name, word in accounts)


def test_new_passwords_are_made_when_they_are_asked_for(home, settings):
    settings.DEBUG = True
    old = printed()
    new = printed(new_passwords=True)
    assert all(authenticate(username=name, password=word) for name, word in new)
    assert not any(authenticate(username=name, password=word) for name, word in old)


def test_no_demo_account_is_made_where_debug_is_off(home):
    with pytest.raises(CommandError, match="DEBUG"):
        call_command("demo_staff")
    assert not User.objects.exists()
