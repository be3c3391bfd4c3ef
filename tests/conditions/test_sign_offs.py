"""A sign-off goes with its page, and holds its revision for as long as the page stands."""

import pytest
from django.conf import settings
from django.db.models import RestrictedError
from django.urls import reverse

from conditions.models import ConditionPage, SignOff

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(make_condition):
    """Two live pages that a clinician has signed off."""
    return [make_condition(title, signed=True) for title in ["Grief", "Burnout"]]


def test_a_page_that_is_deleted_takes_its_sign_off_with_it(signed):
    signed[0].delete()
    assert [sign_off.page_id for sign_off in SignOff.objects.all()] == [signed[1].pk]


def test_the_library_can_be_deleted_with_all_its_signed_pages(signed, library):
    library.refresh_from_db()
    library.delete()
    assert not SignOff.objects.exists()


@pytest.mark.parametrize("many", [False, True])
def test_an_editor_may_delete_signed_pages_one_or_many(editor_client, signed, many):
    url = reverse("wagtailadmin_pages:delete", args=[signed[0].pk])
    if many:
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
        url += f"?next=/admin/&id={signed[0].pk}&id={signed[1].pk}"
    confirmed = {"confirm_site_name": settings.WAGTAIL_SITE_NAME}
    assert editor_client.get(url).status_code == 200
    assert editor_client.post(url, confirmed).status_code == 302
    assert ConditionPage.objects.count() == (0 if many else 1)


def test_a_signed_revision_is_not_deleted_alone(signed):
    with pytest.raises(RestrictedError):
        signed[0].live_revision.delete()
