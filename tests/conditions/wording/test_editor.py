"""What the editor's form asks for, and what it shows of a draft."""

import json
import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from conditions.completeness import missing_parts
from conditions.models import ConditionName, ConditionPage, RelatedCondition, Source
from conditions.phrases import phrase_problems, tidy_phrases
from conditions.section_items import MOST_ITEMS
from tests.conditions.conftest import form_of

pytestmark = pytest.mark.django_db

SECTIONS = [
    "overview",
    "how_it_feels",
    "causes",
    "treatment",
    "when_to_get_help",
    "evaluation",
    "self_care",
    "questions",
]
MARK = "Not live yet"


def add_url(library):
    return reverse("wagtailadmin_pages:add", args=["conditions", "conditionpage", library.pk])


def test_phrases_are_kept_small_once_each_and_within_limits():
    assert (
        tidy_phrases(" I can’t  Sleep\r\n\n\ni can’t sleep\nNo rest ") == "i can’t sleep\nno rest"
    )
    assert phrase_problems("\n".join(str(number) for number in range(40))) == []
    assert "There are 41 phrases" in phrase_problems("\n".join(map(str, range(41))))[0]
    assert "longer than 100" in phrase_problems("a" * 101)[0]
    assert phrase_problems("a" * 100) == []


def test_a_new_page_starts_with_the_usual_sections_and_saves_them_as_they_are(
    editor_client, library
):
    response = editor_client.get(add_url(library))
    body = response.context["form"]["body"].value()
    assert [section.block_type for section in body] == SECTIONS
    cards = body[4].value["cards"]
    assert [(card["level"], card["action"]) for card in cards] == [
        ("non-urgent", "Ask for an appointment if:"),
        ("urgent", "Call or text 988 if:"),
        ("emergency", "Call 911 if:"),
    ]

    draft = form_of(ConditionPage(title="Sleep", slug="sleep", kind="symptom"), action="save")
    draft = {name: value for name, value in draft.items() if not name.startswith("body-")}
    draft |= nested_form_data({"body": as_posted(body)})
    response = editor_client.post(add_url(library), draft)
    assert response.status_code == 302
    page = ConditionPage.objects.get(slug="sleep").get_latest_revision_as_object()
    assert [section.block_type for section in page.body] == SECTIONS
    assert [card["action"] for card in page.body[4].value["cards"]][1] == "Call or text 988 if:"
    shown = editor_client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert shown.status_code == 200


def as_posted(body):
    """What the editor's form posts of sections that nobody has filled in."""
    empty = json.dumps({"entityMap": {}, "blocks": []})
    item = {"name": "", "text": "", "page": "", "kind": "", "question": "", "answer": ""}

    def listed(values):
        rows = [(str(n), value) for n, value in enumerate(values)]
        return {
            "count": str(len(rows)),
            **{
                f"{n}": {"value": value, "order": n, "deleted": "", "type": "item", "id": ""}
                for n, value in rows
            },
        }

    posted = []
    for section in body:
        value = {"introduction": empty}
        if section.block_type == "how_it_feels":
            value["entries"] = listed([""])
        elif section.block_type == "when_to_get_help":
            value["cards"] = listed(
                {"level": card["level"], "action": card["action"], "entries": listed([""])}
                for card in section.value["cards"]
            )
        elif section.block_type not in {"overview", "evaluation"}:
            value["entries"] = listed([item])
        posted.append((section.block_type, value))
    return streamfield(posted)


def test_a_page_goes_live_with_no_empty_section(make_condition):
    body = [("overview", {"introduction": "<p>It is.</p>"}), ("how_it_feels", {"entries": [""]})]
    page = make_condition("Sleep", live=False, body=body)
    page.live = True
    with pytest.raises(ValidationError, match="How it feels"):
        page.save()


def test_what_a_page_lacks_before_it_can_be_signed_off_is_said_in_words(make_condition):
    body = [("questions", {"entries": []})]
    page = make_condition("Sleep", live=False, body=body, sources=[])
    page.summary = ""
    assert missing_parts(page) == [
        "The summary is empty.",
        "The section “Overview” is missing.",
        "In these sections something is empty or too long: Questions and answers. Fill it in, "
        "shorten it, or take away what the page does not need.",
        "There is no source yet. Name at least one.",
    ]
    empty = "<p data-block-key='a1b2c'></p>"  # as the editor's field sends it
    page = make_condition("Rest", live=False, body=[("overview", {"introduction": empty})])
    page.sources = [Source(publisher="NIMH")]
    sentences = missing_parts(page)
    assert "Overview" in sentences[0]
    assert sentences[1:] == ["Under “Sources” a row is not complete."]
    page = make_condition("Calm", live=False)
    page.sources = [Source(publisher="NIMH", title="Sleep", url="https://www.nimh.nih.gov/")]
    assert missing_parts(page) == []


def test_the_form_keeps_to_its_limits_and_says_so_beside_the_field(editor_client, make_condition):
    page = make_condition("Sleep", live=False)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = form_of(
        page,
        names=[("everyday", f"Name {number}") for number in range(21)],
        phrases="\n".join(map(str, range(41))),
        action="save",
    )
    response = editor_client.post(url, form)
    assert "There are 41 phrases" in response.context["form"].errors["phrases"][0]
    assert response.context["form"].formsets["names"].non_form_errors()
    form = form_of(page, phrases=" No  REST \nno rest", action="save")
    assert editor_client.post(url, form).status_code == 302
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().phrases == "no rest"
    block = ConditionPage.body.field.stream_block.child_blocks["how_it_feels"]
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"entries": ["x"] * (MOST_ITEMS + 1)}))


def test_the_preview_marks_what_is_not_live_and_readers_never_see_it(editor_client, make_condition):
    hidden = make_condition("Hidden", live=False)
    shown = make_condition("Shown")
    causes = {"entries": [{"name": "Loss", "text": "It may.", "page": hidden}]}
    page = make_condition("Sleep", body=[("causes", causes)])
    page.related_conditions = [
        RelatedCondition(target=hidden, kind="can-lead-to", sentence="A."),
        RelatedCondition(target=shown, kind="differs-from", sentence="B."),
    ]
    page.save_revision()
    draft = editor_client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    text = draft.content.decode()
    assert text.count(MARK) == 2
    assert re.search(r"Hidden\s*<span", text)
    assert f'href="{hidden.url}"' not in text
    assert draft["Content-Security-Policy"].count("frame-ancestors") == 1

    page.save(clean=False)  # the relations stand in the database now
    public = editor_client.get(page.url).content.decode()
    assert MARK not in public
    assert "Hidden" not in public
    assert "data-fresh-page-checks" not in public


def test_the_editor_shows_the_grade_and_the_words_that_stop_publishing(
    editor_client, make_condition
):
    page = make_condition("Sleep", live=False, summary="He committed suicide. Call 988.")
    page.names = [ConditionName(name="Insanity <b>")]
    page.save_revision()
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    text = editor_client.get(url).content.decode()
    assert "He <mark>committed suicide</mark>." in text
    assert "Stops publishing" in text
    assert "Write “died by suicide”" in text
    assert "<mark>Insanity</mark> &lt;b&gt;" in text
    assert "Reading grade" in text
    assert "data-content-readability-score" not in text
    index = reverse("wagtailadmin_pages:edit", args=[page.get_parent().pk])
    assert "data-page-checks" not in editor_client.get(index).content.decode()
