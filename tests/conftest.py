"""Builders that all tests share. They make real rows, and each test says what it needs."""

from datetime import date

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import caches
from wagtail.models import Collection, Locale, Page, Site

from clinic_site import roles
from clinic_site.models import Clinician, ClinicSettings, HomePage, Location, StandardPage
from conditions.models import ConditionIndexPage, ConditionPage

PHONE = "+13055550123"  # of the range that is kept for fiction


@pytest.fixture(autouse=True)
def empty_caches():
    """No test sees what another one's pages left in the cache."""
    for cache in caches.all(initialized_only=False):
        cache.clear()


@pytest.fixture
def wagtail_indexes(settings):
    """Wagtail keeps its indexes of searches and usages, as on a site."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def wagtail_root():
    """Wagtail's root page, made anew with all that goes with it where a flush took it."""
    Locale.objects.get_or_create(language_code="en")
    root = Page.get_first_root_node()
    if root is None:
        root = Page.add_root(title="Root", slug="root")
        Collection.add_root(name="Root")
        roles.write_roles()
    return root


@pytest.fixture
def home(db):
    """A live home page."""
    root = wagtail_root()
    Page.objects.filter(depth=2).exclude(content_type__model="homepage").delete()
    root.refresh_from_db()
    page = root.add_child(
        instance=HomePage(title="Home", slug="home", heading="Care", introduction="Hello.")
    )
    page.save_revision().publish()
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": page}
    )
    ClinicSettings.load()  # its first reading writes the row
    return page


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
    """A function that makes a condition page, live unless it is told otherwise."""

    def make(title, live=True, **fields):
        fields.setdefault("summary", f"{title} in one sentence.")
        fields.setdefault("body", [("overview", {"introduction": f"<p>About {title}.</p>"})])
        page = library.add_child(instance=ConditionPage(title=title, live=live, **fields))
        revision = page.save_revision()
        if live:
            revision.publish()
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
