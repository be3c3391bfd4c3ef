"""What the site is made of, and the settings that would open it."""

import re

import pytest
from django.conf import settings as site

from clinic_site.checks import check_hosts, check_surroundings

PIN = re.compile(r"([\w.-]+)(?:\[[\w,]+\])?==([^\s;\\]+)")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}( \\)?")


def pins(name):
    """{package: version} of a list or lock, with names written in one way (PEP 503)."""
    lines = (site.BASE_DIR / name).read_text().splitlines()
    found = [PIN.match(line) for line in lines]
    return {re.sub(r"[-_.]+", "-", pin[1].lower()): pin[2] for pin in found if pin}


def test_the_locks_have_what_the_lists_say():
    """After a change of a list: `make lock`."""
    assert pins("requirements.lock") == pins("requirements.txt")
    tools = pins("requirements-dev.lock")
    assert pins("requirements.txt").items() | pins("requirements-dev.txt").items() <= tools.items()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_line_of_a_lock_is_a_version_with_its_hashes(lock):
    lines = (site.BASE_DIR / lock).read_text().splitlines()
    is_pin = False
    for line in lines:
        before, is_pin = is_pin, bool(PIN.match(line))
        if is_pin:
            assert not before and line.endswith("\\")
        else:
            assert line.startswith("#") or HASH.fullmatch(line.strip()), line
    assert not is_pin


def test_each_package_that_is_listed_says_what_it_is_for():
    for name in ["requirements.txt", "requirements-dev.txt"]:
        for line in (site.BASE_DIR / name).read_text().splitlines():
            assert not PIN.match(line) or re.search(r"\s# \w", line), line


def test_make_installs_nothing_without_a_hash():
    made = (site.BASE_DIR / "Makefile").read_text()
    assert made.count("pip install") == 1
    assert "pip install --quiet --disable-pip-version-check --require-hashes" in made


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, []),
        ({"ALLOWED_HOSTS": ["clinic.example"], "BASE_URL": "https://clinic.example"}, []),
        ({"ALLOWED_HOSTS": ["clinic.example", "*"]}, ["clinic_site.E002"]),
        ({"ALLOWED_HOSTS": [".clinic.example"]}, ["clinic_site.E002"]),
        ({"BASE_URL": "http://clinic.example"}, ["clinic_site.E003"]),
        ({"BASE_URL": "http://127.0.0.1:8000"}, []),
        ({"DEBUG": True}, []),
        ({"DEBUG": True, "ALLOWED_HOSTS": ["127.0.0.1", "[::1]", "a.localhost"]}, []),
        ({"DEBUG": True, "ALLOWED_HOSTS": ["clinic.example"]}, ["clinic_site.E001"]),
        ({"DEBUG": True, "ALLOWED_HOSTS": ["192.168.1.7"]}, ["clinic_site.E001"]),
    ],
)
def test_hosts_that_would_open_the_site_stop_the_start(settings, values, found):
    for name, value in values.items():
        setattr(settings, name, value)
    assert [error.id for error in check_hosts(None)] == found


def database(host, **options):
    postgresql = "django.db.backends.postgresql"
    return {"default": {"ENGINE": postgresql, "HOST": host, "OPTIONS": options}}


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, []),
        ({"EMAIL_HOST": "mail.example"}, ["clinic_site.W002"]),
        ({"EMAIL_HOST": "mail.example", "EMAIL_USE_TLS": True}, []),
        ({"EMAIL_HOST": "mail.example", "EMAIL_USE_SSL": True}, []),
        ({"DATABASES": database("db.example")}, ["clinic_site.W003"]),
        ({"DATABASES": database("db.example", sslmode="prefer")}, ["clinic_site.W003"]),
        ({"DATABASES": database("db.example", sslmode="verify-full")}, []),
        ({"DATABASES": database("/run/postgresql")}, []),
        ({"DATABASES": database("")}, []),
    ],
)
def test_what_travels_in_clear_is_named_before_a_deployment(settings, values, found):
    for name, value in values.items():
        setattr(settings, name, value)
    assert [warning.id for warning in check_surroundings(None)] == found


def test_a_folder_that_everybody_can_write_into_is_named(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    tmp_path.chmod(0o777)
    assert [warning.id for warning in check_surroundings(None)] == ["clinic_site.W001"]
    tmp_path.chmod(0o750)
    assert check_surroundings(None) == []
