"""Front-desk staff who are signed in, and what they see and fill in."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clinic_site import roles

INBOX = "/admin/requests/"


@pytest.fixture
def now(now, monkeypatch):
    """The clock of the tests stands at a Tuesday, 10:00 in Miami."""
    tuesday = now + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tuesday)
    return tuesday


@pytest.fixture
def staff(make_staff, now):
    return make_staff(roles.FRONT_DESK, "dana")


@pytest.fixture
def desk(client, staff):
    """The test client with front-desk staff signed in."""
    client.force_login(staff)
    return client


def page_of(request):
    return reverse("requests:inspect", args=[request.pk])


def move_url(request, name):
    """Where a move is posted: a visit is booked and moved on a page of its own."""
    if name in ["book", "reschedule"]:
        return reverse("requests:book", args=[request.pk])
    return reverse("requests:move", args=[request.pk, name])


def html_of(response):
    return " ".join(response.content.decode().split())


def queries(client, url):
    """How many a page takes for itself. Its row in the record of access comes on top, and not each
    time (`tests/appointments/audit/test_reading.py` counts those)."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return sum("appointments_access" not in query["sql"] for query in captured)


def details_of(name, other, clinician):
    """What staff fill in for a move."""
    return {
        "waitlist": {"look_again_on": "2026-12-01"},
        "book": visit(clinician, other.location),
        "reschedule": visit(clinician, other.location, time="15:30"),
        "decline": {"decline_code": "no_capacity"},
        "mark_duplicate": {"duplicate_of": other.reference.lower().replace("-", " ")},
        "cancel": {"reason": "The clinician is ill."},
        "mark_error": {"reason": "Typed twice."},
        "reopen": {"reason": "They called again."},
    }.get(name, {})


def visit(clinician, location, **changes):
    return {
        "clinician": clinician.pk,
        "location": location.pk,
        "day": "2026-12-02",
        "time": "14:30",
        "minutes": "60",
        "entered_elsewhere": "on",
        **changes,
    }
