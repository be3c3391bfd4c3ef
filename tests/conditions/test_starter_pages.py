"""The pages that the site begins with: every fact of the clinic's own text, in plain words."""

import html
import re
from collections import Counter
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils.html import strip_tags

from conditions import starter_text
from conditions.kinds import NameKind, RelationKind
from conditions.models import ConditionIndexPage, ConditionPage, RelatedCondition
from conditions.page_texts import page_texts
from conditions.phrases import MOST_PHRASES, phrase_problems, tidy_phrases
from conditions.reading import AIM, grade, page_grade
from conditions.wording import problems

pytestmark = pytest.mark.django_db  # without it there are no tables for the fixture
FOLDER = Path(starter_text.__file__).parent / "starter_content"
FILES = sorted(FOLDER.glob("*.txt"))
SLUGS = {
    "emotional-numbness",
    "dissociation",
    "social-anxiety-disorder",
    "seasonal-depression",
    "depression",
    "ptsd",
    "depersonalization-derealization",
    "burnout",
    "grief",
}
SECTIONS = {
    "overview",
    "how_it_feels",
    "differs",
    "causes",
    "treatment",
    "when_to_get_help",
    "evaluation",
    "self_care",
    "questions",
}
# The clinic's own text, sentence by sentence: words that must stand together in one paragraph.
SEED = [
    "emotional blunting|affective flattening",
    "turned down low|switched off|nothing at all",
    "know in your head|sad|happy|angry|feeling does not come",
    "normal answer to stress|numbness that stays|mental health condition|deserves attention",
    "cut off from your own life|from the outside",
    "used to like|no longer interest",
    "cannot cry|want to",
    "flat or empty, not sad",
    "hard to feel close to the people you love",
    "less drive|get yourself to do things",
    "autopilot",
    "depression often brings deep sadness|feeling itself that is missing|overlap",
    "trauma is one of the main causes|too much to bear|dissociate|for a long time",
    "ptsd",
    "stress that does not let up|drain your emotions|shut down|protecting you",
    "long-term stress and burnout",
    "major depression",
    "anhedonia|cannot feel pleasure|flat",
    "depersonalization-derealization disorder",
    "keep feeling detached from yourself|the world around you",
    "loss can set off numbness|early days",
    "medicines for mental health|dull your feelings|ssris|known side effect",
    "treatment depends on the cause",
    "psychiatrist may adjust the dose|switched to another|added|bupropion|range of feelings",
    "trauma|emdr|cpt|prolonged exposure|often help",
    "depression is the root|with medicine|with therapy|with both|typically return over time",
    "regular exercise|mindfulness|less alcohol or other drugs|in touch with what you feel",
    "full psychiatric evaluation comes first|matters most|cause of your own numbness",
    "plain blunting|very treatable",
    "close relative of dissociation|wider break|thoughts|feelings|surroundings|protect itself",
    "social anxiety disorder|avoid people|guard against threats|pulling away|numb",
    "worse in fall and winter|lift in spring|seasonal depression|sad",
    "information only|advice|diagnosis|treatment",
    "appointment|18|coconut grove|doral|florida",
]


class Undo(Exception):
    """Takes the library out of the database again."""


@pytest.fixture(scope="module")
def library(django_db_setup, django_db_blocker):
    """What the starter library says, loaded and rendered once for all questions about it."""
    found = SimpleNamespace()
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                call_command("load_site", verbosity=0)
                with override_settings(DEBUG=True):
                    call_command("load_conditions", verbosity=0)
                look(found)
                raise Undo
        except Undo:
            return found


def look(found):
    """Put down what the tests ask about, while the pages are in the database."""
    pages = ConditionPage.objects.live()
    found.urls = {page.slug: page.url for page in pages}
    found.texts = {page.slug: page_texts(page) for page in pages}
    found.grades = {page.slug: page_grade(page) for page in pages}
    rows = RelatedCondition.objects.select_related("page", "target")
    found.relations = [(row.page.slug, RelationKind(row.kind), row.target.slug) for row in rows]
    found.sentences = [text for row in rows for text in (row.sentence, row.inverse_sentence)]
    found.markup = {slug: markup_of(url) for slug, url in found.urls.items()}
    found.index = ConditionIndexPage.objects.get()
    found.index_markup = markup_of(found.index.url)


