"""`manage.py rotate_keys`: everything comes under the first key, and nothing else changes."""

from dataclasses import replace
from datetime import date, timedelta
from io import StringIO
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import connection

from appointments import key_rotation, link_tokens, outbox, patient_link, spam
from appointments.desk_search import found_keys, search_for
from appointments.likely_duplicates import likely_duplicates
from appointments.models import (
    BookingRequest,
    OutboundMessage,
    PatientLink,
    RequestEvent,
)
from appointments.sealed_values import Table, tables
from appointments.submission import AlreadySubmitted, Answers, submit
from clinic_site.encryption import decrypt, encrypt, keyed_hash
from tests.appointments.conftest import any_location
from tests.appointments.keys.conftest import KEYS, sealed_columns

FIRST, SECOND = "the first hash key of the tests, 1", "the second hash key of the tests, 2"


def rotate(*options):
    """Run the command: what it said, with what it refused after that."""
    out = StringIO()
    try:
        call_command("rotate_keys", *options, stdout=out, stderr=out)
    except CommandError as error:
        out.write(f"ERROR {error}")
    return out.getvalue()


def content():
    """All that people see of the request, its events, messages and link."""
    values = []
    for model in [BookingRequest, RequestEvent, OutboundMessage, PatientLink]:
        values += model.objects.order_by("pk").values()
    return values


def test_everything_that_is_encrypted_comes_under_the_first_key_and_stays_what_it_was(
    full_request, use_keys
):
    assert len(sealed_columns()) == 12
    use_keys("new", "old")
    before, version = content(), full_request.version
    assert "FIELD_KEYS old (earlier): 12 values" in rotate("--check")
    said = rotate()
    assert "Encrypted anew: 12 values." in said
    assert "FIELD_KEYS new (first): 12 values" in said and "old (earlier): 0 values" in said
    assert all("new$gAAAA" in value and "old$" not in value for value in sealed_columns())
    use_keys("new")  # the earlier key is taken away
    assert content() == before
    assert "ERROR" not in rotate("--check")
    totp, codes = Authenticator.objects.order_by("-type").values_list("data", flat=True)
    assert decrypt(totp["secret"]) == "JBSWY3DPEHPK3PXP"
    assert decrypt(codes["seed"]) == "seedsentinel" and codes["used_mask"] == 5
    assert BookingRequest.objects.get().version == version
    assert "Encrypted anew: 0 values." in rotate()


def test_every_encrypted_field_of_every_app_is_found():
    found = {(table.model._meta.label, name) for table in tables() for name in table.columns}
    person = ["first_name", "last_name", "date_of_birth", "phone", "email", "access_needs"]
    assert found >= {("appointments.BookingRequest", name) for name in person} | {
        ("appointments.RequestEvent", "note"),
        ("appointments.PatientLink", "last_wrong_year"),
        ("appointments.OutboundMessage", "body"),
        ("appointments.OutboundMessage", "calendar"),
        ("mfa.Authenticator", "data"),
    }


def test_what_no_key_opens_is_named_without_a_word_of_it_and_the_rest_goes_on(
    full_request, make_request, use_keys
):
    event = full_request.events.last().pk
    use_keys("newest")
    make_request()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE appointments_outboundmessage SET calendar = 'in clear for 5$ more'")
    use_keys("new", "newest")
    said = rotate()
    pk = full_request.pk
    assert "Encrypted anew: 5 values." in said
    assert f"Cannot be read: appointments.BookingRequest {pk}, under the key 'old'." in said
    assert f"Cannot be read: appointments.RequestEvent {event}, under the key 'old'." in said
    assert "FIELD_KEYS old (MISSING): 11 values" in said
    assert "FIELD_KEYS not encrypted (MISSING): 1 values" in said
    assert "ERROR 6 rows cannot be read." in said
    assert "clear for" not in said and "gAAAA" not in said
    assert "ERROR 6 rows cannot be read." in rotate("--check")


def test_a_key_that_is_another_one_of_the_same_name_is_seen_by_the_check(full_request, settings):
    settings.FIELD_KEYS = f"old:{KEYS['new']}"
    assert "ERROR 6 rows cannot be read." in rotate("--check")
    assert key_rotation.missing_keys() == ["old"]


