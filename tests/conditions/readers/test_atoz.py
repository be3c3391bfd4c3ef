"""The A to Z with five pages and with hundreds: letters, kinds, parts, and what it costs."""

import gzip
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags
from wagtail.models import PageViewRestriction

from conditions.atoz import ATOZ_WORDS, MOST_ENTRIES
from conditions.kinds import Kind
from conditions.models import ConditionPage

pytestmark = pytest.mark.django_db


def read(client, address, status=200):
    response = client.get(f"{address}?fresh")
    assert response.status_code == status, address
    return response.content.decode()


def listed(html):
    """The addresses that the entries lead to, in their order."""
    found = re.search(r'<div class="atoz">.*?</div>', html, re.DOTALL)
    return re.findall(r'<a href="(/conditions/[^"]+)"', found[0]) if found else []


def letters(html):
    """Where each letter leads; nothing for one without entries."""
    nav = re.search(r'<ul class="letters">(.*?)</ul>', html, re.DOTALL)[1]
    items = re.findall(r"<li>(.*?)</li>", nav, re.DOTALL)
    return {
        strip_tags(item).strip(): "".join(re.findall(r'href="([^"]+)"', item)) for item in items
    }


def text(html):
    return " ".join(strip_tags(html).split())


# ------------------------------------------------------------ few pages


def test_a_small_library_stands_on_one_page_and_its_letters_jump(client, make_condition):
    make_condition("Burnout")
    make_condition("988 and you")
    html = read(client, "/conditions/")
    found = letters(html)
    assert len(found) == 27
    assert (found["B"], found["#"], found["C"]) == ("#letter-b", "#letter-other", "")
    for anchor in ["letter-b", "letter-other"]:
        assert f'<h3 id="{anchor}">' in html
    assert client.get("/conditions/letter/b/").headers["Location"] == "/conditions/#letter-b"


def test_a_kind_is_an_address_of_its_own_that_the_cache_keeps(client, make_condition):
    numbness, burnout = make_condition("Numbness", kind="symptom"), make_condition("Burnout")
    html = read(client, "/conditions/")
    assert 'href="/conditions/kind/symptom/"' in html
    assert "life-experience" not in html  # a kind without pages is no choice
    response = client.get("/conditions/kind/symptom/")
    assert response.headers["Cache-Control"] == "no-cache"
    assert "?" not in response.request["PATH_INFO"]
    html = response.content.decode()
    assert numbness.url in listed(html)
    assert burnout.url not in html
    assert "<h1>Symptoms</h1>" in html
    assert '<li aria-current="page">Symptoms</li>' in html
    assert 'rel="canonical" href="http://localhost:8000/conditions/kind/symptom/"' in html


def test_what_people_feel_stands_on_top(client, make_condition, fill):
    numbness = make_condition("Numbness", kind="symptom")
    html = read(client, "/conditions/")
    assert html.index("What people feel") < html.index("A to Z</h2>")
    assert html.index(f'href="{numbness.url}"') < html.index("A to Z</h2>")
    fill(20, kinds=[Kind.SYMPTOM])
    html = read(client, "/conditions/")
    assert html.index('<a href="/conditions/kind/symptom/">All symptoms') < html.index(
        "A to Z</h2>"
    )


def test_an_empty_library_and_an_empty_kind_say_so_and_lead_on(client, library, make_condition):
    html = read(client, "/conditions/")
    assert "There are no pages here yet." in text(html)
    assert 'class="letters"' not in html
    assert 'href="/request/"' in html
    make_condition("Burnout")
    assert "There is no page of this kind yet. See all pages" in text(
        read(client, "/conditions/kind/symptom/")
    )


def test_other_addresses_lead_nowhere(client, library):
    for address in ["kind/cancer/", "kind/", "kind/symptom/x/", "letter/", "letter/B/"]:
        read(client, f"/conditions/{address}", status=404)
    for address in ["letter/bb/", "letter/b/1/", "letter/b/02/", "print/x/"]:
        read(client, f"/conditions/{address}", status=404)


def test_no_page_takes_an_address_of_the_a_to_z(make_condition):
    for slug in ATOZ_WORDS:
        with pytest.raises(ValidationError, match="an address of the A to Z"):
            make_condition("Kind", slug=slug)


def test_a_page_that_is_not_open_to_all_has_no_entry(client, make_condition):
    make_condition("Burnout")
    private = make_condition("Numbness", kind="symptom")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    make_condition("Draft", live=False)
    for address in ["/conditions/", "/conditions/print/", "/conditions/kind/symptom/"]:
        html = read(client, address)
        assert "Numbness" not in html
        assert "Draft" not in html


def test_the_preview_of_the_index_shows_the_draft(rf, library, admin_user):
    library.introduction = "As it will be."
    response = library.make_preview_request(preview_mode="")
    assert b"As it will be." in response.content


# ------------------------------------------------------------ many pages


def test_a_large_library_shows_its_letters_and_one_of_them(client, fill):
    pages = fill(MOST_ENTRIES)  # and as many other names
    html = read(client, "/conditions/")
    found = letters(html)
    assert set(re.findall(r'<h3 id="([a-z-]+)"', html)) == {"letter-a"}
    assert found["A"] == "/conditions/"
    assert found["B"] == "/conditions/letter/b/"
    blurs = sorted((p for p in pages if p.title.startswith("Blur")), key=lambda p: p.title)
    assert listed(read(client, found["B"])) == [f"/conditions/{page.slug}/" for page in blurs]
    assert "No name begins with #." in text(read(client, "/conditions/letter/other/"))
    first = client.get("/conditions/letter/a/")
    assert first.headers["Location"] == "/conditions/#letter-a"  # one address for one page


def test_a_long_letter_is_shown_in_parts_that_together_have_every_entry(client, fill):
    fill(MOST_ENTRIES + 30, title="Blur {number}")
    html = read(client, "/conditions/letter/b/")
    parts = re.findall(r'href="(/conditions/letter/b/[^"]*)"[^>]*>\d', html)
    assert parts == ["/conditions/letter/b/", "/conditions/letter/b/2/"]
    entries = [address for part in parts for address in listed(read(client, part))]
    assert len(entries) == len(set(entries)) == MOST_ENTRIES + 30
    read(client, "/conditions/letter/b/3/", status=404)


def test_letters_of_a_kind_keep_to_the_kind(client, fill):
    fill(3 * MOST_ENTRIES, title="{word} {number}")
    html = read(client, "/conditions/kind/symptom/letter/b/")
    assert letters(html)["C"] == "/conditions/kind/symptom/letter/c/"
    slugs = [address.split("/")[2] for address in listed(html)]
    assert slugs
    assert set(ConditionPage.objects.filter(slug__in=slugs).values_list("kind", flat=True)) == {
        Kind.SYMPTOM
    }


def test_it_costs_as_many_queries_with_500_pages_as_with_10_and_stays_light(client, fill):
    fill(10)
    page = ConditionPage.objects.first().url
    addresses = ["/conditions/", "/conditions/kind/symptom/", "/conditions/print/", page]
    [client.get(address) for address in addresses]
    few = [queries(client, address) for address in addresses]
    assert min(few) > 5  # nothing came from the cache
    fill(490)
    assert [queries(client, address) for address in addresses] == few
    for address in ["/conditions/", "/conditions/letter/b/", "/conditions/kind/symptom/"]:
        assert len(gzip.compress(read(client, address).encode())) < 12 * 1024


def queries(client, address):
    """How many queries an address costs when no cache helps."""
    with CaptureQueriesContext(connection) as captured:
        read(client, address)
    return len(captured)
