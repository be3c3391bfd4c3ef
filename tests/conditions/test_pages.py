"""The pages of the library as readers, search engines and editors meet them."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.icons import get_icons
from wagtail.models import PageViewRestriction

from conditions.blocks import SectionsBlock
from conditions.models import ConditionName, ConditionPage
from tests.conditions.conftest import form_of
from tests.signing import go_live, publish, sign

pytestmark = pytest.mark.django_db


def queries(client, url):
    """How many queries an address costs when no cache helps."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"{url}?fresh").status_code == 200
    return len(captured)


def read(client, page):
    """What a reader sees when no cache helps: a test's transaction never raises the generation."""
    return client.get(f"{page.url}?fresh").content.decode()


def sections(**blocks):
    """A body as the database keeps it."""
    raw = [{"type": name, "value": value} for name, value in blocks.items()]
    return ConditionPage.body.field.stream_block.to_python(raw)


# ------------------------------------------------------------ queries


def test_the_index_costs_as_much_with_many_pages_as_with_few(client, library, make_condition):
    def add(numbers):
        for number in numbers:
            make_condition(f"Page {number}", names=[ConditionName(name=f"Name {number}")])

    add(range(3))
    client.get(library.url)
    few = queries(client, library.url)
    add(range(3, 30))
    assert queries(client, library.url) == few


def test_a_page_costs_as_much_with_many_relations_as_with_few(client, make_condition, relate):
    page = make_condition("Burnout")

    def add(numbers):
        for number in numbers:
            other = make_condition(f"Page {number}")
            holder, target = (page, other) if number % 2 else (other, page)
            relate(holder, target, "often-occurs-with")

    add(range(2))
    client.get(page.url)
    few = queries(client, page.url)
    add(range(2, 12))
    assert queries(client, page.url) == few


def test_a_page_costs_as_much_with_many_links_in_its_sections_as_with_few(client, make_condition):
    targets = [make_condition(f"Page {number}") for number in range(12)]

    def with_links(number):
        entries = [{"name": t.title, "text": "T.", "page": t.pk} for t in targets[:number]]
        value = {"introduction": "", "entries": entries}
        return make_condition(f"With {number}", body=sections(causes=value))

    few, many = with_links(2), with_links(12)
    client.get(few.url)
    assert queries(client, many.url) == queries(client, few.url)


# ------------------------------------------------------------ links and addresses


@pytest.mark.parametrize("is_taken_down", [True, False])
def test_a_section_leads_to_a_page_only_while_it_is_open_to_all(
    client, make_condition, is_taken_down
):
    grief = make_condition("Grief")
    entries = [{"name": "A loss", "text": "It hurts.", "page": grief.pk}]
    page = make_condition("Numbness", body=sections(causes={"entries": entries}))
    assert f'href="{grief.url}"' in read(client, page)
    if is_taken_down:
        grief.unpublish()
    else:
        PageViewRestriction.objects.create(page=grief, restriction_type=PageViewRestriction.LOGIN)
    for markup in [read(client, page), client.get(f"{page.url}print/?fresh").content.decode()]:
        assert "A loss" in markup
        assert grief.slug not in markup


def test_the_sitemap_lists_live_and_public_pages_alone(client, library, make_condition):
    live, draft, private = (make_condition(t, live=t != "Draft") for t in ["Live", "Draft", "Mine"])
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    markup = client.get(reverse("sitemap")).content.decode()
    assert live.url in markup
    assert library.url in markup
    assert draft.slug not in markup
    assert private.slug not in markup


def test_the_breadcrumbs_lead_from_the_home_page_to_the_library(
    client, home, library, make_condition
):
    page = make_condition("Burnout")
    assert [crumb.pk for crumb in page.breadcrumbs()] == [home.pk, library.pk]
    markup = read(client, page)
    crumbs = markup[markup.index("breadcrumbs") :]
    assert crumbs.index(f'href="{home.url}"') < crumbs.index(f'href="{library.url}"')


def test_a_spanish_address_leads_to_the_english_page(client, make_condition):
    page = make_condition("Burnout")
    response = client.get(f"/es{page.url}")
    assert (response.status_code, response.url) == (302, page.url)


def test_an_address_of_the_site_itself_is_free_below_the_index(client, make_condition):
    page = make_condition("Search", slug="search")
    assert client.get("/conditions/search/").status_code == 200
    assert page.url == "/conditions/search/"


# ------------------------------------------------------------ the page itself


