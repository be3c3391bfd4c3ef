"""The pages that the site begins with: every fact of the clinic's own text, in plain words."""

import html
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils.html import strip_tags

from conditions import starter_text
from conditions.models import ConditionIndexPage, ConditionPage, RelatedCondition
from tests.conftest import wagtail_root
from tests.reading import grade

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
FORBIDDEN = [
    r"commit(s|ted|ting)? suicide",
    r"(successful|failed|completed|unsuccessful) (suicide|attempt)",
    r"suicide victim",
    r"press 3",
    r"(you should|you must|please) (stop|start|quit) (taking )?(your|the|a|any) medic",
    r"stop taking your",
    r"schizophrenics|addicts?\b|the mentally ill|suffers? from|crazy people",
    r"higher risk of suicide",
]


def paragraphs(markup):
    """The texts of the paragraphs, list items and headings of a page, in lower case."""
    parts = re.split(r"</(?:p|li|h\d|dd|dt)>", markup)
    return [" ".join(html.unescape(strip_tags(part)).split()).lower() for part in parts]


def prose(page):
    """What a reader reads on a page that a file makes, a line for each paragraph."""
    texts = [page.fields["summary"]]

    def collect(value):
        if isinstance(value, str):
            texts.append(strip_tags(value.replace("</p>", "\n").replace("</li>", "\n")))
        elif isinstance(value, list):
            for item in value:
                collect(item)
        else:
            for name, item in value.items():
                if name not in {"kind", "level", "page", "type"} and item:
                    collect(item)

    collect([block["value"] for block in page.body])
    for relation in page.relations:
        collect([relation.sentence, relation.inverse_sentence])
    return "\n".join(texts)


def the_page(path):
    page, mistakes = starter_text.read_page(path)
    assert not mistakes
    return page


@pytest.fixture
def loaded(home, settings):
    """The starter pages, live as on a machine with DEBUG."""
    settings.DEBUG = True
    call_command("load_conditions", verbosity=0)
    settings.DEBUG = False


def test_the_pages_of_the_issue_are_all_there():
    assert {path.stem for path in FILES} == SLUGS


@pytest.mark.parametrize("words", SEED)
def test_the_page_holds_every_fact_of_the_clinics_own_text(rendered, words):
    wanted = words.split("|")
    assert any(all(word in text for word in wanted) for text in rendered), words


@pytest.fixture(scope="module")
def rendered(django_db_setup, django_db_blocker):
    """The paragraphs of /conditions/emotional-numbness/, rendered once for all its facts."""
    from django.db import transaction
    from django.test import Client, override_settings

    class Undo(Exception):
        pass

    found = []
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                wagtail_root()
                call_command("load_site", verbosity=0)
                with override_settings(DEBUG=True):
                    call_command("load_conditions", verbosity=0)
                response = Client().get("/conditions/emotional-numbness/")
                assert response.status_code == 200
                found = paragraphs(response.content.decode())
                raise Undo
        except Undo:
            return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_page_reads_at_grade_8_or_below(path):
    assert grade(prose(the_page(path))) <= 8


def test_the_measure_knows_hard_from_easy():
    assert grade("The cat sat on the mat. It was warm.") < 3
    assert (
        grade(
            "Psychopharmacological interventions necessitate individualized multidisciplinary "
            "consideration of contraindications, comorbidities and alternative modalities."
        )
        > 14
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("words", FORBIDDEN)
def test_a_page_uses_no_words_that_hurt(path, words):
    assert not re.search(words, path.read_text(encoding="utf-8"), re.IGNORECASE)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_page_is_complete_enough_to_help(path):
    page = the_page(path)
    sections = [block["type"] for block in page.body]
    assert sections[0] == "overview"
    assert {"how_it_feels", "causes", "treatment", "when_to_get_help", "evaluation"} <= {*sections}
    cards = next(b["value"]["cards"] for b in page.body if b["type"] == "when_to_get_help")
    assert [card["level"] for card in cards] == ["non-urgent", "urgent", "emergency"]
    assert "988" in cards[1]["action"]
    assert "911" in cards[2]["action"]
    assert len(page.sources) >= 3
    assert len({source["url"] for source in page.sources}) == len(page.sources)
    assert page.names
    assert page.phrases


def test_every_page_can_be_reached_from_every_other(loaded):
    neighbours = {page.slug: set() for page in ConditionPage.objects.live()}
    for row in RelatedCondition.objects.select_related("page", "target"):
        neighbours[row.page.slug].add(row.target.slug)
        neighbours[row.target.slug].add(row.page.slug)
    reached, waiting = set(), ["emotional-numbness"]
    while waiting:
        slug = waiting.pop()
        reached.add(slug)
        waiting += neighbours[slug] - reached
    assert reached == SLUGS


def test_the_index_lists_the_pages_and_their_names(client, loaded):
    markup = client.get(ConditionIndexPage.objects.get().url).content.decode()
    text = " ".join(strip_tags(markup).split())
    assert "Emotional blunting: see Emotional numbness" in text
    for page in ConditionPage.objects.all():
        assert f'href="{page.url}"' in markup


def test_each_page_says_that_no_clinician_has_reviewed_it_yet(client, loaded):
    for page in ConditionPage.objects.all():
        assert "Not yet reviewed by a clinician" in client.get(page.url).content.decode()
