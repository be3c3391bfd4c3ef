"""Keys that come and go, a request with all that is encrypted of it, and staff's second factor."""

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.db import connection

from appointments import notes, outbox
from appointments.models import BookingRequest, PatientLink
from appointments.transitions import State
from clinic_site import roles
from clinic_site.encryption import encrypt
from clinic_site.models import ClinicSettings

KEYS = {name: Fernet.generate_key().decode() for name in ["old", "new", "newest"]}


@pytest.fixture
def use_keys(settings):
    """A function that gives the site these field keys, the first one first."""

    def use(*names):
        settings.FIELD_KEYS = ",".join(f"{name}:{KEYS[name]}" for name in names)

    use("old")
    return use


@pytest.fixture
def full_request(make_request, make_staff, use_keys, now):
    """A booked request with a note, a link that one wrong year was tried on, a message with its
    calendar file, and a member of staff with both kinds of secrets, all under the key "old"."""
    clinic = ClinicSettings.load()
    clinic.phone, clinic.desk_mailbox = "+13055550123", "desk@clinic.example"
    clinic.save()
    staff = make_staff(roles.FRONT_DESK)
    request = make_request(State.BOOKED, access_needs="quiet")
    notes.add_note(request, by=staff, now=now, version=1, note="Ring twice.")
    event = request.events.last()
    outbox.queue(event, kind="booked", audience="patient", now=now)
    PatientLink.objects.update(wrong_years=1, last_wrong_year="1977")
    add_second_factor(staff)
    return BookingRequest.objects.get(pk=request.pk)


def add_second_factor(user):
    """An authenticator app and recovery codes, as allauth keeps them."""
    for kind, data in [
        ("totp", {"secret": encrypt("JBSWY3DPEHPK3PXP")}),
        ("recovery_codes", {"seed": encrypt("seedsentinel"), "used_mask": 5}),
    ]:
        Authenticator.objects.create(user=user, type=kind, data=data)


def sealed_columns():
    """Every encrypted text as the database gives it out."""
    tables = {
        "appointments_bookingrequest": (
            "first_name last_name date_of_birth phone email access_needs"
        ),
        "appointments_requestevent": "note",
        "appointments_patientlink": "last_wrong_year",
        "appointments_outboundmessage": "body calendar",
        "mfa_authenticator": "data",
    }
    found = []
    with connection.cursor() as cursor:
        for table, columns in tables.items():
            cursor.execute(f"SELECT {columns.replace(' ', ', ')} FROM {table}")
            found += [str(value) for row in cursor.fetchall() for value in row if value]
    return found
