"""The token is in the mail alone: the database keeps its hash, and cannot make it."""

from base64 import urlsafe_b64decode
from datetime import timedelta

import pytest
import vobject
from django.db import transaction

from appointments import outbox, patient_link
from appointments.link_tokens import LIFE, hash_of, link_of, make_ready
from appointments.models import OutboundMessage, PatientLink
from appointments.moves import move
from appointments.outbox import send_due
from appointments.transitions import State
from clinic_site.encryption import keyed_hash
from tests.appointments.link.conftest import Visitor, token_of
from tests.appointments.patient import database_as_text


def test_the_database_holds_no_token_and_cannot_make_one(linked, settings):
    request = linked()
    token, link = token_of(request), link_of(request)
    assert len(urlsafe_b64decode(token + "=")) == 32  # 256 bits
    assert link.token_hash == hash_of(token)
    assert token not in database_as_text()
    assert token not in OutboundMessage.objects.get(audience="patient").body
    assert keyed_hash("patient-link", link.nonce) != link.token_hash
    settings.HASH_KEY = "another key of the tests, and never of a site"
    assert token_of(request) != token


def test_two_requests_have_two_links(linked):
    assert token_of(linked()) != token_of(linked())


def test_a_later_message_brings_the_same_link_and_30_more_days(linked, now):
    request = linked("in_review")
    token = token_of(request)
    later = now + timedelta(days=29)
    move(request, "ask_patient", by=None, now=later, version=1)
    assert token_of(request) == token
    assert not link_of(request).works(later + LIFE)
    assert link_of(request).works(later + LIFE - timedelta(seconds=1))


def test_a_link_that_ran_out_stays_dead_and_the_next_message_brings_another(linked, now):
    request = linked("in_review")
    token, later = token_of(request), now + LIFE
    assert not link_of(request).works(later)
    move(request, "ask_patient", by=None, now=later, version=1)
    assert token_of(request) != token
    assert link_of(request).works(later)
    assert not PatientLink.objects.filter(token_hash=hash_of(token)).exists()


def test_a_closed_request_has_no_link_after_30_days(linked, at, now):
    """A move that closes a request writes its last message."""
    request = linked()
    move(request, "withdraw", by=None, now=now + timedelta(days=3), version=1)
    late = now + timedelta(days=33)
    assert not patient_link.open_with_year(token_of(request), 1990, now=late)
    assert patient_link.changes_of(request, link_of(request), late) == []


def test_an_acknowledgement_that_is_not_written_makes_no_link(make_request, now):
    requests = [make_request(email="same@patient.example") for _n in range(2)]
    for request in requests:
        outbox.queue(request.events.get(), kind="received", audience="patient", now=now)
    assert [link_of(request) is not None for request in requests] == [True, False]


def test_a_message_to_the_desk_makes_no_link(make_request, now):
    outbox.queue(make_request().events.get(), kind="desk_new", audience="desk", now=now)
    assert not PatientLink.objects.exists()


def test_after_a_change_of_the_key_old_links_work_and_new_messages_bring_new_ones(
    linked, settings, now
):
    request = linked()
    token = token_of(request)
    settings.HASH_KEY = "another key of the tests, and never of a site"
    message = OutboundMessage.objects.get(audience="patient")
    assert "/request/link/" not in outbox.with_link(message)[0]  # rather no link than a dead one
    assert patient_link.open_with_year(token, 1990, now=now)
    with transaction.atomic():
        make_ready(request, now)
    assert patient_link.open_with_year(token_of(request), 1990, now=now)


def test_a_message_that_is_sent_again_carries_the_same_link_under_the_same_id(
    linked, mail_server, now
):
    request = linked()
    mail_server.start()
    for attempt in range(2):
        send_due(now + timedelta(hours=attempt))
        OutboundMessage.objects.update(status="queued")  # as after a worker that died
    first, again = mail_server.accepted
    assert first["Message-ID"] == again["Message-ID"]
    assert first.get_content() == again.get_content()
    assert f"http://localhost:8000/request/link/{token_of(request)}/\r\n" in first.get_content()


@pytest.mark.parametrize("kind", outbox.WITH_CALENDAR)
def test_the_calendar_file_carries_the_link_and_stays_readable(linked, now, kind):
    request = linked(State.BOOKED)
    message = outbox.queue(
        request.events.create(at=now, to_state=State.BOOKED, version=2),
        kind=kind,
        audience="patient",
        now=now,
    )
    _body, text = outbox.with_link(message)
    entry, before = vobject.readOne(text).vevent, vobject.readOne(message.calendar).vevent
    assert entry.url.value == f"http://localhost:8000/request/link/{token_of(request)}/"
    assert before.url.value == "http://localhost:8000"
    for name in ["uid", "sequence", "dtstart", "dtend", "dtstamp", "status", "summary"]:
        assert getattr(entry, name).value == getattr(before, name).value
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_a_mail_scanner_that_follows_every_link_changes_nothing(linked, mail_server, now, client):
    request = linked()
    mail_server.start()
    send_due(now)
    before = database_as_text()
    words = mail_server.accepted[0].get_content().split()
    addresses = [word for word in words if word.startswith("http")]
    assert addresses
    for address in addresses:
        path = address.removeprefix("http://localhost:8000")
        assert client.get(path).status_code == client.head(path).status_code == 200
        assert client.get(path + "?utm_source=mail").status_code == 200
        assert client.get(path.rstrip("/"), follow=True).status_code == 200
    assert database_as_text() == before
    assert Visitor(token_of(request)).tries("1990").heading == "We have your request"
