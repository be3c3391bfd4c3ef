"""The settings are safe by default, and a missing variable is named with the way to make one."""

import os
import runpy
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

COMPLETE = {
    "SECRET_KEY": "secret",
    "FIELD_KEYS": "a:key",
    "HASH_KEY": "hash",
    "ALLOWED_HOSTS": "clinic.example",
    "BASE_URL": "https://clinic.example",
    "DATABASE_URL": "postgres://user:word@127.0.0.1:5432/site",
    "EMAIL_URL": "smtp+tls://user:word@mail.example:587",
    "DEFAULT_FROM_EMAIL": "requests@clinic.example",
}


@pytest.fixture
def read_settings(monkeypatch):
    """A function that reads settings.py afresh under an environment, and gives its names."""

    def read(**environment):
        for name in [*COMPLETE, "DEBUG", "VAR_DIR", "REDIS_URL"]:
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(settings.BASE_DIR / "clinic_site" / "settings.py"))

    return read


@pytest.mark.parametrize("name", COMPLETE)
def test_a_missing_variable_stops_the_start_and_is_named(read_settings, name):
    with pytest.raises(ImproperlyConfigured, match=name):
        read_settings(**{key: value for key, value in COMPLETE.items() if key != name})


@pytest.mark.parametrize("command", ["migrate", "runserver", "run_worker"])
def test_a_command_ends_with_the_name_of_what_is_missing_and_nothing_else(command):
    ended = subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("The environment variable SECRET_KEY is not set. Make one with")


def test_debug_is_off_unless_it_is_set_and_cookies_travel_encrypted(read_settings):
    names = read_settings(**COMPLETE)
    assert names["DEBUG"] is False
    assert names["SESSION_COOKIE_SECURE"] and names["CSRF_COOKIE_SECURE"]
    assert names["SECURE_SSL_REDIRECT"] and names["SECURE_HSTS_SECONDS"] == 31_536_000


def test_a_demo_needs_no_variable_and_keeps_its_keys(read_settings, tmp_path):
    first = read_settings(DEBUG="on", VAR_DIR=str(tmp_path))
    keys = (tmp_path / "demo.env").read_text()
    second = read_settings(DEBUG="on", VAR_DIR=str(tmp_path))
    assert (tmp_path / "demo.env").read_text() == keys
    assert (tmp_path / "demo.env").stat().st_mode & 0o077 == 0
    assert first["FIELD_KEYS"] and first["FIELD_KEYS"] == second["FIELD_KEYS"]
    assert first["DATABASES"]["default"]["ENGINE"] == "django.db.backends.sqlite3"
    assert first["EMAIL_FILE_PATH"] == tmp_path / "mail"


def test_postgresql_is_reached_through_psycopg2():
    """If anything brought psycopg, Django would silently leave psycopg2 for it."""
    with pytest.raises(ImportError):
        import psycopg  # noqa: F401


def test_what_the_databases_address_asks_for_stays(read_settings):
    address = COMPLETE["DATABASE_URL"] + "?sslmode=require"
    databases = read_settings(**{**COMPLETE, "DATABASE_URL": address})["DATABASES"]
    assert databases["default"]["OPTIONS"] == {"sslmode": "require", "connect_timeout": 3}


def test_last_good_copies_outlive_any_outage_in_redis_too(read_settings):
    caches = read_settings(**COMPLETE, REDIS_URL="redis://127.0.0.1:6379/9")["CACHES"]
    assert caches["last_good_pages"]["TIMEOUT"] is None
