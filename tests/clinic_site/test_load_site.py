"""The site's frame comes from one command, which keeps what is there."""

from io import StringIO

import pytest
from django.core.management import call_command
from wagtail.models import Page, Site

from clinic_site.models import HomePage, Location, StandardPage

pytestmark = pytest.mark.usefixtures("fresh_wagtail")


def load():
    """What the command says."""
    out = StringIO()
    call_command("load_site", stdout=out)
    return out.getvalue()


def test_the_home_page_takes_the_place_of_wagtails_own(client):
    load()
    assert [page.specific_class for page in Page.objects.filter(depth=2)] == [HomePage]
    home = HomePage.objects.get()
    assert home.live_revision is not None
    assert Site.objects.get().root_page_id == home.pk
    markup = client.get("/").content.decode()
    for words in ["adults", "18", "Coconut Grove", "Doral", "Florida", "988"]:
        assert words in markup


def test_the_site_follows_the_address_of_the_settings(settings):
    settings.BASE_URL = "http://localhost:8000"
    load()
    settings.BASE_URL = "https://clinic.example"
    load()
    site = Site.objects.get()
    assert (site.hostname, site.port) == ("clinic.example", 443)


def test_the_places_are_the_clinics_three_and_nothing_about_them_is_made_up():
    load()
    places = Location.objects.all()
    assert [(place.name, place.slug, place.kind) for place in places] == [
        ("Coconut Grove", "coconut-grove", "office"),
        ("Doral", "doral", "office"),
        ("Virtual care in Florida", "virtual", "virtual"),
    ]
    for place in places:
        facts = [place.street_address, place.city, place.postal_code, str(place.phone)]
        assert not any(facts)
        assert not place.opening_hours.exists()


@pytest.mark.parametrize("debug", [False, True])
def test_each_notice_is_a_draft_for_the_clinics_counsel_and_not_live(client, settings, debug):
    settings.DEBUG = debug
    load()
    pages = StandardPage.objects.all()
    assert {page.purpose for page in pages} == set(StandardPage.Purpose.values)
    for page in pages:
        assert not page.live
        assert page.latest_revision is not None
        assert "Draft for the clinic's counsel. Not in force." in page.body
        assert client.get(f"/{page.slug}/").status_code == 404


def test_a_second_run_leaves_everything_as_it_is():
    load()
    home = HomePage.objects.get()
    home.heading = "As an editor wrote it"
    home.save_revision().publish()
    notice = StandardPage.objects.get(purpose="telehealth")
    notice.slug, notice.title = "online-visits", "Online visits"
    notice.save()
    Location.objects.filter(slug="doral").update(name="Doral office", city="Doral")
    before = (Page.objects.count(), Location.objects.count())
    assert load() == ""
    assert (Page.objects.count(), Location.objects.count()) == before
    assert HomePage.objects.get().heading == "As an editor wrote it"
