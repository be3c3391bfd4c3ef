"""The settings of the tests: production's own, with a place of its own for what lies on disk."""

import os
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet

VAR = tempfile.mkdtemp(prefix="clinic-tests-")
os.environ.setdefault(
    "SECRET_KEY", "a secret of the tests, never of a site, and as long as Django wants one to be"
)
os.environ.setdefault("HASH_KEY", "a hash key of the tests, never of a site")
os.environ.setdefault("FIELD_KEYS", f"tests:{Fernet.generate_key().decode()}")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("BASE_URL", "http://localhost:8000")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{VAR}/tests.sqlite3")
os.environ.setdefault("EMAIL_URL", "smtp://127.0.0.1:1")
os.environ.setdefault("DEFAULT_FROM_EMAIL", "requests@clinic.example")
os.environ["VAR_DIR"] = VAR  # of this process alone, whatever pytest-xdist hands down
os.environ["DEBUG"] = "off"

(Path(VAR) / "static").mkdir()

from clinic_site.settings import *  # noqa: E402, F403

# The tests' client and Chromium speak plain HTTP.
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "sessionid", "csrftoken"
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"  # noqa: F405
# A cheap hash: the tests make many accounts.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A file rather than memory: threads and the live server need connections of their own.
if "sqlite3" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": f"{VAR}/pytest.sqlite3"}  # noqa: F405
# Half of the tests' time would go into indexes of searches and usages, which hardly a test asks
# for; one that does takes the fixture `wagtail_indexes`.
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
# One machine asks for all of them. tests/clinic_site/input/test_rates.py turns it on.
RATES_HOLD = False
