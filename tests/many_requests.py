"""Requests in numbers, to measure the front desk with: rows alone, past every rule."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from appointments.models import BookingRequest, OutboundMessage, RequestEvent
from appointments.transitions import CLOSED, OPEN, State
from clinic_site.encryption import keyed_hash
from clinic_site.models import Clinician, Location

# One in five is open, which is far more than a clinic can have.
STATES = [*OPEN, *CLOSED, *CLOSED, State.FULFILLED, State.QUARANTINED]
ROWS = 5000  # requests at a time


def make_many(count):
    """So many requests more, three an hour into the past, each with two events and a message."""
    now = timezone.now()
    places = list(Location.objects.all())
    clinician = Clinician.objects.first() or Clinician.objects.create(name="A", credentials="MD")
    first = BookingRequest.objects.count()
    for start in range(first, first + count, ROWS):
        numbers = range(start, min(start + ROWS, first + count))
        write([make_request(number, now, places, clinician) for number in numbers])


@transaction.atomic
def write(requests):
    """Save the requests with what belongs to them."""
    requests = BookingRequest.objects.bulk_create(requests)
    kinds = [(1, "submit"), (2, "attempt")]
    RequestEvent.objects.bulk_create(
        RequestEvent(
            request=request,
            at=request.received_at,
            move=move,
            to_state=request.state,
            version=version,
        )
        for request in requests
        for version, move in kinds
    )
    OutboundMessage.objects.bulk_create(
        OutboundMessage(
            request=request,
            event=event,
            audience="patient",
            kind="received",
            status="sent",
            message_id=f"<{event.pk}@bench.example>",
            created_at=request.received_at,
            next_try_at=request.received_at,
        )
        for request, event in zip(
            requests,
            RequestEvent.objects.filter(request__in=requests, version=1).order_by("request"),
            strict=True,
        )
    )


def make_request(number, now, places, clinician):
    """A request that is not saved yet."""
    state = STATES[number * 7 % len(STATES)]
    received = now - timedelta(minutes=20 * number + 5)
    visit = {}
    if state == State.BOOKED:
        start = now + timedelta(hours=number)
        visit = {
            "visit_start": start,
            "visit_end": start + timedelta(minutes=50),
            "visit_clinician": clinician,
            "visit_location": places[0],
        }
    return BookingRequest(
        state=state,
        version=2,
        received_at=received,
        state_changed_at=received,
        privacy_acknowledged_at=received,
        first_contact_at=None if number % 3 else received,
        answers_hash="0" * 64,
        age_rule_version="bench",
        location=places[number % len(places)],
        patient_type="new",
        language="es" if number % 4 == 0 else "en",
        look_again_on=(now + timedelta(days=number % 90)).date()
        if state == State.WAITLISTED
        else None,
        decline_code="no_capacity" if state == State.DECLINED else "",
        first_name="Bench",
        last_name=f"Number {number // 2}",
        date_of_birth=date(1980, 2, 3),
        phone=f"+1305{number:07}",
        email=f"{number // 3}@bench.example",
        name_hash=keyed_hash("name", f"Bench Number {number // 2}"),
        phone_hash=keyed_hash("phone", f"+1305{number:07}"),
        email_hash=keyed_hash("email", f"{number // 3}@bench.example"),
        **visit,
    )
