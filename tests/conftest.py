"""Builders that all tests share. They make real rows, and each test says what it needs."""

import gc
import os
import shutil
import tempfile
from datetime import date

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import caches
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from wagtail.models import Locale, Page, Site

from appointments.models import RequestSettings
from clinic_site.faults import render_fault_pages
from clinic_site.models import Clinician, ClinicSettings, HomePage, Location, StandardPage
from conditions.models import ConditionIndexPage, ConditionPage, Source
from tests import (
    access_record,  # noqa: F401 - Django may empty the record of access
    signed_in,  # noqa: F401 - `client.force_login` passes the second factor
)
from tests.databases import OwnDatabase
from tests.signing import go_live

# The same examples each time, however slow the machine: chance is for `make chaos`.
hypothesis_settings.register_profile(
    "tests",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("tests")

PHONE = "+13055550123"  # of the range that is kept for fiction
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}
SOURCE = {"publisher": "MedlinePlus", "title": "Health", "url": "https://medlineplus.gov/"}


@pytest.fixture(autouse=True)
def empty_caches():
    """No test sees what another one's pages left in the cache."""
    for cache in caches.all(initialized_only=False):
        cache.clear()


@pytest.fixture
def wagtail_indexes(settings):
    """Wagtail keeps its indexes of searches and usages, as on a site."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture(autouse=True)
def english():
    """No test runs in the language of the page that another one looked at."""
    yield
    translation.activate("en")


def make_home():
    """A live home page in the place of Wagtail's page of welcome."""
    Locale.objects.get_or_create(language_code="en")
    Page.objects.filter(depth=2).delete()
    page = Page.get_first_root_node().add_child(
        instance=HomePage(title="Home", slug="home", heading="Care", introduction="Hello.")
    )
    page.save_revision().publish()
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": page}
    )
    ClinicSettings.load()  # its first reading writes the row


def pytest_configure(config):
    """Give the processes of a run a folder in which they find each other's databases."""
    if "TEST_TEMPLATES" not in os.environ:
        os.environ["TEST_TEMPLATES"] = folder = tempfile.mkdtemp(prefix="clinic-templates-")
        config.add_cleanup(lambda: shutil.rmtree(folder))


def pytest_addoption(parser):
    parser.addoption(
        "--database-only",
        action="store_true",
        help="leave out the tests that ask no database: they say the same on each",
    )


def pytest_collection_modifyitems(config, items):
    """With --database-only: only what asks a database. pytest-django refuses all others one."""
    if config.getoption("database_only"):
        others = [item for item in items if not asks_a_database(item)]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if asks_a_database(item)]


def pytest_collection_finish(session):
    """Let Python look for garbage seldom, and never among what stays: Django and the tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def asks_a_database(item):
    marked = item.get_closest_marker("django_db")
    return bool(marked) or not DATABASE_FIXTURES.isdisjoint(item.fixturenames)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment,
    django_db_modify_db_settings,
    django_db_blocker,
    django_db_keepdb,
    django_db_createdb,
):
    """The tests' database, with the home page in it: hundreds of tests need one."""
    with django_db_blocker.unblock():
        database = OwnDatabase(make_home, keep=django_db_keepdb and not django_db_createdb)
        render_fault_pages()  # in this process's own folder, as migrations do on a site
        yield
        database.end()


@pytest.fixture
def home(db):
    """The live home page."""
    return HomePage.objects.get()


@pytest.fixture
def fresh_wagtail(db):
    """A site as Wagtail's own migrations leave it: a page of welcome, and nothing of ours."""
    Page.objects.filter(depth=2).delete()
    ClinicSettings.objects.all().delete()
    root = Page.get_first_root_node()
    welcome = root.add_child(instance=Page(title="Welcome to your new Wagtail site!", slug="home"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": welcome}
    )


@pytest.fixture
def library(home):
    """The live index of the library, without pages."""
    page = home.add_child(
        instance=ConditionIndexPage(
            title="Conditions",
            slug="conditions",
            introduction="Find what you feel.",
            disclaimer="This page does not replace a visit.",
            invitation="We see adults.",
        )
    )
    page.save_revision().publish()
    return page


@pytest.fixture
def make_condition(library):
    """A function that makes a condition page, live unless it is told otherwise.

    A live one is not signed off, as the starter pages of a demo, unless `signed` says so.
    """

    def make(title, live=True, signed=False, **fields):
        fields.setdefault("summary", f"{title} in one sentence.")
        fields.setdefault("body", [("overview", {"introduction": f"<p>About {title}.</p>"})])
        fields.setdefault("sources", [Source(**SOURCE)])
        page = library.add_child(instance=ConditionPage(title=title, live=False, **fields))
        go_live(page, page.save_revision(), signed=signed) if live else page.save_revision()
        page.refresh_from_db()
        return page

    return make


@pytest.fixture
def locations(db):
    """The clinic's three places."""
    return [
        Location.objects.create(kind="office", name="Coconut Grove", slug="coconut-grove"),
        Location.objects.create(kind="office", name="Doral", slug="doral", sort_order=1),
        Location.objects.create(
            kind="virtual", name="Virtual in Florida", slug="virtual", sort_order=2
        ),
    ]


@pytest.fixture
def open_clinic(home, locations):
    """A clinic that has filled in all it takes to take requests."""
    clinic = ClinicSettings.load()
    clinic.phone, clinic.desk_mailbox, clinic.response_business_days = (
        PHONE,
        "desk@clinic.example",
        1,
    )
    clinic.save()
    # The tests type faster than a person. Those of the quarantine set their own time.
    RequestSettings.objects.update_or_create(defaults={"fewest_seconds": 0})
    for purpose, label in StandardPage.Purpose.choices:
        page = StandardPage(
            title=label,
            slug=purpose,
            purpose=purpose,
            summary=f"{label}.",
            body="<p>Text.</p>",
            effective_date=date(2026, 1, 1),
        )
        home.add_child(instance=page)
        if purpose == StandardPage.Purpose.WEBSITE_PRIVACY:
            page.save_revision().publish()  # a request keeps which revision was read
    return clinic


@pytest.fixture
def clinician(db):
    """A clinician who can be booked."""
    return Clinician.objects.create(name="Alex Example", credentials="MD")


@pytest.fixture
def make_staff(home):
    """A function that makes a staff account in a group of clinic_site.roles."""

    def make(role, username="staff"):
        user = User.objects.create_user(username, password="a password of the tests")
        user.groups.add(Group.objects.get(name=role))
        return user

    return make
