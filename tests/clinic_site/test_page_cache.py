"""Anonymous pages come from the cache until anything they show has changed."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Picture
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction, Site

from clinic_site import page_cache, roles
from clinic_site.models import ClinicSettings, Location, OpeningHours
from conditions.models import RelatedCondition
from tests.signing import publish, sign

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def grief(make_condition):
    return make_condition("Grief", slug="grief")


def test_the_second_reader_costs_no_query_no_session_and_no_cookie(
    client, grief, django_assert_num_queries
):
    address = grief.url
    first = client.get(address)
    with django_assert_num_queries(0):
        second = client.get(address)
    assert first.content == second.content
    assert not first.cookies and not second.cookies
    assert second["Content-Security-Policy"] == first["Content-Security-Policy"]


def no_database(*args, **kwargs):
    raise OperationalError("the server closed the connection")


def publish_a_change(page):
    page.summary = "A new sentence."
    publish(page)


def publish_on_schedule(page):
    page.summary = "A new sentence."
    page.go_live_at = timezone.now() - timedelta(minutes=1)
    sign(page.save_revision(approved_go_live_at=page.go_live_at))
    call_command("publish_scheduled")


def expire_on_schedule(page):
    page.expire_at = timezone.now() - timedelta(minutes=1)
    page.save()
    call_command("publish_scheduled")


def move_it(page):
    home = Page.objects.get(slug="home")
    page.move(home, pos="last-child")


def add_a_relation(page):
    other = page.get_parent().get_children().exclude(pk=page.pk).first()
    RelatedCondition.objects.create(
        page=other.specific, target=page, kind="can-lead-to", sentence="It leads there."
    )


def change_the_phone(page):
    clinic = ClinicSettings.load()
    clinic.phone = "+13055550177"
    clinic.save()


def change_an_office(page):
    Location.objects.filter(slug="doral").first().save()


def change_opening_hours(page):
    office = Location.objects.get(slug="doral")
    OpeningHours.objects.create(location=office, weekday=0, opens="09:00", closes="17:00")


def add_an_image(page):
    content = BytesIO()
    Picture.new("RGB", (8, 8)).save(content, "PNG")
    upload = SimpleUploadedFile("a.png", content.getvalue())
    get_image_model().objects.create(title="A", file=upload)


@pytest.mark.parametrize(
    "change",
    [
        publish_a_change,
        publish_on_schedule,
        expire_on_schedule,
        lambda page: page.unpublish(),
        lambda page: page.delete(),
        move_it,
        add_a_relation,
        change_the_phone,
        change_an_office,
        change_opening_hours,
        add_an_image,
        lambda page: PageViewRestriction.objects.create(page=page, restriction_type="login"),
        lambda page: Site.objects.get().save(),
    ],
)
def test_every_way_to_change_what_is_shown_clears_the_cache(
    client, grief, make_condition, locations, change
):
    make_condition("Burnout")
    before = page_cache.generation()
    change(grief)
    assert page_cache.generation() != before


def test_readers_see_the_change_at_once(client, grief):
    assert "A new sentence." not in client.get(grief.url).content.decode()
    publish_a_change(grief)
    assert "A new sentence." in client.get(grief.url).content.decode()


def test_a_draft_leaves_the_cache_as_it_is(client, grief):
    before = page_cache.generation()
    grief.summary = "Not for readers yet."
    grief.save_revision()
    assert page_cache.generation() == before


def test_a_draft_that_was_never_live_leaves_the_cache_as_it_is(client, make_condition):
    draft = make_condition("Draft", live=False)
    before = page_cache.generation()
    draft.summary = "Not for readers yet."
    draft.save()
    assert page_cache.generation() == before


def test_the_hosts_port_and_case_make_no_second_copy(client, grief):
    for host in ["localhost", "LOCALHOST", "localhost:8000", "localhost:9000"]:
        assert client.get(grief.url, headers={"host": host}).status_code == 200
    kept = [page_cache.caches[name] for name in ["pages", "last_good_pages"]]
    assert [len(cache._list_cache_files()) for cache in kept] == [2, 1]  # the generation, the page


def test_head_comes_from_the_cache_without_the_body(client, grief):
    client.get(grief.url)
    assert client.head(grief.url).content == b""


def test_the_cache_forgets_at_midnight_in_miami(client, grief, monkeypatch):
    client.get(grief.url)
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(page_cache.timezone, "localdate", lambda: tomorrow)
    with CaptureQueriesContext(connection) as queries:
        client.get(grief.url)
    assert len(queries) > 0


def test_signed_in_staff_neither_leave_a_page_in_the_cache_nor_get_one(client, grief, make_staff):
    address = f"http://testserver{grief.url}"
    staff = type(client)()
    staff.force_login(make_staff(roles.EDITOR))
    staff.get(grief.url)
    assert page_cache.caches["last_good_pages"].get(address) is None
    client.get(grief.url)
    with CaptureQueriesContext(connection) as queries:
        staff.get(grief.url)
    assert len(queries) > 0


def test_a_form_with_a_readers_own_token_is_not_kept(client, grief):
    restriction = PageViewRestriction.objects.create(
        page=grief, restriction_type="password", password="open"
    )
    address = f"/_util/authenticate_with_password/{restriction.pk}/{grief.pk}/"
    client.get(grief.url)  # the first look brings the cookie
    client.get(address)
    for kept in [grief.url, address]:
        assert page_cache.caches["last_good_pages"].get(f"http://testserver{kept}") is None


def test_an_address_with_a_query_is_not_kept(client, grief):
    client.get(grief.url, {"a": "1"})
    address = f"http://testserver{grief.url}"
    assert page_cache.caches["last_good_pages"].get(address) is None


def test_while_the_database_is_down_the_last_good_copy_is_served(client, grief, monkeypatch):
    address = grief.url
    good = client.get(address).content
    page_cache.raise_generation()

    monkeypatch.setattr(connection, "cursor", no_database)
    response = client.get(address)
    assert response.status_code == 200 and response.content == good


@pytest.mark.parametrize(
    "withdraw",
    [
        lambda page: page.unpublish(),
        lambda page: page.delete(),
        lambda page: PageViewRestriction.objects.create(page=page, restriction_type="login"),
        move_it,
    ],
)
def test_a_page_that_was_taken_back_does_not_return_while_the_database_is_down(
    client, grief, monkeypatch, withdraw
):
    address = grief.url
    client.get(address)
    withdraw(grief)
    monkeypatch.setattr(connection, "cursor", no_database)
    assert client.get(address).status_code == 503


def test_a_query_behind_the_address_gets_the_last_good_copy_too(client, grief, monkeypatch):
    address = grief.url
    good = client.get(address).content
    page_cache.raise_generation()
    monkeypatch.setattr(connection, "cursor", no_database)
    assert client.get(address, {"utm_source": "mail"}).content == good


def test_while_the_database_is_down_a_page_nobody_read_is_a_503_with_988(
    client, grief, open_clinic, monkeypatch
):
    addresses = [grief.url, reverse("appointments:request")]

    monkeypatch.setattr(connection, "cursor", no_database)
    client.raise_request_exception = False  # a middleware asks, for Spanish pages
    for address in [*addresses, "/es/conditions/"]:
        response = client.get(address)
        text = response.content.decode()
        assert response.status_code == 503
        assert "988" in text and "(305) 555-0123" in text
        assert "no-store" in response["Cache-Control"]


def test_another_query_of_the_api_gets_no_copy_of_the_whole_list(client, grief, monkeypatch):
    address = "/api/v2/conditions/"
    assert client.get(address).status_code == 200
    monkeypatch.setattr(connection, "cursor", no_database)
    page_cache.raise_generation()
    assert client.get(address).status_code == 200
    assert client.get(address, {"offset": 5}).status_code == 503
