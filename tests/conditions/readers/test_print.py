"""The view for paper: the page's own words, with questions, things to bring and room to write."""

import re

import pytest
from django.core.cache import caches
from django.utils.html import strip_tags
from wagtail.models import PageViewRestriction

from clinic_site.models import ClinicSettings
from conditions.models import ConditionIndexPage, ConditionName
from tests.conftest import PHONE

pytestmark = pytest.mark.django_db


def main(response):
    return re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0]


def words(html):
    return " ".join(strip_tags(html).split())


def test_the_page_on_paper_has_all_that_a_first_visit_needs(
    client, library, locations, make_condition, relate
):
    index = ConditionIndexPage.objects.get()
    index.questions_to_ask = "What else could it be?\n\n  When do we meet again?  \n"
    index.things_to_bring = "A list of your medicines"
    index.save_revision().publish()
    clinic = ClinicSettings.load()
    clinic.phone = PHONE
    clinic.save()
    page = make_condition(
        "Numbness", signed=True, names=[ConditionName(kind="clinical", name="Blunting")]
    )
    html = main(client.get(f"{page.url}print/"))
    assert re.findall(r"<li>(W[^<]+)</li>", html) == [
        "What else could it be?",
        "When do we meet again?",
    ]
    text = words(html)
    for said in [
        "Numbness in one sentence.",
        "Blunting",
        "About Numbness.",
        "A list of your medicines",
        "Your own questions",
        "call or text 988",
        "call 911",
        "(305) 555-0123",
        "Coconut Grove Doral Virtual in Florida",
        "Next review due",
        "This page does not replace a visit.",
        f"This page on the web: http://localhost:8000{page.url}",
    ]:
        assert said in text, said


def test_nothing_is_asked_that_the_index_does_not_say(client, make_condition):
    text = words(main(client.get(f"{make_condition('Numbness').url}print/")))
    assert "Questions to ask" not in text
    assert "Things to bring" not in text
    assert "Your own questions" in text


def test_it_is_read_like_the_page_and_search_engines_are_sent_there(client, make_condition):
    page = make_condition("Numbness")
    response = client.get(f"{page.url}print/")
    html = response.content.decode()
    assert f'<link rel="canonical" href="http://localhost:8000{page.url}">' in html
    assert '<meta name="robots" content="noindex">' in html
    assert not response.cookies
    assert caches["last_good_pages"].get(f"http://testserver{page.url}print/")
    for method in [client.post, client.put, client.delete]:
        assert method(f"{page.url}print/").status_code == 405
    assert f'href="{page.url}print/"' in client.get(page.url).content.decode()


def test_it_is_shown_to_those_who_may_read_the_page(client, make_condition):
    draft, private = make_condition("Draft", live=False), make_condition("Private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert client.get(f"/conditions/{draft.slug}/print/").status_code == 404
    response = client.get(f"{private.url}print/")
    assert response.status_code == 302
    assert "/admin/login/" in response.headers["Location"]


def test_the_whole_a_to_z_stands_on_one_page_for_paper(client, make_condition, fill):
    page = make_condition("Burnout", names=[ConditionName(kind="everyday", name="Worn out")])
    fill(200)  # and as many other names: more than the A to Z shows at once
    response = client.get("/conditions/print/")
    html = main(response)
    assert f'Worn out: see <a href="{page.url}">Burnout</a>' in " ".join(html.split())
    assert html.count("<li>") == 402
    assert '<meta name="robots" content="noindex">' in response.content.decode()
