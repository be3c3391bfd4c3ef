"""Requests that were closed long ago, and a look at all that a purge writes."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from appointments.models import BookingRequest, PurgedCount, PurgeRecord
from appointments.transitions import State

# A Monday, 10:00 in Miami.
NOW = datetime(2026, 11, 9, 15, 0, tzinfo=UTC)


@pytest.fixture
def make_closed(make_request):
    """A function that makes a request which was closed so many days ago."""

    def make(state=State.DECLINED, days=91, **fields):
        closed_at = NOW - timedelta(days=days)
        fields.setdefault("received_at", closed_at - timedelta(days=2))
        return make_request(state, state_changed_at=closed_at, **fields)

    return make


def left():
    """The references of the requests that are there."""
    return set(BookingRequest.objects.values_list("reference", flat=True))


def gone():
    """How often each reference is recorded as deleted."""
    return Counter(PurgeRecord.objects.values_list("reference", flat=True))


def counted():
    """How many deleted requests are counted in all."""
    return sum(PurgedCount.objects.values_list("count", flat=True))
