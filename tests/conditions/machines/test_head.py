"""The head of every page, the sitemap, robots.txt and the feed."""

import re
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture
from wagtail.images import get_image_model
from wagtail.models import Locale, Page

from conditions.kinds import Artwork
from conditions.models import ChangeNote
from tests.conditions.test_pages import queries
from tests.many_pages import make_many
from tests.signing import go_live

pytestmark = pytest.mark.django_db
BASE = settings.BASE_URL


def head(client, url):
    """The head's meta properties and links of an address; no cache helps."""
    html = client.get(f"{url}?fresh").content.decode()
    metas = dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', html))
    link = r'<link rel="(\w+)"(?: hreflang="([^"]+)")? (?:type="[^"]+" )?href="([^"]+)"'
    links = re.findall(link, html)
    return metas, links


# ------------------------------------------------------------ the head


def test_a_page_says_what_is_shown_when_it_is_shared(client, make_condition):
    page = make_condition("Burnout", artwork="ember", summary="A “plain” sentence & more.")
    metas, links = head(client, page.url)
    assert metas["og:title"] == "Burnout"
    assert metas["og:description"] == metas["description"] == "A “plain” sentence &amp; more."
    assert metas["og:url"] == BASE + page.url
    assert (metas["og:type"], metas["og:locale"]) == ("article", "en_US")
    assert metas["og:site_name"] == "Elevate Psychiatry"
    assert metas["og:image"] == f"{BASE}/static/conditions/share/ember.png"
    assert metas["og:image:alt"]
    assert metas["twitter:card"] == "summary_large_image"
    assert ("canonical", "", BASE + page.url) in links
    assert ("alternate", "", "/changes.rss") in links


def test_an_editors_picture_comes_before_ours(client, make_condition):
    content = BytesIO()
    Picture.new("RGB", (1600, 1200), "teal").save(content, "PNG")
    upload = SimpleUploadedFile("a.png", content.getvalue())
    image = get_image_model().objects.create(title="A quiet room", file=upload)
    metas, _links = head(client, make_condition("Burnout", artwork="ember", image=image).url)
    assert metas["og:image"].startswith(f"{BASE}/media/images/")
    assert metas["og:image"].endswith(".jpg")
    assert (metas["og:image:width"], metas["og:image:height"]) == ("1200", "630")


@pytest.mark.parametrize("address", ["/", "/conditions/", "/request/"])
def test_every_other_page_shows_the_site(client, open_clinic, library, address):
    metas, links = head(client, address)
    assert metas["og:image"] == f"{BASE}/static/clinic_site/share.png"
    assert metas["og:title"] and metas["og:description"]
    assert metas["og:url"] == BASE + address
    assert ("canonical", "", BASE + address) in links


def test_an_address_without_a_page_offers_nothing_to_share(client, home):
    metas, links = head(client, "/nowhere/")
    assert not [name for name in metas if name.startswith("og:")]
    assert "canonical" not in [link[0] for link in links]


def test_every_artwork_has_a_picture_to_share():
    names = ["clinic_site/share.png", *(f"conditions/share/{name}.png" for name in Artwork.values)]
    for name in names:
        path = finders.find(name)
        assert path, f"{name} is missing: make share-images"
        content = Path(path).read_bytes()
        assert Picture.open(BytesIO(content)).size == (1200, 630)
        assert len(content) <= 60 * 1024


# ------------------------------------------------------------ languages


def spanish(page, **fields):
    """A live Spanish page of an English one."""
    locale, _made = Locale.objects.get_or_create(language_code="es")
    copy = page.copy_for_translation(locale, copy_parents=True)
    for name, value in fields.items():
        setattr(copy, name, value)
    go_live(copy, copy.save_revision())
    return copy


def languages(client, url):
    return {language: url for rel, language, url in head(client, url)[1] if language}


