"""A key that cannot serve stops the start of every process, and is named with the way to one."""

import os
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet
from django.conf import settings as site

from appointments.checks import check_keys, check_proxies

LONG = "long enough to be a key of a site"
START = {
    "check": ["manage.py", "check"],
    "migrate": ["manage.py", "migrate"],
    "runserver": ["manage.py", "runserver", "--noreload", "127.0.0.1:0"],
    "run_worker": ["manage.py", "run_worker", "--once"],
    "gunicorn": ["-m", "gunicorn", "--check-config", "clinic_site.wsgi"],
}


def start(command, tmp_path, **keys):
    """Start a process of the site with an empty database, and return (exit code, what it said)."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "clinic_site.settings",
        "DEBUG": "off",
        "DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3",
        **keys,
    }
    done = subprocess.run(
        [sys.executable, *START[command]],
        cwd=site.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("command", START)
def test_no_process_starts_with_keys_that_cannot_serve(command, tmp_path):
    code, said = start(command, tmp_path, FIELD_KEYS="a:zsentinel", HASH_KEY="ysentinel")
    assert code != 0
    assert "(appointments.E001) FIELD_KEYS must be NAME:KEY" in said
    assert "Fernet.generate_key()" in said
    assert "(appointments.E002) HASH_KEY has fewer than 32 characters." in said
    assert "secrets.token_urlsafe" in said
    assert "sentinel" not in said


@pytest.mark.parametrize("command", ["check", "gunicorn"])
def test_right_keys_start(command, tmp_path):
    key = Fernet.generate_key().decode()
    code, said = start(command, tmp_path, FIELD_KEYS=f"a:{key}", HASH_KEY=LONG)
    assert code == 0, said


ONE, OTHER = (Fernet.generate_key().decode() for _n in range(2))
ZEROS = "A" * 43 + "="


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        ({}, []),
        ({"HASH_KEY": "abcdefgh" * 4}, []),
        ({"HASH_KEY": "abcdefgh" * 4, "HASH_KEY_FALLBACKS": [LONG]}, []),
        ({"HASH_KEY": "abcdefgh" * 3}, ["E002 HASH_KEY has fewer than 32"]),
        ({"HASH_KEY": "x" * 50}, ["E002 HASH_KEY has fewer than 5 different"]),
        ({"HASH_KEY_FALLBACKS": ["short"]}, ["E002 HASH_KEY_FALLBACKS number 1 has fewer"]),
        ({"HASH_KEY": "x", "DEBUG": True}, []),
        ({"FIELD_KEYS": f"a:{ONE},b:{ZEROS}"}, ["E004 The key 'b' of FIELD_KEYS was not"]),
        ({"FIELD_KEYS": f"a:{ONE},demo:{OTHER}"}, ["E005 FIELD_KEYS has the key of a demo"]),
        ({"FIELD_KEYS": f"demo:{ONE}", "DEBUG": True}, []),
        ({"FIELD_KEYS": f"a:{ONE},b:{ONE}"}, ["E006 the key 'a' of FIELD_KEYS and the key 'b'"]),
        ({"FIELD_KEYS": f"a:{ONE}", "HASH_KEY": ONE}, ["E006 HASH_KEY and the key 'a' of"]),
        ({"HASH_KEY": LONG, "HASH_KEY_FALLBACKS": [LONG]}, ["E006 HASH_KEY and HASH_KEY_FALL"]),
        ({"HASH_KEY": LONG, "SECRET_KEY": LONG}, ["E006 SECRET_KEY and HASH_KEY are the same"]),
    ],
)
def test_keys_that_are_weak_or_used_twice_are_named(settings, keys, named):
    for name, value in keys.items():
        setattr(settings, name, value)
    errors = check_keys(None)
    assert len(errors) == len(named)
    for error, words in zip(errors, named, strict=True):
        assert f"{error.id} {error.msg}".startswith(f"appointments.{words}")
        assert error.hint and not any(key in error.msg for key in [ONE, OTHER, LONG])


def test_a_field_key_that_is_wrong_is_named_in_a_demo_too(settings):
    settings.FIELD_KEYS, settings.DEBUG = "nameless", True
    assert [error.id for error in check_keys(None)] == ["appointments.E001"]


@pytest.mark.parametrize(
    ("behind", "proxies", "found"),
    [
        (False, [], []),
        (True, ["10.0.0.5", "unix", "2001:db8::/32"], []),
        (True, [], ["appointments.W001"]),
        (False, ["10.0.0.5/8"], ["appointments.E003"]),
        (True, ["nginx"], ["appointments.E003"]),
    ],
)
def test_proxies_are_networks_and_are_not_forgotten(settings, behind, proxies, found):
    settings.BEHIND_PROXY, settings.TRUSTED_PROXIES = behind, proxies
    assert [message.id for message in check_proxies(None)] == found
