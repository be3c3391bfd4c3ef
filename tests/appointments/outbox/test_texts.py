"""What a message says, and to whom one is written at all."""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from appointments.models import OutboundMessage
from appointments.moves import move
from appointments.outbox import CANCELLING, WITH_CALENDAR, queue
from appointments.transitions import REMINDERS, TRANSITIONS, State
from conditions.reading import grade
from tests.appointments.outbox.conftest import as_sent

TO_PATIENT = sorted(
    {"received", "new_link", *REMINDERS, *(t.message for t in TRANSITIONS.values() if t.message)}
)
TO_DESK = ["desk_new", "desk_patient", "desk_locked"]
ALL = [(kind, "patient") for kind in TO_PATIENT] + [(kind, "desk") for kind in TO_DESK]


@pytest.mark.parametrize(("kind", "audience"), ALL)
def test_a_mail_holds_the_reference_and_nothing_about_the_person(queued, kind, audience):
    message = queued(kind, audience, first_name="Zfirst", last_name="Zlast", phone="+13055550177")
    request = message.request
    body, _calendar = as_sent(message)
    text = f"{message.subject}\n{body}"
    assert request.reference in message.subject
    assert request.reference in body
    assert "http://localhost:8000" in body
    assert ("/request/link/" in body) == (audience == "patient")
    text = re.sub("/request/link/[^/]+/", "", text)  # random letters, which may spell anything
    secrets = ["Zfirst", "Zlast", "0177", request.email, "1990", "psych", "mental", "clinic"]
    secrets += [request.visit_clinician.name, request.visit_location.name, "doctor Alex"]
    assert not [secret for secret in secrets if secret.lower() in text.lower()]
    assert "\n" not in message.subject
    assert "&" not in text


@pytest.mark.parametrize("kind", TO_PATIENT)
def test_a_mail_to_a_patient_is_plain_and_says_where_to_turn(queued, clinic, kind):
    body, _calendar = as_sent(queued(kind))
    assert "(305) 555-0123" in body
    assert "988" in body
    assert "911" in body
    sentences = " ".join(line for line in body.splitlines() if line.endswith((".", ":")))
    assert grade(sentences) <= 8
    clinic.phone = ""
    clinic.save()
    assert "Phone" not in queued(kind, email="other@patient.example").body


def test_a_mail_offers_nothing_that_its_link_does_not(queued, make_request, now):
    for phone, offers_call in [("+13055550177", True), ("", False)]:
        for kind in ["received", "waitlisted", "unreachable"]:
            body, _calendar = as_sent(queued(kind, phone=phone))
            assert ("when to call" in body) == offers_call
    of_visit, _calendar = as_sent(queued("new_link"))
    talking = make_request(State.IN_REVIEW)
    message = queue(talking.events.get(), kind="new_link", audience="patient", now=now)
    of_request, _calendar = as_sent(message)
    assert "see the place" in of_visit and "take it back" not in of_visit
    assert "take it back" in of_request and "see the place" not in of_request


@pytest.mark.parametrize(("days", "words"), [(1, "1 business day."), (2, "2 business days.")])
def test_the_acknowledgement_says_what_a_request_is_and_when_we_answer(queued, clinic, days, words):
    clinic.response_business_days = days
    clinic.save()
    body = queued("received").body
    assert "A request is not a booking" in body
    assert words in body


def test_no_time_to_answer_is_promised_that_the_clinic_has_not_set(queued, clinic):
    clinic.response_business_days = None
    clinic.save()
    assert "business day" not in queued("received").body


@pytest.mark.parametrize("kind", WITH_CALENDAR)
def test_a_mail_about_a_visit_tells_its_time_in_miami_and_brings_the_calendar_file(queued, kind):
    message = queued(kind)
    assert "Monday, Nov. 16, 2026, 10 a.m. ET" in message.body
    assert "DTSTART:20261116T150000Z" in message.calendar
    assert ("STATUS:CANCELLED" in message.calendar) == (kind in CANCELLING)
    assert ("delete" in message.body) == (kind != "booked")


@pytest.mark.parametrize("kind", WITH_CALENDAR)
def test_a_mail_tells_miamis_time_whatever_zone_the_member_of_staff_has_set(queued, kind):
    with timezone.override("Asia/Tokyo"):
        message = queued(kind)
    assert "Monday, Nov. 16, 2026, 10 a.m. ET" in message.body
    assert "DTSTART:20261116T150000Z" in message.calendar


@pytest.mark.parametrize("kind", REMINDERS)
def test_a_reminder_tells_the_time_in_miami_and_brings_no_second_file(queued, kind):
    message = queued(kind)
    assert "Monday, Nov. 16, 2026, 10 a.m. ET" in message.body
    assert message.calendar == ""


@pytest.mark.parametrize("kind", sorted({*TO_PATIENT} - {*WITH_CALENDAR, *REMINDERS}))
def test_other_mails_tell_no_time_and_bring_no_file(queued, kind):
    message = queued(kind)
    assert message.calendar == ""
    assert "ET" not in message.body


@pytest.mark.parametrize("fields", [{"email_allowed": False}, {"email": ""}])
def test_nothing_is_written_to_a_patient_who_did_not_agree_to_it(queued, fields):
    assert queued("received", **fields) is None
    assert not OutboundMessage.objects.exists()


def test_nothing_is_written_to_a_desk_without_a_mailbox(queued, clinic):
    clinic.desk_mailbox = ""
    clinic.save()
    assert queued("desk_new", "desk") is None


def test_the_database_holds_no_address_and_no_text_of_a_mail_in_clear(queued):
    message = queued("booked", email="zsentinel@patient.example")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM appointments_outboundmessage")
        kept = str(cursor.fetchall())
    assert message.message_id in kept
    assert not [text for text in ["zsentinel", "Monday", "VEVENT"] if text in kept]


def test_an_address_gets_one_acknowledgement_a_day_of_miami(make_request, now):
    requests = [make_request(email="Same@Patient.example") for _n in range(3)]
    evening = now.replace(hour=4) + timedelta(days=1)  # 23:00 in Miami, the next day in UTC
    written = []
    with transaction.atomic():
        for request, moment in zip(
            requests, [now, evening, evening + timedelta(hours=2)], strict=True
        ):
            event = request.events.get()
            written.append(queue(event, kind="received", audience="patient", now=moment))
            # The caller's transaction goes on.
            assert queue(event, kind="desk_new", audience="desk", now=moment) is not None
    assert [message is not None for message in written] == [True, False, True]
    assert OutboundMessage.objects.filter(audience="desk").count() == 3


def test_another_persons_acknowledgement_is_not_held_back(queued):
    assert queued(email="a@patient.example") and queued(email="b@patient.example")


def test_a_released_request_is_acknowledged_at_most_once_a_day(make_request, now):
    for _n in range(2):
        request = make_request(State.QUARANTINED, email="same@patient.example")
        move(request, "release", by=None, now=now, version=1)
    assert OutboundMessage.objects.get(audience="patient").kind == "received"
