"""What is still used is not deleted, and the admin says so without naming any request."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from appointments.transitions import State
from clinic_site import roles
from clinic_site.models import Clinician, Location

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager_client(client, make_staff):
    client.force_login(make_staff(roles.MANAGER))
    return client


def delete(client, kind, row):
    """Asks for the page that confirms, then answers yes; gives its text and the answer."""
    url = reverse(f"{kind}:delete", args=[row.pk])
    page = client.get(url)
    assert page.status_code == 200
    return page.content.decode(), client.post(url, headers={"referer": f"http://testserver{url}"})


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_a_place_that_a_request_uses_stays_and_no_request_is_named(manager_client, make_request):
    request = make_request()
    text, response = delete(manager_client, "locations", request.location)
    assert "pause them instead" in text
    assert response.status_code == 302
    assert "It is still used by requests. Say instead that it is no longer used." in said(response)
    assert request.reference not in said(response)
    assert request.last_name not in said(response)
    assert Location.objects.filter(pk=request.location_id).exists()


def test_a_clinician_with_a_visit_stays_and_may_be_said_to_have_left(manager_client, make_request):
    clinician = make_request(State.BOOKED).visit_clinician
    text, response = delete(manager_client, "clinicians", clinician)
    assert "works here now" in text
    assert "still used by requests" in said(response)
    assert Clinician.objects.filter(pk=clinician.pk).exists()


def test_a_place_that_nothing_uses_is_deleted(manager_client, locations):
    delete(manager_client, "locations", locations[0])
    assert not Location.objects.filter(pk=locations[0].pk).exists()
