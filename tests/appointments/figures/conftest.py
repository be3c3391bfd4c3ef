"""Requests that came in the weeks before a Tuesday in November, and managers who look at them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from appointments.figures import last_weeks
from clinic_site import roles

# A Tuesday, 10:00 in Miami. The week began on 9 November.
NOW = datetime(2026, 11, 10, 15, 0, tzinfo=UTC)
THIS_WEEK, LAST_WEEK = date(2026, 11, 9), date(2026, 11, 2)
WEEKS = last_weeks(NOW, 4)
MONDAY_9_AM = datetime(2026, 11, 2, 14, 0, tzinfo=UTC)  # of the last week, in Miami


@pytest.fixture
def now(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return NOW


@pytest.fixture
def ask(make_request):
    """A function that makes a request of last Monday, by default with a contact an hour later."""

    def ask(state, hours=1, **fields):
        received_at = fields.setdefault("received_at", MONDAY_9_AM)
        contact = None if hours is None else received_at + timedelta(hours=hours)
        return make_request(state, first_contact_at=contact, **fields)

    return ask


@pytest.fixture
def manager(client, make_staff, now):
    """The test client with a manager signed in."""
    client.force_login(make_staff(roles.MANAGER, "morgan"))
    return client
