"""Suspected spam, as its sender meets it: held back, never refused, never dropped."""

import logging
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from appointments import moves
from appointments.models import (
    BookingRequest,
    OutboundMessage,
    QuarantineCount,
    RequestSettings,
    SenderTrace,
)
from appointments.moves import AlreadyMoved, move
from appointments.transitions import State
from tests.appointments.journey.test_nothing_kept import all_logs, everything_kept  # noqa: F401
from tests.appointments.patient import PAGES, SENTINELS, Patient

BEGUN = datetime(2026, 11, 9, 10, 0, tzinfo=ZoneInfo("America/New_York"))
TRAPPED = {"subject": "Cheap watches"}


@pytest.fixture
def limits(open_clinic):
    """A function that sets the managers' numbers."""

    def set_limits(**numbers):
        RequestSettings.objects.update(**numbers)

    return set_limits


def sends(**contact):
    """Another person sends a form."""
    contact = {"phone": "305-555-0199", "email": "other@patient.example"} | contact
    return Patient().reaches("check", contact=contact).sends()


def last():
    return BookingRequest.objects.order_by("pk").last()


def test_who_fills_in_the_trap_is_held_back_and_sees_what_everybody_sees(patient):
    patient.reaches("check", contact=TRAPPED).sends()
    request = BookingRequest.objects.get()
    assert patient.heading == "We have received your request"
    assert (request.state, request.suspicions) == (State.QUARANTINED, "trap")
    assert request.last_name == "Sentinelmann"
    event = request.events.get()
    assert (event.move, event.to_state) == ("submit", State.QUARANTINED)
    person = Patient().reaches("check").sends()
    assert last().state == State.RECEIVED
    assert patient.text.replace(request.reference, "") == person.text.replace(last().reference, "")
    for words in ["(305) 555-0123", "If you do not hear from us in that time, please call us"]:
        assert words in patient.text


def test_a_person_meets_the_trap_nowhere(patient):
    text = patient.reaches("contact").text
    trap = text.partition('<div class="journey__spare" aria-hidden="true">')[2].partition("</div>")[
        0
    ]
    assert 'name="subject"' in trap and 'autocomplete="off"' in trap and 'tabindex="-1"' in trap
    assert "Leave this box empty" in trap
    patient.posts(**PAGES["contact"], subject="   ").posts(**PAGES["times"]).sends()
    assert last().state == State.RECEIVED


def test_the_trap_is_kept_through_wrong_pages_and_changes(patient):
    patient.reaches("contact").posts(**PAGES["contact"] | TRAPPED | {"phone": "12"})
    assert list(patient.errors) == ["id_phone"]
    patient.posts(**PAGES["contact"] | TRAPPED).posts(**PAGES["times"])
    assert "Cheap watches" not in patient.text
    patient.posts(go="change-times").posts(**PAGES["times"]).sends()
    assert last().suspicions == "trap"


@pytest.mark.parametrize(("seconds", "state"), [(4, State.QUARANTINED), (5, State.RECEIVED)])
def test_who_is_faster_than_people_is_held_back(patient, at, limits, seconds, state):
    limits(fewest_seconds=5)
    at(BEGUN)
    patient.reaches("check")
    at(BEGUN + timedelta(seconds=seconds))
    patient.sends()
    assert patient.heading == "We have received your request"
    assert last().state == state


def test_coming_back_to_the_first_page_does_not_begin_the_time_anew(patient, at, limits):
    limits(fewest_seconds=5)
    at(BEGUN)
    patient.reaches("check")
    at(BEGUN + timedelta(minutes=5))
    patient.posts(go="change-where").posts(**PAGES["where"]).sends()
    assert last().state == State.RECEIVED


def test_one_more_than_the_limit_of_an_address_is_held_back_for_a_day(open_clinic, limits, at):
    limits(most_per_address=2)
    at(BEGUN)
    for number in range(3):
        sends(phone=f"305-555-011{number}", email=f"p{number}@patient.example")
    states = list(BookingRequest.objects.order_by("pk").values_list("state", "suspicions"))
    assert states == [("received", ""), ("received", ""), ("quarantined", "address")]
    at(BEGUN + timedelta(hours=24))
    sends(phone="305-555-0119", email="late@patient.example")
    assert last().state == State.RECEIVED


@pytest.mark.parametrize("spoofed", ["203.0.113.1", "10.0.0.5", "127.0.0.1, 203.0.113.1", "x"])
def test_a_spoofed_header_is_another_address_to_nobody(open_clinic, limits, settings, spoofed):
    limits(most_per_address=1)
    settings.TRUSTED_PROXIES = ["10.0.0.5"]
    for number, written in enumerate(["", f"{spoofed}, "]):
        person = Patient()
        person.client.defaults["REMOTE_ADDR"] = "10.0.0.5"
        person.client.defaults["HTTP_X_FORWARDED_FOR"] = f"{written}198.51.100.7"
        contact = {"phone": f"305-555-011{number}", "email": f"p{number}@patient.example"}
        person.reaches("check", contact=contact).sends()
    assert last().suspicions == "address"