def markup_of(url):
    """A page as readers get it."""
    response = Client().get(url)
    assert response.status_code == 200
    return response.content.decode()


def paragraphs(markup):
    """The texts of the paragraphs, list items and headings of a page, in lower case."""
    parts = re.split(r"</(?:p|li|h\d|dd|dt)>", markup)
    return [" ".join(html.unescape(strip_tags(part)).split()).lower() for part in parts]


def the_page(path):
    page, mistakes = starter_text.read_page(path)
    assert not mistakes
    return page


def test_the_pages_of_the_library_are_all_there(library):
    assert {path.stem for path in FILES} == SLUGS == set(library.urls)


def test_the_page_holds_every_fact_of_the_clinics_own_text(library):
    texts = paragraphs(library.markup["emotional-numbness"])
    missing = [
        words
        for words in SEED
        if not any(all(word in text for word in words.split("|")) for text in texts)
    ]
    assert not missing


def test_every_page_reads_at_the_grade_that_the_editor_aims_at(library):
    assert {slug: found for slug, found in library.grades.items() if not 0 < found <= AIM} == {}


def test_no_page_breaks_the_rules_about_words(library):
    broken = [problem for texts in library.texts.values() for problem in problems(texts)]
    assert [(problem.rule, problem.place, problem.excerpt) for problem in broken] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_page_is_complete_enough_to_help(path):
    page = the_page(path)
    sections = [block["type"] for block in page.body]
    assert sections[0] == "overview"
    assert {*sections} >= SECTIONS
    cards = next(b["value"]["cards"] for b in page.body if b["type"] == "when_to_get_help")
    assert [card["level"] for card in cards] == ["non-urgent", "urgent", "emergency"]
    assert "988" in cards[1]["action"]
    assert "911" in cards[2]["action"]
    assert all(len(card["entries"]) >= 3 for card in cards)
    kinds = [name["kind"] for name in page.names]
    assert len(kinds) >= 5
    assert {NameKind.EVERYDAY, NameKind.CLINICAL, NameKind.FORMER} & {*kinds}
    phrases = page.phrases.splitlines()
    assert 35 <= len(phrases) <= MOST_PHRASES
    assert page.phrases == tidy_phrases(page.phrases)
    assert phrase_problems(page.phrases) == []


def test_no_phrase_stands_on_two_pages():
    phrases = [phrase for path in FILES for phrase in the_page(path).phrases.splitlines()]
    assert [phrase for phrase, pages in Counter(phrases).items() if pages > 1] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_source_says_when_it_was_read(path):
    sources = the_page(path).sources
    assert len(sources) >= 5
    assert len({source["url"] for source in sources}) == len(sources)
    assert len({source["publisher"] for source in sources}) >= 3
    assert all(source["accessed_on"] >= date(2026, 11, 23) for source in sources)


def test_names_of_every_kind_stand_in_the_library():
    kinds = {name["kind"] for path in FILES for name in the_page(path).names}
    assert kinds == {*NameKind.values}


def test_the_relations_form_one_map_of_every_kind(library):
    neighbours = {slug: set() for slug in SLUGS}
    for page, _kind, target in library.relations:
        neighbours[page].add(target)
        neighbours[target].add(page)
    assert all(len(others) >= 2 for others in neighbours.values())
    kinds = {kind for _page, kind, _target in library.relations}
    assert {kind.inverse for kind in kinds} | kinds == {*RelationKind}
    assert all(library.sentences)
    reached, waiting = set(), ["emotional-numbness"]
    while waiting:
        slug = waiting.pop()
        reached.add(slug)
        waiting += neighbours[slug] - reached
    assert reached == SLUGS


def test_the_index_lists_the_pages_and_their_names(library):
    text = " ".join(strip_tags(library.index_markup).split())
    assert "Emotional blunting: see Emotional numbness" in text
    for url in library.urls.values():
        assert f'href="{url}"' in library.index_markup


def test_a_first_visit_can_be_prepared_in_plain_words(library):
    for lines in [library.index.questions_to_ask, library.index.things_to_bring]:
        assert 6 <= len(lines.splitlines()) <= 8
        assert 0 < grade(lines) <= AIM


def test_each_page_says_that_no_clinician_has_reviewed_it_yet(library):
    for markup in library.markup.values():
        assert "Not yet reviewed by a clinician" in markup
        assert "(text read on Nov. 23, 2026)" in " ".join(strip_tags(markup).split())
