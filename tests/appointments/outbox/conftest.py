"""A clinic that mails can name, and messages that wait to be sent."""

import pytest

from appointments import outbox
from appointments.models import OutboundMessage
from appointments.outbox import queue
from appointments.transitions import State
from clinic_site.models import ClinicSettings


@pytest.fixture(autouse=True)
def clinic(db):
    """The facts that mails name."""
    clinic = ClinicSettings.load()
    clinic.phone, clinic.desk_mailbox = "+13055550123", "desk@clinic.example"
    clinic.response_business_days = 2
    clinic.save()
    return clinic


@pytest.fixture
def queued(make_request, now):
    """A function that queues a message about a request of its own."""

    def make(kind="received", audience="patient", **fields):
        request = make_request(State.BOOKED, **fields)
        return queue(request.events.get(), kind=kind, audience=audience, now=now)

    return make


def as_sent(message):
    """The body and the calendar file as the worker sends them, with the patient's link."""
    return outbox.with_link(row(message))


def row(message):
    return OutboundMessage.objects.get(pk=message.pk)