@pytest.mark.parametrize("same", ["phone", "email"])
def test_one_more_than_the_limit_of_a_contact_is_held_back(open_clinic, limits, same):
    limits(most_per_contact=2)
    spelled = {"phone": "305-555-0144", "email": "same@patient.example"}
    again = {"phone": "+1 (305) 555 0144", "email": "SAME@patient.example"}
    for number, typed in enumerate([spelled, again, again]):
        other = {"phone": f"305-555-011{number}", "email": f"p{number}@patient.example"}
        sends(**other | {same: typed[same]})
    assert [r.suspicions for r in BookingRequest.objects.order_by("pk")] == ["", "", "contact"]


def test_what_is_not_sent_to_the_end_counts_nowhere(patient, limits):
    limits(most_per_address=1, most_per_contact=1)
    patient.reaches("check").sends(privacy_read="")
    state = patient.state
    patient.reaches("contact", where={"date_of_birth_year": "2012"})
    patient.reaches("check")
    assert not SenderTrace.objects.exists()
    patient.sends(state=state)
    for _again in range(3):  # the same form again is the same request
        patient.sends(state=state)
    assert SenderTrace.objects.count() == 3
    assert last().state == State.RECEIVED


def test_nothing_is_sent_until_release_and_then_each_message_once(patient, now):
    patient.reaches("check", contact=TRAPPED).sends()
    request = BookingRequest.objects.get()
    assert not OutboundMessage.objects.exists()
    stale = BookingRequest.objects.get()
    move(request, "release", by=None, now=now, version=1)
    with pytest.raises(AlreadyMoved):
        move(stale, "release", by=None, now=now, version=1)
    request.refresh_from_db()
    assert (request.state, request.suspicions) == (State.RECEIVED, "trap")
    sent = OutboundMessage.objects.values_list("kind", "audience", "event__move")
    assert sorted(sent) == [("desk_new", "desk", "release"), ("received", "patient", "release")]


def test_a_release_does_not_make_two_acknowledgements_an_address_and_day(patient, now):
    patient.reaches("check").sends()
    OutboundMessage.objects.update(once_key=None)
    Patient().reaches("check", contact=TRAPPED).sends()
    other = Patient().reaches("check", contact=TRAPPED).sends()
    assert other.heading == "We have received your request"
    for request in BookingRequest.objects.filter(state=State.QUARANTINED):
        move(request, "release", by=None, now=now, version=1)
    released = OutboundMessage.objects.filter(event__move="release")
    assert released.filter(kind="received").count() == 1
    assert released.filter(kind="desk_new").count() == 2


def test_what_is_discarded_writes_to_nobody(patient, now):
    patient.reaches("check", contact=TRAPPED).sends()
    request = BookingRequest.objects.get()
    move(request, "discard", by=None, now=now, version=1)
    assert request.state == State.SPAM
    assert not OutboundMessage.objects.exists()
    with pytest.raises(moves.MoveRefused):
        move(request, "release", by=None, now=now, version=2)


def test_a_form_that_was_held_back_is_found_again_and_counted_once(patient):
    patient.reaches("check", contact=TRAPPED)
    state = patient.state
    first = patient.sends().text
    assert patient.sends(state=state).text == first
    patient.posts("check", go="change-contact", state=state)
    patient.posts(**PAGES["contact"] | {"last_name": "Other"}).sends()
    assert patient.page.status_code == 409
    assert QuarantineCount.objects.get().count == 1
    assert BookingRequest.objects.get().suspicions == "trap"


def test_addresses_and_reasons_stand_in_no_log_and_traces_name_nobody(
    patient,
    all_logs,  # noqa: F811
    mailoutbox,
    limits,
):
    limits(fewest_seconds=60, most_per_address=1, most_per_contact=1)
    for _again in range(2):
        patient = Patient()
        patient.client.defaults["REMOTE_ADDR"] = "198.51.100.77"
        patient.reaches("check", contact=TRAPPED).sends()
    request = last()
    assert request.suspicions == "trap,too_fast,address,contact"
    kept = everything_kept(all_logs, mailoutbox)
    typed = ["198.51.100.77", "Cheap watches", *SENTINELS]
    assert [text for text in typed if text in kept] == []
    # Django tells at DEBUG, which no settings of ours show, what its templates looked up in vain.
    shown = [record for record in all_logs.records if record.levelno > logging.DEBUG]
    logged = " ".join(record.getMessage() for record in shown).lower()
    words = ["quarantine", "too_fast", request.reference.lower()]
    assert [word for word in words if word in logged] == []
    hashes = {trace.sender_hash for trace in SenderTrace.objects.all()}
    assert not hashes & {request.phone_hash, request.email_hash}
