"""The list of what must be filled in before launch."""

import pytest
from django.urls import reverse

from clinic_site import launch, roles
from clinic_site.models import Location, OpeningHours

pytestmark = pytest.mark.django_db


def texts():
    return [str(item.text) for item in launch.missing_before_launch()]


def test_a_new_site_lacks_phone_mailbox_response_time_addresses_hours_and_notices(home, locations):
    missing = texts()
    assert "The clinic's phone number" in missing
    assert "The front desk's mailbox" in missing
    assert "The response time" in missing
    assert "Doral: the address" in missing
    assert "Doral: the opening hours" in missing
    assert "Virtual in Florida: the address" not in missing
    assert "Notice of Privacy Practices: not live" in missing


def test_a_page_that_no_clinician_signed_is_on_the_list(make_condition):
    make_condition("Grief")
    assert "Grief: not yet reviewed by a clinician" in texts()


def test_what_is_filled_in_leaves_the_list(open_clinic, locations):
    for location in locations:
        OpeningHours.objects.create(location=location, weekday=0, opens="09:00", closes="17:00")
    Location.objects.filter(kind="office").update(street_address="1 Example Street")
    assert texts() == []


def test_every_line_leads_to_a_place_that_opens_for_a_manager_or_an_editor(
    client, open_clinic, locations, make_condition, make_staff
):
    make_condition("Grief")
    open_clinic.phone = ""
    open_clinic.save()
    visitors = [make_staff(roles.EDITOR, "e"), make_staff(roles.MANAGER, "m")]
    for item in launch.missing_before_launch():
        answers = []
        for user in visitors:
            client.force_login(user)
            answers.append(client.get(item.url).status_code)
        assert 200 in answers, item


@pytest.mark.parametrize(
    ("role", "shown"), [(roles.EDITOR, True), (roles.MANAGER, True), (roles.FRONT_DESK, False)]
)
def test_the_panel_is_for_those_who_can_fill_the_gaps(client, locations, make_staff, role, shown):
    client.force_login(make_staff(role))
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert ("Doral: the address" in page) is shown
