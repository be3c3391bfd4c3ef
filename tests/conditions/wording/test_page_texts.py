"""What a page says, and how hard it is to read."""

import pytest
from django.core.management import call_command

from conditions.completeness import missing_parts
from conditions.models import ConditionName, ConditionPage, RelatedCondition
from conditions.page_texts import PageText, page_texts
from conditions.reading import AIM, grade, page_grade, section_grades
from conditions.wording import problems

pytestmark = pytest.mark.django_db


def test_the_texts_of_a_page_come_in_its_order_with_their_places(make_condition):
    target = make_condition("Grief")
    page = make_condition(
        "Burnout",
        live=False,
        summary="It is a state of\n exhaustion.",
        phrases="i am done",
        body=[
            (
                "overview",
                {"introduction": "<p>It is <b>com</b>mon.<br/>Very.</p><ul><li>One</li></ul>"},
            ),
            (
                "treatment",
                {
                    "introduction": "<p>Some help.</p>",
                    "entries": [{"kind": "therapy", "name": "Talk", "text": "Two\nlines.\n\nNew."}],
                },
            ),
            ("prose", {"title": "At work", "introduction": "<p>R&amp;R.</p>"}),
        ],
    )
    page.names = [ConditionName(name="Exhaustion")]
    page.related_conditions = [
        RelatedCondition(target=target, kind="differs-from", sentence="S.", inverse_sentence="T.")
    ]
    revision = page.save_revision()
    assert page_texts(revision.as_object()) == [
        PageText("Title", "Burnout", is_prose=False),
        PageText("Other names", "Exhaustion", is_prose=False),
        PageText("Summary", "It is a state of exhaustion."),
        PageText("Overview", "It is common. Very.\nOne"),
        PageText("Treatment", "Some help.\nTalk\nTwo lines.\nNew."),
        PageText("At work", "At work\nR&R."),
        PageText("Related: Grief", "S."),
        PageText("Related: Grief", "T."),
    ]


def test_the_sections_that_read_hardest_are_named_with_their_grade(make_condition):
    hard = "<p>Psychopharmacological considerations necessitate individualized evaluation.</p>"
    body = [
        ("overview", {"introduction": "<p>You feel sad. It can get better with help.</p>"}),
        ("evaluation", {"introduction": hard}),
    ]
    page = make_condition("Burnout", live=False, body=body)
    (place, worst), *others = section_grades(page)
    assert place == "What happens at an evaluation"
    assert worst > AIM > others[0][1]
    assert grade("") == 0
    assert page_grade(ConditionPage(title="New")) == 0


def test_the_starter_pages_read_easily_and_break_no_rule(home, settings):
    settings.DEBUG = True
    call_command("load_conditions", verbosity=0)
    pages = ConditionPage.objects.all()
    assert len(pages) >= 9
    found = {page.slug: problems(page_texts(page)) for page in pages}
    assert {slug: list_ for slug, list_ in found.items() if list_} == {}
    assert {page.slug: missing_parts(page) for page in pages if missing_parts(page)} == {}
    assert {page.slug: page_grade(page) for page in pages if page_grade(page) > AIM} == {}
