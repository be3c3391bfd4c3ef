"""The search over live public pages: what it finds, and that it is never behind them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from conditions.models import ConditionName
from conditions.search import search
from conditions.suggestions import suggest
from tests.many_pages import make_many
from tests.signing import publish

pytestmark = pytest.mark.django_db


def titles(query):
    return ["".join(piece for piece, _mark in r.title) for r in search(query).results]


def why(query):
    return "".join(piece for piece, _mark in search(query).results[0].why)


def test_titles_names_and_phrases_find_a_page_and_say_why(searched):
    searched("Grief", names=[("clinical", "Bereavement")], phrases="i miss my dog so much")
    searched("Burnout")
    assert titles("grief") == titles("bereavement") == titles("I miss my dog") == ["Grief"]
    assert why("bereavement") == "Bereavement"
    assert why("miss my dog") == "i miss my dog so much"


def test_the_sections_are_found_by_any_form_of_their_words(searched):
    searched("Grief", says="You may crave sweets. Some hallucinated a voice they knew.")
    searched("Burnout")
    assert titles("craving sweets") == ["Grief"]
    assert why("hallucinating a voice") == "Some hallucinated a voice they knew."
    assert titles("CRAVINGS for sweetness, hallucinations") == ["Grief"]


def test_drafts_and_private_pages_are_never_found(searched, committed):
    searched("Grief", live=False, says="A penguin waddles.")
    page = searched("Burnout", says="A walrus waddles.")
    assert titles("burnout") == titles("walrus waddles") == ["Burnout"]
    with committed():
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    for query in ["grief", "burnout", "penguin waddles", "walrus waddles"]:
        assert search(query).results == []
    assert suggest("bur") == suggest("gri") == []


def test_the_next_search_knows_what_was_published_or_taken_down(searched, committed):
    page = searched("Grief")
    assert titles("saudade") == []
    with committed():
        page.names.add(ConditionName(kind="everyday", name="Saudade"))
        publish(page)
    assert titles("saudade") == ["Grief"]
    with committed():
        page.refresh_from_db()
        page.unpublish()
    assert titles("saudade") == titles("grief") == []
    assert suggest("saud") == []


def test_a_typing_error_is_mended_and_offered(searched):
    searched("Emotional numbness", names=[("abbreviation", "DDD")])
    answer = search("emotinal numbnes")
    assert (len(answer.results), answer.meant) == (1, "emotional numbness")
    assert search("emotional numbness").meant == ""
    assert search("emotinal pizza delivery").meant == ""  # nothing is found by either
    assert search("w" * 60).meant == ""


def test_a_crisis_is_seen_and_leads_to_what_speaks_of_it(searched):
    searched("Depression", says="You may have thoughts of suicide.")
    searched("Burnout", phrases="work is killing me")
    answer = search("I want to kill myself")
    assert answer.is_crisis and titles("I want to kill myself") == ["Depression"]
    assert [row.url for row in suggest("kill myself")] == ["tel:988"]


def queries_of(query):
    with CaptureQueriesContext(connection) as captured:
        search(query)
    return len(captured)


def test_a_search_costs_the_same_queries_with_ten_and_with_500_pages(library, committed):
    with committed():
        make_many(library, 5)
    search("words that Wagtail's own caches wait for")
    counts = []
    for more in [5, 490]:
        with committed():
            make_many(library, more)
        queries = ["it says angry section", "it says sad section", "condition 3"]
        counts.append([queries_of(query) for query in queries])
    assert counts[0] == counts[1]
    first, next_one, by_name = counts[0]
    assert by_name == 0 and next_one <= 2 and first <= 6