@pytest.mark.parametrize("comes_between", [1, 99])
def test_what_somebody_writes_between_reading_and_writing_is_kept(
    full_request, use_keys, monkeypatch, comes_between
):
    """However often somebody does: such a row is left for the next run."""
    use_keys("new", "old")
    swap, times = Table.swap, []

    def somebody_first(table, pk, old, new):
        if "phone" in new and len(times) < comes_between:
            times.append(pk)
            use_keys("old")  # a process that was not started anew
            BookingRequest.objects.filter(pk=pk).update(phone=f"+1305555{len(times):04}")
            use_keys("new", "old")
        return swap(table, pk, old, new)

    monkeypatch.setattr(Table, "swap", somebody_first)
    said = rotate()
    assert BookingRequest.objects.get().phone == f"+1305555{len(times):04}"
    assert f"Changed by others meanwhile: {len(times)} times." in said
    assert len(times) == min(comes_between, key_rotation.TRIES)
    left = 0 if comes_between == 1 else 6
    assert f"FIELD_KEYS old (earlier): {left} values" in said
    monkeypatch.setattr(Table, "swap", swap)
    assert "FIELD_KEYS old (earlier): 0 values" in rotate()


def test_a_used_recovery_code_stays_used(full_request, use_keys, monkeypatch):
    use_keys("new", "old")
    swap = Table.swap

    def uses_a_code(table, pk, old, new):
        if table.is_json and old["data"].get("used_mask") == 5:
            Authenticator.objects.filter(pk=pk).update(data=old["data"] | {"used_mask": 7})
        return swap(table, pk, old, new)

    monkeypatch.setattr(Table, "swap", uses_a_code)
    rotate()
    data = Authenticator.objects.get(type="recovery_codes").data
    assert data["used_mask"] == 7 and data["seed"].startswith("new$")


def test_a_row_that_is_deleted_meanwhile_is_passed_over(full_request, use_keys):
    table = next(table for table in tables() if table.model is RequestEvent)
    use_keys("new", "old")
    pk, row = next(iter(table.rows()))
    OutboundMessage.objects.all().delete()
    RequestEvent.objects.all().delete()
    report = key_rotation.Report()
    row = {"note": encrypt("x") + "x"}
    assert key_rotation.settle(table, pk, row, lambda *args: {"note": "y"}, report) == 0


def test_it_goes_on_after_it_was_stopped_and_passes_the_limit_of_a_part(
    make_request, use_keys, monkeypatch
):
    monkeypatch.setattr("appointments.sealed_values.ROWS_AT_ONCE", 2)
    for _number in range(5):
        make_request()
    use_keys("new", "old")
    swap, count = Table.swap, []

    def stopped(table, pk, old, new):
        count.append(pk)
        if len(count) == 4:
            raise KeyboardInterrupt
        return swap(table, pk, old, new)

    monkeypatch.setattr(Table, "swap", stopped)
    assert "ERROR Stopped." in rotate()
    assert "FIELD_KEYS old (earlier): 10 values" in rotate("--check")  # of 5 × 5
    assert "Encrypted anew: 10 values." in rotate()


# ---------------------------------------------------------------- the key of hashes


@pytest.fixture
def use_hash_keys(settings):
    def use(first, *earlier):
        settings.HASH_KEY, settings.HASH_KEY_FALLBACKS = first, list(earlier)

    use(FIRST)
    return use


def found(text):
    return found_keys(search_for(text))


LOOKED_FOR = ["Sam Sentinel", "305-555-0150", "Same@patient.example"]


