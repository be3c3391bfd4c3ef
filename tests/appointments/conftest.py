"""Builders of requests, and a real mail server that can misbehave.

`make_request` writes rows directly, so a test may begin in any state.
"""

import asyncio
import socket
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from itertools import count

import pytest
from aiosmtpd.controller import Controller
from django.db import transaction

from appointments.models import BookingRequest, RequestEvent
from appointments.transitions import DeclineCode, State
from clinic_site.encryption import keyed_hash
from clinic_site.models import Clinician, Location

# A Monday, 10:00 in Miami.
NOW = datetime(2026, 11, 9, 15, 0, tzinfo=UTC)


@pytest.fixture
def now():
    """A Monday in November, 10:00 in Miami."""
    return NOW


@pytest.fixture
def make_request(db):
    """A function that makes a request in a state, with its submit event at version 1.

    All it needs and is not told (place, clinician, visit) it makes. Visits begin a week later,
    one hour after each other, so that they never overlap by accident.
    """
    numbers = count()

    def make(state=State.RECEIVED, **fields):
        number = next(numbers)
        fields = {
            "location": None,
            "first_name": "Sam",
            "last_name": "Sentinel",
            "date_of_birth": date(1990, 4, 1),
            "phone": "+13055550150",
            "email": f"sam{number}@patient.example",
            "email_allowed": True,
            "patient_type": "new",
            "language": "en",
            "received_at": NOW,
            **fields,
        }
        fields["location"] = fields["location"] or any_location()
        return write_request(state, number, fields)

    return make


def any_location():
    """An office, made where there is none."""
    office = Location.objects.filter(kind="office").first()
    return office or Location.objects.create(kind="office", name="Doral", slug="doral")


def write_request(state, number, fields):
    """The rows of a request and its submit event."""
    defaults = {
        "answers_hash": "0" * 64,
        "state_changed_at": fields["received_at"],
        "privacy_acknowledged_at": fields["received_at"],
        "age_rule_version": "2026-11",
        "name_hash": keyed_hash("name", f"{fields['first_name']} {fields['last_name']}"),
        "phone_hash": keyed_hash("phone", fields["phone"]),
        "email_hash": keyed_hash("email", fields["email"]),
        **of_state(state, number, fields["location"]),
    }
    with transaction.atomic():
        request = BookingRequest.objects.create(state=state, **{**defaults, **fields})
        RequestEvent.objects.create(
            request=request, at=request.received_at, move="submit", to_state=state, version=1
        )
    return request


def of_state(state, number, location):
    """What the database asks of a request in this state."""
    if state == State.WAITLISTED:
        return {"look_again_on": date(2026, 12, 1)}
    if state == State.DECLINED:
        return {"decline_code": DeclineCode.NO_CAPACITY}
    if state in (State.BOOKED, State.FULFILLED, State.NO_SHOW, State.CANCELLED):
        start = NOW + timedelta(days=7, hours=number)
        clinician = Clinician.objects.first()
        return {
            "visit_start": start,
            "visit_end": start + timedelta(minutes=50),
            "visit_clinician": clinician
            or Clinician.objects.create(name="Alex Example", credentials="MD"),
            "visit_location": location,
        }
    return {}


class MailServer:
    """An SMTP server on loopback. It keeps what it accepts, and misbehaves as it is told."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.accepted = []
        self.answers = {}  # the SMTP command, and what is answered instead of "250 OK"
        self.wait = 0  # seconds before a message is answered
        self.on_accept = None  # called when a message is accepted, before that is answered
        self.controller = None

    def start(self):
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=60)
        self.controller.start()

    def stop(self):
        if self.controller:
            self.controller.stop()
        self.controller = None

    async def handle_MAIL(self, server, session, envelope, address, options):
        if "MAIL" not in self.answers:
            envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, options):
        if "RCPT" not in self.answers:
            envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server, session, envelope):
        if "DATA" in self.answers:
            return self.answers["DATA"]
        await asyncio.sleep(self.wait)
        self.accepted.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.on_accept:
            self.on_accept()
        return "250 OK"

    def message_ids(self):
        return [message["Message-ID"] for message in self.accepted]


@pytest.fixture
def mail_server(settings):
    """The mail server to which Django's own backend speaks. It is down until it is started."""
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 20
    yield server
    server.stop()