def test_a_page_names_its_spanish_page_once_readers_can_reach_it(client, home, make_condition):
    page = make_condition("Burnout", slug="burnout")
    english = BASE + page.url
    assert languages(client, page.url) == {"en": english, "x-default": english}
    other = spanish(page, slug="agotamiento")
    home_page = Page.objects.filter(locale__language_code="es", depth=2)
    home_page.update(live=False)
    assert "es" not in languages(client, page.url)  # the Spanish home page is a draft
    assert other.slug not in client.get("/sitemap.xml?fresh").content.decode()
    assert client.get("/api/v2/conditions/?locale=es").status_code == 400
    home_page.update(live=True)
    both = languages(client, page.url)
    assert both["es"] == f"{BASE}/es/conditions/agotamiento/"
    assert both == languages(client, "/es/conditions/agotamiento/")
    sitemap = client.get("/sitemap.xml?fresh").content.decode()
    assert sitemap.count(f'hreflang="es" href="{both["es"]}"') == 2
    answer = client.get("/api/v2/conditions/?locale=es").json()
    assert [item["url"] for item in answer["items"]] == [both["es"]]
    assert "agotamiento" not in client.get("/changes.rss?fresh").content.decode()


# ------------------------------------------------------------ sitemap, robots, feed


def test_the_sitemap_has_the_day_of_each_live_page_and_no_hidden_one(
    client, library, make_condition, hidden
):
    page = make_condition("Burnout")
    Page.objects.filter(pk=page.pk).update(last_published_at="2026-03-02T01:30:00Z")
    response = client.get("/sitemap.xml?fresh", headers={"host": "127.0.0.1"})
    tree = ElementTree.fromstring(response.content)
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    days = {
        url.findtext("s:loc", namespaces=space): url.findtext("s:lastmod", namespaces=space)
        for url in tree.findall("s:url", space)
    }
    assert set(days) == {f"{BASE}/", f"{BASE}/conditions/", BASE + page.url}
    assert days[BASE + page.url] == "2026-03-01"  # in Miami
    assert all(days.values())


def test_the_sitemap_costs_as_much_with_many_pages_as_with_few(client, library):
    make_many(library, 3)
    queries(client, "/sitemap.xml")
    few = queries(client, "/sitemap.xml")
    make_many(library, 197)
    assert client.get("/sitemap.xml?fresh").content.count(b"<loc>") == 202
    assert queries(client, "/sitemap.xml") == few


def test_robots_are_kept_from_what_is_not_for_them(client, home):
    lines = client.get("/robots.txt").content.decode().splitlines()
    for path in ["/admin/", "/request/", "/search/", "/es/request/", "/es/search/"]:
        assert f"Disallow: {path}" in lines
    assert f"Sitemap: {BASE}/sitemap.xml" in lines
    assert not [line for line in lines if "api" in line or line == "Disallow: /"]


def test_the_feed_tells_the_newest_changes_of_live_pages(client, make_rich, hidden):
    page, _grief = make_rich()
    for number in range(55):
        ChangeNote.objects.create(page=page, kind="wording", note=f"<b> & {number}")
    response = client.get("/changes.rss?fresh", headers={"host": "127.0.0.1"})
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    channel = ElementTree.fromstring(response.content).find("channel")
    items = channel.findall("item")
    assert len(items) == 50
    first = items[0]
    assert first.findtext("title") == "Burnout: Wording"
    assert first.findtext("description") == "<b> & 54"
    assert first.findtext("link") == BASE + page.url
    assert b"Hidden" not in response.content and b"127.0.0.1" not in response.content
    guids = [item.findtext("guid") for item in items]
    assert len(set(guids)) == 50 and guids[0].startswith("urn:uuid:")
    Page.objects.filter(pk=page.pk).update(slug="burn-out", url_path="/home/conditions/burn-out/")
    again = ElementTree.fromstring(client.get("/changes.rss?again").content).find("channel")
    assert again.findtext("item/link") == f"{BASE}/conditions/burn-out/"
    assert [item.findtext("guid") for item in again.findall("item")] == guids


def test_the_feed_costs_as_much_with_many_changes_as_with_few(client, make_rich, make_condition):
    page, grief = make_rich()
    queries(client, "/changes.rss")
    few = queries(client, "/changes.rss")
    for each in [page, grief] * 10:
        ChangeNote.objects.create(page=each, kind="wording")
    assert queries(client, "/changes.rss") == few
