"""A site with its starter content, served on loopback, and Chromium to use it with."""

import os
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from appointments.models import BookingRequest, RequestSettings
from appointments.sign_in import landing
from clinic_site.models import Clinician, ClinicSettings, StandardPage
from tests.conftest import PHONE
from tests.databases import OwnDatabase
from tests.signed_in import session_cookie

# Playwright's own loop runs in the thread of the tests; the ORM here is called beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# A busy machine takes its time; what never comes still fails.
expect.set_options(timeout=20_000)

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


def whole_site():
    """A clinic that takes requests, with its starter content live."""
    with override_settings(DEBUG=True):
        call_command("load_site", verbosity=0)
        call_command("load_conditions", verbosity=0)
    for page in StandardPage.objects.all():
        page.effective_date = date(2026, 1, 1)
        page.save_revision().publish()
    clinic = ClinicSettings.load()
    clinic.phone, clinic.desk_mailbox = PHONE, "desk@clinic.example"
    clinic.response_business_days = 1
    clinic.save()
    RequestSettings.objects.update_or_create(
        defaults={"fewest_seconds": 0, "most_per_address": 1000, "most_per_contact": 100}
    )
    Clinician.objects.create(name="Alex Example", credentials="MD")


@pytest.fixture(scope="session")
def site(django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """The address of the served clinic.

    Made once for all journeys, which therefore run apart from the other tests: nothing of it is
    rolled back.
    """
    with django_db_blocker.unblock():
        database = OwnDatabase(whole_site)
        server = LiveServer("localhost")
        yield server.url
        server.stop()
        database.end()


@pytest.fixture(autouse=True)
def no_requests_left(site):
    """Each journey begins without requests and staff."""
    yield
    BookingRequest.objects.all().delete()
    User.objects.all().delete()


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
def sign_in(site):
    """A function that signs a new member of staff of a role in, without the sign-in's pages."""

    def sign_in(page, role):
        user = User.objects.create_user("staff", password="a password of the tests")
        user.groups.add(Group.objects.get(name=role))
        page.context.add_cookies([session_cookie(user, site)])
        page.goto(f"{site}{landing(user)}")
        return page

    return sign_in


def assert_accessible(page, within="document"):
    """axe-core finds nothing against WCAG 2.2 A and AA, nor against its best practices."""
    # What still fades in has not its own colours yet.
    page.evaluate("() => Promise.allSettled(document.getAnimations().map(a => a.finished))")
    results = Axe().run(page, context=None if within == "document" else within)
    assert results.violations_count == 0, results.generate_report()
