"""The list of what must be filled in before launch."""

from contextlib import nullcontext
from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from appointments.opening import opening_now
from clinic_site import launch, roles
from clinic_site.models import Location, OpeningHours, StandardPage

pytestmark = pytest.mark.django_db


def texts():
    return [str(item.text) for item in launch.missing_before_launch()]


def said(response):
    """What the admin says on top of a page."""
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_a_new_site_lacks_phone_mailbox_response_time_addresses_hours_and_notices(home, locations):
    missing = texts()
    assert "The clinic's phone number" in missing
    assert "The front desk's mailbox" in missing
    assert "The response time" in missing
    assert "Doral: the address" in missing
    assert "Doral: the opening hours" in missing
    assert "Virtual in Florida: the address" not in missing
    assert "Notice of Privacy Practices: not live" in missing


@pytest.mark.parametrize(("days", "is_right"), [(0, False), (1, True), (30, True), (31, False)])
def test_a_promise_to_answer_is_one_that_the_desk_counts_with(open_clinic, days, is_right):
    open_clinic.response_business_days = days
    with nullcontext() if is_right else pytest.raises(ValidationError) as refused:
        open_clinic.full_clean()
    assert is_right or set(refused.value.message_dict) == {"response_business_days"}


def test_a_page_that_no_clinician_signed_is_on_the_list(make_condition):
    make_condition("Grief")
    assert "Grief: not yet reviewed by a clinician" in texts()


def test_what_is_filled_in_leaves_the_list(open_clinic, locations):
    for location in locations:
        OpeningHours.objects.create(location=location, weekday=0, opens="09:00", closes="17:00")
    Location.objects.filter(kind="office").update(street_address="1 Example Street")
    open_clinic.security_contact = "security@clinic.example"
    open_clinic.save()
    assert texts() == ["The Spanish words: no Spanish speaker of the clinic has read them yet"]
    open_clinic.spanish_read_on = date(2026, 12, 1)
    open_clinic.save()
    assert texts() == []


@pytest.mark.parametrize("kind", ["password", "login"])
def test_a_notice_that_not_everybody_can_read_is_missing_and_closes_the_form(open_clinic, kind):
    page = StandardPage.objects.get(purpose="telehealth")
    PageViewRestriction.objects.create(page=page, restriction_type=kind, password="x")
    assert "Telehealth: not open to all" in texts()
    assert not opening_now().is_open


@pytest.mark.parametrize("role", roles.PERMISSIONS)
@pytest.mark.parametrize("has_locations", [True, False])
def test_a_link_stands_where_its_place_opens_for_the_person_and_nowhere_else(
    client, home, make_condition, make_staff, role, has_locations
):
    make_condition("Grief")
    home.add_child(
        instance=StandardPage(
            title="T", slug="t", purpose="telehealth", summary="T.", body="T.", live=False
        )
    )
    if has_locations:
        Location.objects.create(kind="office", name="Doral", slug="doral")
    user = make_staff(role)
    client.force_login(user)
    for item in launch.missing_before_launch():
        opened = client.get(item.url, follow=True)
        is_there = opened.status_code == 200 and "permission" not in said(opened)
        assert is_there is item.opens_for(user), item


@pytest.mark.parametrize(
    ("role", "linked"),
    [
        (roles.EDITOR, {"Grief: not yet reviewed by a clinician"}),
        (roles.REVIEWER, {"Grief: not yet reviewed by a clinician"}),
        (roles.MANAGER, {"Doral: the address"}),
        (roles.FRONT_DESK, None),
    ],
)
def test_the_panel_is_for_those_who_can_fill_a_gap_and_links_to_theirs(
    client, locations, make_condition, make_staff, role, linked
):
    make_condition("Grief")
    client.force_login(make_staff(role))
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    for text in ["Grief: not yet reviewed by a clinician", "Doral: the address"]:
        assert (text in page) is (linked is not None)
        assert (f"{text}</a>" in page) is (text in (linked or ()))


def test_a_longer_list_costs_the_same_queries(client, make_condition, make_staff):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("wagtailadmin_home"))
        return len(captured)

    client.force_login(make_staff(roles.REVIEWER))
    make_condition("Grief")
    client.get(reverse("wagtailadmin_home"))
    few = cost()
    for number in range(5):
        make_condition(f"Page {number}")
    assert cost() == few
