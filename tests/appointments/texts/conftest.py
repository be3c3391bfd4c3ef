"""A clinic that texts can name, its editor, and a language to look at texts in."""

import pytest
from django.utils import translation

from appointments.models import PatientText
from clinic_site import roles
from clinic_site.models import Clinician, ClinicSettings


@pytest.fixture(autouse=True)
def clinic(home, locations):
    """A phone number, a clinician, and an office with an address."""
    Clinician.objects.create(name="Alex Sentinel", credentials="MD")
    locations[0].street_address = "100 Sentinel Way"
    locations[0].save()
    clinic = ClinicSettings.load()
    clinic.phone, clinic.desk_mailbox = "+13055550123", "desk@clinic.example"
    clinic.response_business_days = 2
    clinic.save()
    return clinic


@pytest.fixture
def editor(client, make_staff):
    """The test client with an editor signed in."""
    client.force_login(make_staff(roles.EDITOR, "erin"))
    return client


def write(key, language="en", heading="", body=""):
    """Own words as they lie in the database, right or wrong."""
    return PatientText.objects.create(key=key, language=language, heading=heading, body=body)


def standard(text, language):
    """The standard heading and body of a text in a language."""
    with translation.override(language):
        return str(text.heading or ""), text.body
