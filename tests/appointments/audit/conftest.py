"""The record of access, and staff who are signed in."""

import pytest
from django.db import transaction

from appointments import audit
from appointments.models import AccessRecord
from clinic_site import roles
from tests.appointments.desk.conftest import now  # noqa: F401 - the clock stands still

Action = AccessRecord.Action


def recorded(**conditions):
    """(who, action, reference, what) of the rows, the first one first."""
    rows = AccessRecord.objects.filter(**conditions).order_by("sequence")
    return [(row.username or row.actor, row.action, row.reference, row.what) for row in rows]


@pytest.fixture
def dana(make_staff, now):  # noqa: F811
    return make_staff(roles.FRONT_DESK, "dana")


@pytest.fixture
def boss(make_staff, now):  # noqa: F811
    return make_staff(roles.MANAGER, "boss")


@pytest.fixture
def write(dana, now):  # noqa: F811
    """A function that records that somebody opened some requests."""

    def write(*references, by=dana, at=now, action=Action.VIEW):
        with transaction.atomic():
            audit.append([audit.Entry(at, by, action, one, "test") for one in references])

    return write
