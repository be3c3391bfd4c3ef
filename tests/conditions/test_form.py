"""What must not stand twice is explained in the form, and refused behind it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from conditions.models import ConditionName, ConditionPage, RelatedCondition
from tests.conditions.conftest import form_of
from tests.signing import publish, sign

pytestmark = pytest.mark.django_db

HOLDS = "holds the relation"


@pytest.fixture
def burnout(make_condition):
    return make_condition("Burnout")


@pytest.fixture
def other(make_condition):
    return make_condition("Emotional numbness")


def post(client, page, **form):
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form_of(page, **form))


def go_live_with(client, page, form):
    """Save what a form posts as a draft, and have the draft signed off."""
    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)
    assert response.status_code == 302
    publish(ConditionPage.objects.get(pk=page.pk).get_latest_revision_as_object())


def errors(response, rows, field):
    """The sentences beside a field, row by row."""
    forms = response.context["form"].formsets[rows].forms
    return [" ".join(form.errors.get(field, [])) for form in forms]


BUTTONS = ["action-publish", "save"]


@pytest.mark.parametrize("action", BUTTONS)
def test_a_relation_to_the_page_itself_is_explained(editor_client, burnout, action):
    response = post(editor_client, burnout, relations=[burnout], action=action)
    assert errors(response, "related_conditions", "target") == [
        "A page cannot be related to itself."
    ]


@pytest.mark.parametrize("action", BUTTONS)
def test_the_same_page_twice_is_explained_at_the_second(editor_client, burnout, other, action):
    response = post(editor_client, burnout, relations=[other, other], action=action)
    assert errors(response, "related_conditions", "target") == [
        "",
        "This page stands here already.",
    ]


@pytest.mark.parametrize("action", BUTTONS)
def test_a_pair_entered_from_the_other_side_is_explained(
    editor_client, burnout, other, relate, action
):
    relate(other, burnout)
    response = post(editor_client, burnout, relations=[other], action=action)
    assert HOLDS in errors(response, "related_conditions", "target")[0]


@pytest.mark.parametrize("action", BUTTONS)
@pytest.mark.parametrize("names", [("SAD", "sad"), ("Ängste", "ängste "), ("Same", "Same")])
def test_a_name_twice_is_explained_whatever_its_case(editor_client, burnout, names, action):
    response = post(
        editor_client, burnout, names=[("everyday", name) for name in names], action=action
    )
    assert errors(response, "names", "name") == ["", "This name stands here already."]


def test_a_name_that_repeats_the_title_is_explained(editor_client, burnout):
    response = post(editor_client, burnout, names=[("everyday", "burnout")])
    assert errors(response, "names", "name") == ["This is the page's title already."]


@pytest.mark.parametrize("action", BUTTONS)
def test_another_rows_mistake_does_not_hide_a_doubled_one(editor_client, burnout, other, action):
    form = form_of(burnout, relations=[other, other, other], action=action)
    form["related_conditions-0-target"] = ""
    url = reverse("wagtailadmin_pages:edit", args=[burnout.pk])
    response = editor_client.post(url, form)
    assert errors(response, "related_conditions", "target") == [
        "This field is required.",
        "",
        "This page stands here already.",
    ]


def test_names_that_are_still_empty_do_not_stand_in_a_drafts_way(editor_client, make_condition):
    draft = make_condition("Draft", live=False)
    response = post(editor_client, draft, names=[("everyday", ""), ("former", "")], action="save")
    assert response.status_code == 302
    assert draft.names.count() == 2


def test_a_row_that_is_taken_away_stands_in_nobodys_way(editor_client, burnout, other, relate):
    relate(burnout, other)
    row = burnout.related_conditions.get()
    form = form_of(burnout, relations=[other, other])
    form |= {
        "related_conditions-INITIAL_FORMS": "1",
        "related_conditions-0-id": str(row.pk),
        "related_conditions-0-DELETE": "1",
    }
    go_live_with(editor_client, burnout, form)
    assert burnout.related_conditions.get().pk != row.pk


def test_two_rows_may_swap_what_is_unique(editor_client, make_condition, burnout, other, relate):
    third = make_condition("Grief")
    relate(burnout, other)
    relate(burnout, third)
    burnout = ConditionPage.objects.get(pk=burnout.pk)
    burnout.names = [
        ConditionName(name="One", sort_order=0),
        ConditionName(name="Two", sort_order=1),
    ]
    publish(burnout)
    burnout = ConditionPage.objects.get(pk=burnout.pk)
    form = form_of(
        burnout, relations=[third, other], names=[("everyday", "Two"), ("everyday", "One")]
    )
    for rows in ["names", "related_conditions"]:
        form[f"{rows}-INITIAL_FORMS"] = "2"
        for position, row in enumerate(getattr(burnout, rows).all()):
            form[f"{rows}-{position}-id"] = str(row.pk)
    go_live_with(editor_client, burnout, form)
    burnout = ConditionPage.objects.get(pk=burnout.pk)
    assert [row.target_id for row in burnout.related_conditions.all()] == [third.pk, other.pk]
    assert [row.name for row in burnout.names.all()] == ["Two", "One"]


def test_a_draft_of_a_live_page_leaves_its_rows_alone(editor_client, burnout, other, relate):
    relate(burnout, other)
    response = post(editor_client, burnout, relations=[], names=[("former", "Old")], action="save")
    assert response.status_code == 302
    assert burnout.related_conditions.count() == 1
    assert burnout.names.count() == 0


def test_two_sections_of_one_heading_are_explained(editor_client, burnout):
    sections = [
        {"type": "prose", "value": {"title": title, "introduction": "<p>Text.</p>"}}
        for title in ["At work", "At work?"]
    ]
    block = ConditionPage.body.field.stream_block
    with pytest.raises(ValidationError) as error:
        block.clean(block.to_python(sections))
    assert list(error.value.block_errors) == [1]


def meanwhile_related(burnout, other, relate):
    """A revision of `burnout` whose relation has meanwhile been entered from the other side."""
    burnout.related_conditions.add(
        RelatedCondition(target=other, kind="can-lead-to", sentence="S.")
    )
    revision = burnout.save_revision()
    sign(revision)
    relate(other, ConditionPage.objects.get(pk=burnout.pk))
    return revision


def test_publishing_refuses_a_pair_entered_meanwhile(burnout, other, relate):
    revision = meanwhile_related(burnout, other, relate)
    with pytest.raises(ValidationError, match=HOLDS):
        revision.publish()
    assert RelatedCondition.objects.get().page == other


def test_publishing_refuses_rows_that_a_draft_left_empty(make_condition):
    draft = make_condition("Draft", live=False)
    draft.names.add(ConditionName(name=""))
    draft.save()
    with pytest.raises(ValidationError, match="name: "):
        publish(draft)


def test_the_database_refuses_a_page_related_to_itself(burnout):
    with pytest.raises(IntegrityError), transaction.atomic():
        RelatedCondition.objects.create(
            page=burnout, target=burnout, kind="differs-from", sentence="S."
        )


@pytest.mark.parametrize("turned", [False, True])
def test_the_database_refuses_a_pair_twice_from_either_side(burnout, other, turned):
    fields = {"kind": "differs-from", "sentence": "S."}
    RelatedCondition.objects.create(page=burnout, target=other, **fields)
    pair = {"page": other, "target": burnout} if turned else {"page": burnout, "target": other}
    with pytest.raises(IntegrityError), transaction.atomic():
        RelatedCondition.objects.create(**pair, **fields)


def test_the_database_refuses_a_name_twice_on_one_page_but_not_on_two(burnout, other):
    ConditionName.objects.create(page=burnout, name="SAD")
    ConditionName.objects.create(page=other, name="sad")
    with pytest.raises(IntegrityError), transaction.atomic():
        ConditionName.objects.create(page=burnout, name="sad")
