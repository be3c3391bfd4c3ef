"""The search page: what it shows, whatever is typed, and what it never keeps."""

import logging
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.db import OperationalError
from django.urls import reverse

from clinic_site.models import ClinicSettings
from conditions.models import MissedSearch
from tests.conftest import PHONE

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client):
    """A function that searches, and returns the page's main part."""

    def ask(query):
        response = client.get("/search/", {"q": query})
        assert response.status_code == 200
        return BeautifulSoup(response.content, "html.parser").main

    return ask


def test_results_say_what_kind_of_page_and_why_with_the_words_marked(searched, ask):
    searched("Grief", kind="life-experience", phrases="i miss my <dog> so much")
    item = ask("miss my dog").select_one(".results li")
    assert item.a["href"] == "/conditions/grief/"
    assert "Life experience" in item.text and "Grief in one sentence." in item.text
    assert "People say: i miss my <dog> so much" in item.text
    assert [mark.text for mark in item.select("mark")] == ["miss", "dog"]


def test_nothing_found_offers_the_a_to_z_and_the_phone(library, ask):
    clinic = ClinicSettings.load()
    clinic.phone = PHONE
    clinic.save()
    main = ask("knee pain")
    assert "We found no page for this" in main.text
    assert library.url in [link["href"] for link in main.select("a")]
    assert "(305) 555-0123" in main.text


def test_a_typing_error_is_answered_and_a_correction_offered(searched, ask):
    searched("Emotional numbness")
    main = ask("emotinal numbnes")
    assert main.select_one(".results a").text == "Emotional numbness"
    assert main.find("a", string="emotional numbness")["href"] == "/search/?q=emotional%20numbness"


def test_a_crisis_shows_the_ways_to_help_before_anything_else_and_only_once(searched, ask, client):
    searched("Depression", says="You may have thoughts of suicide.")
    main = ask("I want to die")
    assert main.find(["section", "h1", "form"])["class"] == ["crisis"]
    page = client.get("/search/", {"q": "I want to die"}).content.decode()
    assert page.count('id="crisis-heading"') == 1
    assert MissedSearch.objects.count() == 0
    assert ask("zzzz end it all").select(".results li")[0].a.text == "Depression"


ODD = [
    "",
    " ",
    "?",
    "%",
    "'\"><script>",
    "\u202e\u0000\ud83d",
    "ａｎｘｉｅｔｙ",
    "🙂" * 50,
    "a" * 3900,
]


@pytest.mark.parametrize("query", ODD)
def test_whatever_is_typed_is_answered(library, client, query):
    address = "/search/?q=" + quote(query.encode("utf-8", "surrogatepass"))
    response = client.get(address)
    assert response.status_code == (400 if "\0" in query else 200)
    assert b"<script>" not in response.content
    response = client.get(address.replace("?", "suggestions/?"))
    assert response.status_code == (400 if "\0" in query else 200)


def test_bytes_that_are_no_text_are_answered(library, client):
    for raw in ["%ff%fe", "%c3%28", "%ed%a0%80", "a=b&q[]=c", "q=x&q=grief"]:
        assert client.get(f"/search/?q={raw}").status_code == 200


def test_a_long_text_is_cut_and_told_so(library, ask):
    main = ask("word " * 100)
    assert "the first 200 characters" in main.text
    assert len(main.select_one("#search")["value"]) <= 200


def test_the_page_keeps_nothing_and_is_kept_by_nobody(searched, client, caplog):
    searched("Grief")
    with caplog.at_level(logging.DEBUG):
        for address in ["/search/?q=grief", "/search/?q=xyzzy", "/search/suggestions/?q=grief"]:
            for _twice in range(2):
                response = client.get(address)
                assert response["Cache-Control"] == "no-store"
                assert response["X-Robots-Tag"] == "noindex"
                assert not response.cookies
    page = BeautifulSoup(client.get("/search/?q=xyzzy").content, "html.parser")
    assert "xyzzy" not in page.title.text
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert not page.select("link[rel=canonical]")
    assert "xyzzy" not in caplog.text


def test_only_reading_is_allowed(library, client):
    assert client.post("/search/").status_code == 405
    assert client.head("/search/?q=xyzzy").status_code == 200
    assert MissedSearch.objects.count() == 0


def test_every_page_has_the_box_and_it_needs_no_script(home, library, make_condition, client):
    for address in ["/", library.url, make_condition("Grief").url, "/nothing/", "/request/"]:
        page = BeautifulSoup(client.get(address).content, "html.parser")
        form = page.header.select_one("form[role=search]")
        assert (form["action"], form.get("method", "get")) == (reverse("conditions:search"), "get")
        assert page.find("label", {"for": form.input["id"]}).text.strip()
        ids = [element["id"] for element in page.select("[id]")]
        assert len(ids) == len(set(ids))


def test_names_are_found_while_no_row_can_be_written(searched, client, monkeypatch):
    searched("Grief")

    def read_only(*args, **kwargs):
        raise OperationalError("attempt to write a readonly database: xyzzy")

    monkeypatch.setattr("conditions.missed_searches.count_one", read_only)
    assert b"Grief" in client.get("/search/?q=grief").content
    assert b"We found no page" in client.get("/search/?q=xyzzy").content


def test_suggestions_come_while_the_database_is_away(searched, client, django_assert_num_queries):
    searched("Seasonal depression", names=[("everyday", "Winter blues")])
    client.get("/search/suggestions/?q=win")
    with django_assert_num_queries(0):
        answer = client.get("/search/suggestions/?q=win").json()
    assert answer["suggestions"] == [
        {
            "label": "Seasonal depression",
            "note": "Winter blues",
            "url": "/conditions/seasonal-depression/",
        }
    ]
    assert answer["said"] == "One suggestion. Use the down arrow."
    assert client.get("/search/suggestions/?q=blu").json()["suggestions"]
    assert client.get("/search/suggestions/?q=wintr").json()["suggestions"]
    assert client.get("/search/suggestions/?q=w").json()["suggestions"] == []
