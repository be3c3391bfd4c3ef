"""What moves need, all of it right, and a look at everything that they write."""

from datetime import UTC, date, datetime, timedelta

import pytest

from appointments.models import BookingRequest, OutboundMessage, RequestEvent
from appointments.move_needs import Visit
from appointments.moves import log_attempt
from appointments.transitions import TRANSITIONS
from clinic_site.models import Location

MONDAY = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)  # of a week without a holiday


@pytest.fixture
def visit(db, clinician, now):
    """A function that makes a right visit, three days ahead, with what the test wants different."""
    office, _created = Location.objects.get_or_create(kind="office", name="Doral", slug="doral")

    def make(**fields):
        right = {
            "start": now + timedelta(days=3),
            "minutes": 50,
            "clinician": clinician,
            "location": office,
            "entered_elsewhere": True,
        }
        return Visit(**{**right, **fields})

    return make


@pytest.fixture
def details(visit, make_request):
    """A function that gives what a move needs, all of it right."""

    def make(name):
        return {
            need: {
                "look_again_on": date(2026, 12, 1),
                "decline_code": "no_capacity",
                "duplicate_of": make_request() if need == "duplicate_of" else None,
                "reason": "Sentinel reason",
                "visit": visit(),
            }[need]
            for need in TRANSITIONS[name].needs
            if need not in ["attempts", "begun", "ahead"]
        }

    return make


def attempt(request, now, **fields):
    return log_attempt(
        request,
        **{
            "by": None,
            "now": now,
            "version": request.version,
            "channel": "phone",
            "outcome": "no_answer",
            **fields,
        },
    )


def attempts_over_a_week(request):
    for days in [0, 2, 4]:
        attempt(request, MONDAY + timedelta(days=days))


def everything():
    """All that a move may write, to see that nothing was written."""
    rows = BookingRequest.objects.order_by("pk").values()
    return list(rows), RequestEvent.objects.count(), OutboundMessage.objects.count()
