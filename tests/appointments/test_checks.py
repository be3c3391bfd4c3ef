"""A key that cannot serve stops the start of every process, and is named with the way to one."""

import os
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet
from django.conf import settings as site

from appointments.checks import check_keys, check_proxies

LONG = "x" * 32
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


@pytest.mark.parametrize(("length", "debug", "named"), [(31, False, 1), (31, True, 0), (32, 0, 0)])
def test_a_hash_key_has_32_characters_where_debug_is_off(settings, length, debug, named):
    settings.HASH_KEY, settings.DEBUG = "x" * length, debug
    assert [error.id for error in check_keys(None)] == ["appointments.E002"] * named


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
