"""One form makes one request with its event and its messages, or nothing."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection

from appointments import outbox, submission
from appointments.models import BookingRequest, OutboundMessage, PreferredTime, RequestEvent
from appointments.submission import AlreadySubmitted, Answers, NotEligible, submit
from clinic_site.encryption import keyed_hash
from tests.appointments.patient import Patient

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 9, 15, tzinfo=UTC)


@pytest.fixture
def answers(open_clinic, locations):
    return Answers(
        location=locations[0],
        date_of_birth=date(1984, 2, 29),
        patient_type="new",
        first_name="Renée",
        last_name="Sentinelmann",
        language="en",
        preferred_times=(("mon", "morning"), ("any", "any")),
        phone="+13055550177",
        email="renee@patient.example",
        email_allowed=True,
        access_needs=("quiet",),
        privacy_notice_revision=7,
    )


def counts():
    models = [BookingRequest, PreferredTime, RequestEvent, OutboundMessage]
    return [model.objects.count() for model in models]


def test_the_request_is_written_with_its_times_its_event_and_its_messages(answers):
    request = submit(answers, form_key=uuid4(), now=NOW)
    event = request.events.get()
    assert (event.move, event.version, event.at, event.by) == ("submit", 1, NOW, None)
    assert (event.from_state, event.to_state) == ("", "received")
    kinds = request.messages.values_list("kind", "audience")
    assert set(kinds) == {("received", "patient"), ("desk_new", "desk")}
    assert counts() == [1, 2, 1, 2]
    assert request.age_rule_version == "2026-11"


def test_the_hashes_find_a_person_again_however_they_typed(answers):
    request = submit(answers, form_key=uuid4(), now=NOW)
    assert request.name_hash == keyed_hash("name", "renée  SENTINELMANN")
    assert request.phone_hash == keyed_hash("phone", "+13055550177")
    assert request.email_hash == keyed_hash("email", "Renee@Patient.example")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"date_of_birth": date(2012, 9, 17)}, "under-age"),
        ({"date_of_birth": date(2030, 1, 1)}, "check-year"),
    ],
)
def test_who_is_not_eligible_is_refused_and_nothing_is_written(answers, changes, reason):
    with pytest.raises(NotEligible) as refusal:
        submit(replace(answers, **changes), form_key=uuid4(), now=NOW)
    assert refusal.value.reason.value == reason
    assert counts() == [0, 0, 0, 0]


def test_a_virtual_visit_outside_florida_is_refused(answers, locations):
    virtual = replace(answers, location=locations[2])
    with pytest.raises(NotEligible):
        submit(virtual, form_key=uuid4(), now=NOW)
    submit(replace(virtual, expects_florida=True), form_key=uuid4(), now=NOW)


def test_the_same_form_with_the_same_answers_gives_the_same_request(answers):
    form_key = uuid4()
    first = submit(answers, form_key=form_key, now=NOW)
    again = submit(
        replace(answers, florida_stated_at=NOW, privacy_notice_revision=8),
        form_key=form_key,
        now=NOW + timedelta(minutes=5),
    )
    assert again == first
    assert counts() == [1, 2, 1, 2]


@pytest.mark.parametrize(
    "changes",
    [
        {"first_name": "renée"},
        {"phone": ""},
        {"text_allowed": True},
        {"preferred_times": (("any", "any"), ("mon", "morning"))},
        {"access_needs": ()},
    ],
)
def test_the_same_form_with_other_answers_changes_nothing(answers, changes):
    form_key = uuid4()
    first = submit(answers, form_key=form_key, now=NOW)
    with pytest.raises(AlreadySubmitted) as earlier:
        submit(replace(answers, **changes), form_key=form_key, now=NOW)
    assert earlier.value.reference == first.reference
    assert counts() == [1, 2, 1, 2]


def test_the_same_person_with_another_form_makes_another_request_and_one_acknowledgement(answers):
    submit(answers, form_key=uuid4(), now=NOW)
    submit(answers, form_key=uuid4(), now=NOW)
    submit(answers, form_key=uuid4(), now=NOW + timedelta(days=1))
    assert BookingRequest.objects.count() == 3
    assert OutboundMessage.objects.filter(kind="received").count() == 2
    assert OutboundMessage.objects.filter(kind="desk_new").count() == 3


def test_without_consent_no_mail_goes_to_the_patient(answers):
    submit(replace(answers, email_allowed=False), form_key=uuid4(), now=NOW)
    assert list(OutboundMessage.objects.values_list("kind", flat=True)) == ["desk_new"]


def test_a_reference_that_is_taken_is_drawn_again(answers, monkeypatch):
    draws = iter(["AAAA-AAAA", "AAAA-AAAA", "BBBB-BBBB"])
    monkeypatch.setattr(BookingRequest._meta.get_field("reference"), "default", lambda: next(draws))
    monkeypatch.delattr(BookingRequest._meta.get_field("reference"), "_get_default", raising=False)
    first = submit(answers, form_key=uuid4(), now=NOW)
    second = submit(answers, form_key=uuid4(), now=NOW)
    assert (first.reference, second.reference) == ("AAAA-AAAA", "BBBB-BBBB")


def test_a_clash_that_stays_is_not_hidden(answers, monkeypatch):
    def clash(*args):
        raise IntegrityError("something else")

    monkeypatch.setattr(submission, "write", clash)
    with pytest.raises(IntegrityError):
        submit(answers, form_key=uuid4(), now=NOW)


@pytest.mark.parametrize("kind", ["received", "desk_new"])
def test_when_a_message_cannot_be_written_the_request_is_not_either(answers, monkeypatch, kind):
    queue = outbox.queue

    def broken(event, **details):
        if details["kind"] == kind:
            raise RuntimeError("no more disk")
        return queue(event, **details)

    monkeypatch.setattr(outbox, "queue", broken)
    with pytest.raises(RuntimeError):
        submit(answers, form_key=uuid4(), now=NOW)
    assert counts() == [0, 0, 0, 0]


@pytest.mark.django_db(transaction=True)
def test_fifty_posts_of_one_form_at_once_make_one_request_and_one_acknowledgement(open_clinic):
    patient = Patient().reaches("check")
    form = {
        "csrfmiddlewaretoken": patient.token,
        "step": "check",
        "state": patient.state,
        "go": "send",
        "privacy_read": "on",
    }
    start = Barrier(10)

    def send(number):
        if number < 10:
            start.wait()  # the first ten at the very same moment
        try:
            return patient.client.post("/request/", form).content
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=10) as threads:
        pages = list(threads.map(send, range(50)))
    assert len(set(pages)) == 1
    request = BookingRequest.objects.get()
    assert request.reference.encode() in pages[0]
    assert counts() == [1, 2, 1, 2]
