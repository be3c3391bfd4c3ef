"""Which requests are deleted, and what stays of them."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.models import ProtectedError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from appointments import holds, moves, outbox, retention
from appointments.clock import run_due_jobs
from appointments.eligibility import CLINIC_ZONE
from appointments.encryption import EncryptedTextField
from appointments.models import (
    BookingRequest,
    ClockJob,
    OutboundMessage,
    PreferredTime,
    PurgedCount,
    PurgeRecord,
    RequestEvent,
    RequestSettings,
)
from appointments.transitions import CLOSED, State
from tests.appointments.retention.conftest import NOW, counted, gone, left

pytestmark = pytest.mark.django_db
NEVER = [state for state in State if state not in CLOSED] + [State.FULFILLED, State.NO_SHOW]


def test_each_closed_request_goes_on_its_day_and_all_others_stay(make_closed):
    expected = set()
    for state, days in RequestSettings.load().kept_days().items():
        expected.add(make_closed(state, days).reference)
        make_closed(state, days - 1)
    for state in NEVER:  # no rule; managers may set one for kept and missed visits
        make_closed(state, 3000)
    dry = set(retention.going(RequestSettings.load().kept_days(), NOW).values_list("reference"))
    purged = retention.purge(NOW)
    assert set(gone()) == expected == {reference for (reference,) in dry}
    assert purged.total() == len(expected) == 7
    assert not left() & expected
    assert left() and len(left()) == 7 + len(NEVER)


def test_the_days_of_a_state_are_the_managers(make_closed):
    rules = RequestSettings.load()
    rules.keep_fulfilled, rules.keep_declined = 400, None
    rules.save()
    visit, kept = make_closed(State.FULFILLED, 400), make_closed(State.DECLINED, 3000)
    retention.purge(NOW)
    assert (set(gone()), left()) == ({visit.reference}, {kept.reference})


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    st.integers(7, 3650),
    st.integers(0, 4000 * 24),
)
def test_the_day_shown_is_the_day_on_which_a_request_is_old_enough(now, days, hours):
    closed_at = now - timedelta(hours=hours)
    is_old = closed_at < retention.closed_before(now, days)
    assert is_old == (retention.goes_on(closed_at, days) <= now.astimezone(CLINIC_ZONE).date())


def test_all_of_a_request_goes_and_nothing_personal_stays(make_closed, now):
    booking = make_closed()
    PreferredTime.objects.create(request=booking, rank=1, weekday="mon", part_of_day="any")
    moves.move(booking, "reopen", by=None, now=now, version=1, reason="Sentinel of the note")
    moves.move(booking, "decline", by=None, now=now, version=2, decline_code="payment")
    OutboundMessage.objects.update(status=OutboundMessage.Status.SENT)
    later = now + timedelta(days=90)
    retention.purge(later)
    for model in [BookingRequest, RequestEvent, PreferredTime, OutboundMessage]:
        assert not model.objects.exists(), model
    record, count = PurgeRecord.objects.get(), PurgedCount.objects.get()
    assert (record.reference, record.state) == (booking.reference, "declined")
    assert (record.kept_days, record.purged_at, record.closed_at) == (90, later, now)
    kept = str([*PurgeRecord.objects.values(), *PurgedCount.objects.values()])
    for sentinel in ["Sam", "Sentinel", "5550150", "patient.example"]:
        assert sentinel not in kept
    assert (count.decline_code, count.count) == ("payment", 1)


def test_counts_stay_by_month_place_state_code_and_language(make_closed, locations):
    eleven_pm = datetime(2026, 8, 1, 3, 0, tzinfo=UTC)  # still July in Miami
    for _n in range(2):
        make_closed(location=locations[0], received_at=eleven_pm)
    make_closed(State.SPAM, location=locations[0], received_at=eleven_pm, language="es")
    make_closed(location=locations[1], decline_code="payment")
    retention.purge(NOW)
    rows = PurgedCount.objects.values_list(
        "month", "location__slug", "state", "decline_code", "language", "count"
    )
    assert set(rows) == {
        (date(2026, 7, 1), "coconut-grove", "declined", "no_capacity", "en", 2),
        (date(2026, 7, 1), "coconut-grove", "spam", "", "es", 1),
        (date(2026, 8, 1), "doral", "declined", "payment", "en", 1),
    }


def test_a_request_on_legal_hold_stays_until_the_hold_is_lifted(make_closed, now):
    booking = make_closed()
    event = holds.hold(booking, by=None, now=now, version=1, reason="A letter came.")
    assert (event.from_state, event.to_state, event.note) == (
        "declined",
        "declined",
        "A letter came.",
    )
    assert not retention.purge(now)
    holds.lift_hold(booking, by=None, now=now, version=2, reason="It is settled.")
    assert retention.purge(now) == {"declined": 1}


@pytest.mark.parametrize("turn", [holds.hold, holds.lift_hold])
def test_a_hold_needs_a_reason_a_change_and_the_latest_version(make_closed, now, turn):
    booking = make_closed(on_hold=turn is holds.lift_hold)
    for wrong in [{"reason": " "}, {"version": 7}, {"reason": "x" * 3000}]:
        with pytest.raises(moves.MoveRefused):
            turn(booking, **{"by": None, "now": now, "version": 1, "reason": "Why", **wrong})
    turn(booking, by=None, now=now, version=1, reason="Why")
    with pytest.raises(moves.MoveRefused):
        turn(booking, by=None, now=now, version=2, reason="Why")
    assert RequestEvent.objects.filter(request=booking).count() == 2


def test_a_request_whose_message_still_waits_stays(make_closed, now):
    booking = make_closed()
    message = outbox.queue(booking.events.get(), kind="declined", audience="patient", now=now)
    assert not retention.purge(now)
    message.status = OutboundMessage.Status.GIVEN_UP
    message.save()
    assert retention.purge(now) == {"declined": 1}


def test_the_request_that_others_repeat_goes_after_them(make_closed, now):
    first = make_closed(days=200)
    repeat = make_closed(State.DUPLICATE, 95, duplicate_of=first)
    later = make_closed(State.DUPLICATE, 85, duplicate_of=first)
    assert retention.purge(now) == {"duplicate": 1}
    assert not retention.purge(now)
    with pytest.raises(ProtectedError):
        first.delete()
    in_a_week = now + timedelta(days=7)
    assert retention.purge(in_a_week) == {"duplicate": 1}
    assert retention.purge(in_a_week) == {"declined": 1}
    assert set(gone()) == {first.reference, repeat.reference, later.reference}


@pytest.mark.parametrize("held", range(5))
def test_a_hold_keeps_all_requests_that_repeat_each_other(make_closed, now, held):
    first = make_closed(days=200)
    second = make_closed(State.DUPLICATE, 190, duplicate_of=first)
    group = [
        first,
        second,
        make_closed(State.DUPLICATE, 190, duplicate_of=first),
        # What repeated the second, before that was found to repeat the first itself.
        make_closed(State.DUPLICATE, 190, duplicate_of=second),
        make_closed(State.DUPLICATE, 190, duplicate_of=second),
    ]
    make_closed()
    holds.hold(group[held], by=None, now=now, version=1, reason="A letter came.")
    assert retention.purge(now) == {"declined": 1}
    assert left() == {booking.reference for booking in group}
    for booking in group:
        others = [] if booking == group[held] else [group[held]]
        assert list(holds.held_with(booking)) == others
    holds.lift_hold(group[held], by=None, now=now, version=2, reason="It is settled.")
    while retention.purge(now):
        pass
    assert not left()


def test_what_changed_since_it_was_chosen_is_looked_at_again(make_closed, now):
    reopened, held = make_closed(), make_closed()
    kept_days = RequestSettings.load().kept_days()
    moves.move(reopened, "reopen", by=None, now=now, version=1, reason="They called.")
    repeat = make_closed(State.DUPLICATE, 95, duplicate_of=held)
    holds.hold(held, by=None, now=now, version=1, reason="A letter came.")
    for booking in [reopened, held, repeat]:
        assert retention.purge_one(booking.pk, kept_days, now) is None
    assert (len(left()), counted()) == (3, 0)


def test_a_request_that_cannot_be_read_any_more_goes_too(make_closed, now):
    pk = make_closed().pk
    with connection.cursor() as cursor:
        cursor.execute("UPDATE appointments_bookingrequest SET first_name = 'lost$key'")
        cursor.execute("UPDATE appointments_requestevent SET note = 'lost$key'")
    assert retention.purge(now) == {"declined": 1}
    assert not BookingRequest.objects.filter(pk=pk).exists()


def test_whatever_is_encrypted_and_belongs_to_a_request_is_erased_unread():
    parts = {relation.related_model for relation in BookingRequest._meta.related_objects}
    encrypted = {
        part
        for part in parts - {BookingRequest}
        if any(isinstance(field, EncryptedTextField) for field in part._meta.fields)
    }
    assert encrypted == set(retention.ENCRYPTED_PARTS)


def test_one_that_the_database_keeps_holds_up_no_other(make_closed, now, monkeypatch):
    kept, other = make_closed(days=200), make_closed()
    erase = retention.erase

    def refuse(pk):
        if pk == kept.pk:
            raise ProtectedError("Something names it.", set())
        erase(pk)

    monkeypatch.setattr(retention, "erase", refuse)
    with pytest.raises(ProtectedError):
        retention.purge(now)
    assert (set(gone()), left(), counted()) == ({other.reference}, {kept.reference}, 1)


def test_the_record_of_a_deletion_is_neither_changed_nor_deleted(make_closed, now):
    make_closed()
    retention.purge(now)
    record = PurgeRecord.objects.get()
    for wrong in [record.delete, record.save]:
        with pytest.raises(Exception):  # noqa: B017 - the database's error, or ours
            wrong()


def test_the_worker_deletes_every_hour_and_the_oldest_first(make_closed, now, monkeypatch):
    monkeypatch.setattr(retention, "MOST_AT_ONCE", 2)
    oldest = {make_closed(days=days).reference for days in [300, 200]}
    make_closed(days=100)
    monkeypatch.setattr(timezone, "now", lambda: now)
    for minutes in [0, 1, 59]:
        run_due_jobs(now + timedelta(minutes=minutes))
    assert set(gone()) == oldest
    run_due_jobs(now + timedelta(hours=1))
    assert not left()
    assert ClockJob.objects.get(name="purge_requests").trouble == ""


def test_after_an_upgrade_the_first_deletion_comes_a_day_later(make_closed, now, monkeypatch):
    make_closed()
    ClockJob.objects.create(name="purge_requests", started_at=now)  # by migration 0003
    monkeypatch.setattr(timezone, "now", lambda: now)
    import_module("appointments.migrations.0011_first_deletion_after_a_day").wait_a_day(apps, None)
    run_due_jobs(now + timedelta(hours=23, minutes=59))
    assert left()
    run_due_jobs(now + timedelta(hours=24))
    assert not left()


def test_a_purge_keeps_up_with_four_thousand_spam_requests_a_day():
    job = retention.JOBS["purge_requests"]
    assert retention.MOST_AT_ONCE * (timedelta(days=1) / job.every) > 4000


def test_the_command_says_what_would_go_and_then_does_it(make_closed, capsys):
    booking = make_closed(received_at=timezone.now() - timedelta(days=200))
    call_command("purge_requests", dry_run=True)
    said = capsys.readouterr().out
    assert f"{booking.reference} Declined" in said and "1 requests would go." in said
    assert left()
    call_command("purge_requests")
    assert "1 requests deleted." in capsys.readouterr().out
    assert not left()