def test_every_section_has_an_id_of_its_own(client, make_condition):
    text = {"introduction": "<p>Text.</p>"}
    body = [{"type": name, "value": text} for name in ["overview", "evaluation"]] + [
        {"type": "prose", "value": {**text, "title": title}}
        for title in ["Overview", "Main", "Sources", "At night"]
    ]
    page = make_condition("Page", body=ConditionPage.body.field.stream_block.to_python(body))
    anchors = [section.value.anchor for section in page.body]
    assert len(set(anchors)) == len(anchors)
    markup = read(client, page)
    for anchor in [*anchors, "main", "sources"]:
        assert markup.count(f' id="{anchor}"') == 1


def test_the_blocks_use_icons_that_the_admin_has():
    def icons(block):
        yield block.meta.icon
        children = getattr(block, "child_blocks", {}).values()
        for child in [*children, *filter(None, [getattr(block, "child_block", None)])]:
            yield from icons(child)

    known = get_icons()
    assert [icon for icon in set(icons(SectionsBlock())) if f'id="icon-{icon}"' not in known] == []


def test_a_page_is_reviewed_while_the_signed_revision_is_live(client, make_condition):
    page = make_condition("Burnout")
    sign(page.live_revision)
    assert "Reviewed by" in read(client, page)
    go_live(page, page.save_revision())
    assert "Not yet reviewed" in read(client, page)


def test_a_review_is_overdue_from_the_day_after_it_was_due(make_condition):
    sign_off = sign(make_condition("Burnout").live_revision, next_review_due=date(2026, 11, 23))
    assert not sign_off.is_overdue(date(2026, 11, 23))
    assert sign_off.is_overdue(date(2026, 11, 24))
    assert sign_off.is_overdue(timezone.localdate()) == sign_off.is_overdue()


# ------------------------------------------------------------ the editor


def test_an_editor_previews_what_is_not_saved_yet(editor_client, make_condition):
    page, grief = make_condition("Burnout"), make_condition("Grief")
    sign(page.live_revision)
    form = form_of(page, relations=[grief], names=[("former", "Neurasthenia")], title="Burn-out")
    form |= {"related_conditions-0-kind": "can-result-from"}
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert editor_client.post(url, form).json() == {"is_valid": True, "is_available": True}
    markup = editor_client.get(url).content.decode()
    for text in ["Burn-out", "Neurasthenia", "Can result from", grief.url, "Not yet reviewed"]:
        assert text in markup


def test_a_preview_bears_rows_that_are_not_finished(editor_client, make_condition):
    page, grief = make_condition("Burnout"), make_condition("Grief")
    form = form_of(page, relations=[grief], names=[("everyday", "")])
    form |= {"related_conditions-0-kind": "", "related_conditions-0-sentence": ""}
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert editor_client.post(url, form).json()["is_valid"]
    assert editor_client.get(url).status_code == 200


def test_an_editor_previews_a_page_that_is_not_made_yet(editor_client, library):
    page = ConditionPage(title="New", slug="new", summary="S.", kind="condition")
    args = ["conditions", "conditionpage", library.pk]
    url = reverse("wagtailadmin_pages:preview_on_add", args=args)
    assert editor_client.post(url, form_of(page)).json()["is_valid"]
    assert "About it." in editor_client.get(url).content.decode()


def test_an_editor_makes_a_page_that_goes_live_once_it_is_signed(
    editor_client, library, make_condition
):
    grief = make_condition("Grief")
    page = ConditionPage(title="New", slug="new", summary="S.", kind="condition")
    form = form_of(page, relations=[grief], names=[("everyday", "Fresh")], action="save")
    args = ["conditions", "conditionpage", library.pk]
    response = editor_client.post(reverse("wagtailadmin_pages:add", args=args), form)
    assert response.status_code == 302
    made = ConditionPage.objects.get(slug="new")
    assert not made.live
    publish(made)
    made = ConditionPage.objects.get(slug="new")
    assert [relation.page for relation in made.relations()] == [grief]
    assert editor_client.get(made.url).status_code == 200


def test_a_draft_may_be_saved_with_hardly_anything_in_it(editor_client, library):
    page = ConditionPage(title="Sketch", slug="sketch")
    args = ["conditions", "conditionpage", library.pk]
    response = editor_client.post(
        reverse("wagtailadmin_pages:add", args=args),
        form_of(page, action="save", body="") | {"body-count": "0"},
    )
    assert response.status_code == 302
    assert not ConditionPage.objects.get(slug="sketch").live
