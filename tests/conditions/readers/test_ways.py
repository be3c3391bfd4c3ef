"""A symptom leads to what it may be part of, a condition to its symptoms. Neither diagnoses."""

import re

import pytest
from django.utils.html import strip_tags

from conditions.models import ConditionPage
from conditions.relations import position_of_ways

pytestmark = pytest.mark.django_db


def section(html, anchor):
    """The text of the section that an id labels, or None."""
    found = re.search(rf'<section[^>]*aria-labelledby="{anchor}".*?</section>', html, re.DOTALL)
    return found and " ".join(strip_tags(found[0]).split())


def read(client, page):
    return client.get(f"{page.url}?fresh").content.decode()


@pytest.mark.parametrize("held_by_the_symptom", [True, False])
def test_whoever_holds_the_relation_each_page_leads_to_the_other(
    client, make_condition, relate, held_by_the_symptom
):
    numbness = make_condition("Numbness", kind="symptom")
    ptsd = make_condition("PTSD")
    if held_by_the_symptom:
        relate(numbness, ptsd, "may-be-part-of", "Trauma can numb.", "Feelings can go numb.")
    else:
        relate(ptsd, numbness, "may-include", "Feelings can go numb.", "Trauma can numb.")
    on_symptom = section(read(client, numbness), "may-be-part-of")
    assert "PTSD Trauma can numb." in on_symptom
    assert "Only an evaluation can tell." in on_symptom
    on_condition = section(read(client, ptsd), "may-include")
    assert "Numbness Feelings can go numb." in on_condition
    assert "does not mean that this is what you have" in on_condition


def test_no_relation_stands_twice_on_a_page(client, make_condition, relate):
    numbness, ptsd, grief = (make_condition(title) for title in ["Numbness", "PTSD", "Grief"])
    relate(numbness, ptsd, "may-be-part-of")
    relate(numbness, grief, "can-result-from")
    html = read(client, numbness)
    assert "PTSD" not in section(html, "related")
    assert "Grief" in section(html, "related")
    assert "Grief" not in section(html, "may-be-part-of")
    assert html.count(f'href="{ptsd.url}"') == 1


def test_a_draft_is_never_a_way_on(client, make_condition, relate):
    numbness, draft = make_condition("Numbness"), make_condition("Draft", live=False)
    relate(numbness, draft, "may-be-part-of")
    html = read(client, numbness)
    assert section(html, "may-be-part-of") is None
    assert 'href="#may-be-part-of"' not in html


def test_the_ways_follow_what_it_feels_like(client, make_condition, relate):
    felt = {"introduction": "", "entries": ["It is far away."]}
    blocks = {"overview": {"introduction": "<p>O.</p>"}, "how_it_feels": felt}
    blocks["evaluation"] = {"introduction": "<p>E.</p>"}
    raw = [{"type": name, "value": value} for name, value in blocks.items()]
    body = ConditionPage.body.field.stream_block.to_python(raw)
    numbness = make_condition("Numbness", body=body)
    relate(numbness, make_condition("PTSD"), "may-be-part-of")
    headings = re.findall(r'<h2 id="([a-z-]+)"', read(client, numbness))
    assert headings.index("may-be-part-of") == headings.index("how-it-feels") + 1
    listed = re.findall(r'<li><a href="#([a-z-]+)"', read(client, numbness))
    assert listed[:4] == ["overview", "how-it-feels", "may-be-part-of", "evaluation"]


def test_without_what_it_feels_like_they_follow_the_first_section():
    assert position_of_ways(["overview", "causes"]) == 0
    assert position_of_ways([]) == 0
