"""A relation is entered once, and shows on both pages, worded for each."""

import pytest
from wagtail.models import Locale, PageViewRestriction

from conditions.kinds import INVERSE_RELATIONS, RelationKind
from tests.signing import go_live

pytestmark = pytest.mark.django_db


@pytest.fixture
def burnout(make_condition):
    return make_condition("Burnout")


@pytest.fixture
def numbness(make_condition):
    return make_condition("Emotional numbness")


def shown(page):
    return [(r.page.title, r.kind, r.sentence) for r in page.relations()]


def test_a_relation_shows_on_both_pages_in_the_words_of_each(burnout, numbness, relate):
    relate(burnout, numbness, "can-lead-to", "Stress numbs.", "It can come from burnout.")
    assert shown(burnout) == [("Emotional numbness", RelationKind.CAN_LEAD_TO, "Stress numbs.")]
    assert shown(numbness) == [
        ("Burnout", RelationKind.CAN_RESULT_FROM, "It can come from burnout.")
    ]


def test_without_a_sentence_of_its_own_the_other_page_shows_the_first(burnout, numbness, relate):
    relate(burnout, numbness, sentence="Stress numbs.")
    assert shown(numbness)[0][2] == "Stress numbs."


def test_both_pages_say_it_to_their_readers(client, burnout, numbness, relate):
    relate(burnout, numbness, "can-lead-to", "Stress numbs.", "It can come from burnout.")
    for page, label, sentence in [
        (burnout, "Can lead to", "Stress numbs."),
        (numbness, "Can result from", "It can come from burnout."),
    ]:
        html = client.get(page.url).content.decode()
        assert label in html
        assert sentence in html


@pytest.mark.parametrize("kind", RelationKind)
def test_the_inverse_of_the_inverse_is_the_kind_itself(kind):
    assert kind.inverse.inverse == kind
    assert (kind in INVERSE_RELATIONS) == (kind.inverse != kind)


def test_a_copy_to_be_translated_shows_on_no_page_of_the_first_language(
    make_condition, burnout, relate
):
    page = make_condition("Depression")
    relate(page, burnout)
    copy = page.copy_for_translation(Locale.objects.create(language_code="es"), copy_parents=True)
    go_live(copy, copy.latest_revision, signed=True)
    assert (len(shown(burnout)), shown(copy.specific)) == (1, [])
    assert burnout.change_notes.count() == 1


def test_a_draft_shows_on_neither_side(make_condition, burnout, numbness, relate):
    draft = make_condition("Draft", live=False)
    relate(burnout, draft)
    assert shown(burnout) == []
    relate(numbness, burnout)
    numbness.unpublish()
    assert shown(burnout) == []


def test_an_unfinished_relation_of_a_draft_shows_nowhere(client, burnout, make_condition):
    draft = make_condition("Draft", live=False)
    draft.related_conditions.create(target=burnout, kind="", sentence="")
    draft.save()
    assert shown(burnout) == []
    assert shown(draft) == []


def test_a_private_page_is_never_shown(client, burnout, numbness, relate):
    relate(burnout, numbness)
    PageViewRestriction.objects.create(page=numbness, restriction_type="login")
    assert shown(burnout) == []
    assert numbness.url not in client.get(burnout.url).content.decode()


def test_a_change_that_is_not_published_yet_shows_nowhere(burnout, numbness, relate):
    relate(burnout, numbness, sentence="As it is live.")
    row = burnout.related_conditions.get()
    row.sentence = "As it will be."
    burnout.related_conditions.add(row)
    burnout.save_revision()
    assert shown(numbness)[0][2] == "As it is live."


def test_relations_are_grouped_by_kind_in_the_order_of_their_first(make_condition, relate):
    page, a, b, c = (make_condition(title) for title in ["Page", "A", "B", "C"])
    relate(page, a, "can-lead-to")
    relate(page, b, "differs-from")
    relate(page, c, "can-lead-to")
    groups = [
        (str(label), [r.page.title for r in group]) for label, group in page.related().by_kind
    ]
    assert groups == [("Can lead to", ["A", "C"]), ("Differs from", ["B"])]