def test_requests_are_found_at_every_step_of_a_change_of_the_hash_key(
    make_request, use_hash_keys, use_keys
):
    earlier = make_request(email="same@patient.example")
    use_hash_keys(SECOND, FIRST)
    later = make_request(email="same@patient.example")
    both = [later.pk, earlier.pk]

    assert [found(text) for text in LOOKED_FOR] == [both] * 3
    for request, other in [(earlier, later), (later, earlier)]:
        (candidate,), _more = likely_duplicates(request)
        assert candidate.request.pk == other.pk
        assert candidate.same == {"phone", "email", "name", "date_of_birth"}
    assert "HASH_KEY_FALLBACKS number 1: 1 requests" in rotate("--check")

    assert "Hashed anew: 1 requests." in rotate()
    assert "HASH_KEY: 2 requests" in rotate("--check")
    use_hash_keys(SECOND)
    assert [found(text) for text in LOOKED_FOR] == [both] * 3
    earlier.refresh_from_db()
    assert earlier.version == 1 and earlier.name_hash == keyed_hash("name", "Sam Sentinel")


def test_hashes_whose_key_is_lost_are_made_anew(make_request, use_hash_keys, use_keys):
    request = make_request(phone="")
    use_hash_keys(SECOND)
    assert found("Sam Sentinel") == []
    assert "No hash key that is here: 1 requests" in rotate("--check")
    rotate()
    assert found("Sam Sentinel") == [request.pk]
    request.refresh_from_db()
    assert request.phone_hash == ""


def test_a_form_that_is_sent_twice_is_one_request_at_every_step_of_a_change(
    open_clinic, use_hash_keys, now
):
    answers = Answers(
        location=any_location(),
        date_of_birth=date(1990, 4, 1),
        patient_type="new",
        first_name="Sam",
        last_name="Sentinel",
        language="en",
        preferred_times=(("mon", "morning"),),
        phone="+13055550150",
    )
    form = {"form_key": uuid4(), "now": now}
    first = submit(answers, **form)
    for step in ["before", "as it was", "hashed anew"]:
        if step != "before":
            use_hash_keys(SECOND, FIRST)
        if step == "hashed anew":
            assert "Hashed anew: 1 requests." in rotate()
            assert BookingRequest.objects.get().answers_hash != first.answers_hash
        assert submit(answers, **form).pk == first.pk
        with pytest.raises(AlreadySubmitted):
            submit(replace(answers, last_name="Other"), **form)


def test_limits_for_senders_and_the_days_one_acknowledgement_outlive_a_change(
    make_request, use_hash_keys, now
):
    spam.leave_traces(spam.sender_hashes("198.51.100.7", "", ""), now)
    first = make_request(email="same@patient.example")
    queue = {"kind": "received", "audience": "patient"}
    assert outbox.queue(first.events.get(), **queue, now=now)
    use_hash_keys(SECOND, FIRST)
    assert spam.recent(spam.sender_hashes("198.51.100.7", "", ""), now) == {"address": 1}
    second = make_request(email="same@patient.example")
    assert outbox.queue(second.events.get(), **queue, now=now) is None
    assert outbox.queue(second.events.get(), **queue, now=now + timedelta(days=1))


def test_hashes_of_addresses_leave_the_messages_of_past_days(make_request, use_hash_keys, now):
    message = outbox.queue(
        make_request().events.get(), kind="received", audience="patient", now=now
    )
    for days, kept in [(1, True), (3, False)]:
        key_rotation.rotate(now + timedelta(days=days))
        message.refresh_from_db()
        assert bool(message.once_key) == kept


def test_a_patients_link_goes_on_under_its_key_and_a_new_one_is_under_the_first(
    make_request, use_hash_keys, now
):
    request = make_request()
    outbox.queue(request.events.get(), kind="received", audience="patient", now=now)
    link = link_tokens.link_of(request)
    token = link_tokens.token_of(link)
    use_hash_keys(SECOND, FIRST)
    assert patient_link.open_with_year(token, 1990, now=now)
    assert link_tokens.address_of(link).endswith(f"/{token}/")  # a message that waits carries it
    link_tokens.make_ready(request, now)
    assert link_tokens.token_of(link_tokens.link_of(request)) == token
    report = key_rotation.check(now)
    assert report.links == {1: 1}
    patient_link.send_anew(request, by=None, now=now, version=1)
    assert key_rotation.check(now).links == {0: 1}
    assert not patient_link.open_with_year(token, 1990, now=now)
