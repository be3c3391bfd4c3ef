"""No page takes an address of the site itself, and a copy is a draft."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from clinic_site import roles
from clinic_site.models import RESERVED_SLUGS, StandardPage
from conditions.models import ConditionPage

pytestmark = pytest.mark.django_db
REFUSED = "This word is an address of the site itself."


@pytest.fixture
def editor_client(client, make_staff):
    client.force_login(make_staff(roles.EDITOR))
    return client


def standard_page(**fields):
    return StandardPage(**{"title": "Fees", "summary": "S.", "body": "<p>Text.</p>", **fields})


def copy(client, page, **fields):
    """What the admin answers to the form that copies a page."""
    url = reverse("wagtailadmin_pages:copy", args=[page.pk])
    data = {
        "new_title": "Copy",
        "new_slug": "copy",
        "new_parent_page": page.get_parent().pk,
        "publish_copies": "on",
    }
    return client.post(url, data | fields)


@pytest.mark.parametrize("slug", [*sorted(RESERVED_SLUGS), "en", "es"])
def test_an_address_of_the_site_itself_is_refused_below_the_home_page(home, slug):
    with pytest.raises(ValidationError, match=REFUSED):
        home.add_child(instance=standard_page(slug=slug))


def test_the_form_of_a_new_page_says_so_beside_the_field(editor_client, home):
    url = reverse("wagtailadmin_pages:add", args=["clinic_site", "standardpage", home.pk])
    response = editor_client.post(url, {"title": "Search", "slug": "search"})
    assert REFUSED in response.context["form"].errors["slug"][0]


def test_the_form_that_copies_a_page_says_so_beside_the_field(editor_client, home):
    page = home.add_child(instance=standard_page(slug="fees"))
    response = copy(editor_client, page, new_slug="request")
    assert REFUSED in response.context["form"].errors["new_slug"][0]
    assert copy(editor_client, page, new_slug="request-a-visit").status_code == 302


@pytest.mark.parametrize("asked", [{}, {"alias": "on"}])
def test_a_copy_of_a_live_page_is_a_draft_and_no_alias(editor_client, make_condition, asked):
    response = copy(editor_client, make_condition("Grief"), **asked)
    assert response.status_code == 302
    made = ConditionPage.objects.get(slug="copy")
    assert not made.live
    assert made.alias_of is None
