"""A site with its starter content, served on loopback, and Chromium to use it with."""

import os
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.test import override_settings

from clinic_site.models import Clinician, ClinicSettings, StandardPage
from tests.conftest import PHONE

# Playwright's own loop runs in the thread of the tests; the ORM here is called beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """Debian's Chromium, without the calls home that a closed network refuses."""
    return {
        "executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--no-first-run",
        ],
    }


@pytest.fixture
def site(home, live_server):
    """The starter content, live, and a clinic that takes requests. Gives the site's address."""
    with override_settings(DEBUG=True):
        call_command("load_site", verbosity=0)
        call_command("load_conditions", verbosity=0)
    for page in StandardPage.objects.all():
        page.effective_date = date(2026, 1, 1)
        page.save_revision().publish()
    clinic = ClinicSettings.load()
    clinic.phone, clinic.desk_mailbox, clinic.response_business_days = (
        PHONE,
        "desk@clinic.example",
        1,
    )
    clinic.save()
    Clinician.objects.create(name="Alex Example", credentials="MD")
    return live_server.url


@pytest.fixture
def watched(site):
    """A function that opens a page of Chromium and notes what it must not do."""
    troubles = []

    def watch(page):
        page.on("request", lambda request: foreign(request.url, site, troubles))
        page.on("console", lambda message: refused(message, troubles))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        return page

    yield watch
    assert not troubles


def foreign(url, site, troubles):
    """Note a request to another host."""
    if not url.startswith((site, "data:", "blob:")):
        troubles.append(f"a request to {url}")


def refused(message, troubles):
    """Note what the Content-Security-Policy refused."""
    if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
        troubles.append(message.text)


@pytest.fixture
def sign_in(site, make_staff):
    """A function that signs a new member of staff of a role in, by the form."""

    def sign_in(page, role, username="staff"):
        make_staff(role, username)
        page.goto(f"{site}/admin/")
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill("a password of the tests")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{site}/admin/")
        return page

    return sign_in


def assert_accessible(page, within="document"):
    """axe-core finds nothing against WCAG 2.2 A and AA, nor against its best practices."""
    results = Axe().run(page, context=None if within == "document" else within)
    assert results.violations_count == 0, results.generate_report()
