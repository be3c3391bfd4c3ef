"""A clinic that mails can name, visits that are booked, and a clock that can be set."""

from datetime import timedelta

import pytest
from django.utils import timezone

from appointments import outbox, visit_clock
from appointments.models import BookingRequest
from appointments.move_needs import Visit
from appointments.moves import move
from appointments.transitions import State
from clinic_site.models import ClinicSettings, Location

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def clinic(home):
    """The facts that mails name."""
    clinic = ClinicSettings.load()
    clinic.phone, clinic.desk_mailbox = "+13055550123", "desk@clinic.example"
    clinic.save()
    return clinic


@pytest.fixture
def at(monkeypatch, now):
    """A function that sets the clock of the site, which stands at `now`."""

    def set_clock(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    set_clock(now)
    return set_clock


@pytest.fixture
def visit(clinician):
    """A function that makes a right visit that begins at a moment."""
    office, _created = Location.objects.get_or_create(kind="office", name="Doral", slug="doral")

    def make(start, **fields):
        return Visit(
            **{
                "start": start,
                "minutes": 50,
                "clinician": clinician,
                "location": office,
                "entered_elsewhere": True,
                **fields,
            }
        )

    return make


@pytest.fixture
def book(make_request, visit, now):
    """A function that books a visit that begins at a moment, and sends the mail that says so."""

    def make(start, at=now, **fields):
        request = make_request(State.IN_REVIEW, **fields)
        move(request, "book", by=None, now=at, version=1, visit=visit(start))
        outbox.send_due(at)
        return request

    return make


def fresh(request):
    return BookingRequest.objects.get(pk=request.pk)


def reminders_of(request):
    """The kinds and the statuses of its reminders, in order."""
    reminders = request.messages.filter(kind__startswith="reminder")
    return list(reminders.order_by("pk").values_list("kind", "status"))


def write_at(*moments):
    for moment in moments:
        visit_clock.write_reminders(moment)
