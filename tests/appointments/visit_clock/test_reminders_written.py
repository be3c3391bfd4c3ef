"""The clock writes each reminder once, as an event with its message."""

from datetime import UTC, datetime, timedelta
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections

from appointments import moves, outbox, reminders, visit_clock
from appointments.desk_timeline import timeline
from appointments.models import BookingRequest, OutboundMessage, RequestEvent
from appointments.moves import AlreadyMoved, log_attempt, move
from appointments.transitions import State
from clinic_site.encryption import UnreadableValue
from tests.appointments.visit_clock.conftest import HOUR, MINUTE, fresh, reminders_of, write_at

MIAMI = ZoneInfo("America/New_York")


def test_a_patient_is_reminded_48_and_3_hours_before(book, now):
    start = now + timedelta(days=7)
    request = book(start)
    for hours in range(24 * 7 + 4):
        write_at(now + hours * HOUR)
        outbox.send_due(now + hours * HOUR)
    events = request.events.filter(move__startswith="reminder")
    assert [(event.move, event.by, start - event.at) for event in events] == [
        ("reminder_48", None, 48 * HOUR),
        ("reminder_3", None, 3 * HOUR),
    ]
    assert reminders_of(request) == [("reminder_48", "sent"), ("reminder_3", "sent")]
    assert [event.messages.get().kind for event in events] == ["reminder_48", "reminder_3"]
    assert {event.from_state for event in events} == {event.to_state for event in events}
    lines = [(what, who) for event, what, who, _sent in timeline(request) if event in events]
    assert lines == [
        ("Reminder, 3 hours before", "By the clock"),
        ("Reminder, 48 hours before", "By the clock"),
    ]


@pytest.mark.parametrize("start", [datetime(2026, 11, 2, 10), datetime(2027, 3, 15, 10)])
def test_in_the_weeks_in_which_the_clocks_change_48_hours_are_48(book, start):
    start = start.replace(tzinfo=MIAMI).astimezone(UTC)
    request = book(start, at=start - timedelta(days=5))
    write_at(start - 48 * HOUR - MINUTE)
    assert reminders_of(request) == []
    write_at(start - 48 * HOUR)
    assert reminders_of(request) == [("reminder_48", "queued")]


@pytest.mark.parametrize("fields", [{"email_allowed": False}, {"email": ""}])
def test_who_did_not_agree_to_e_mail_is_not_reminded(book, now, fields):
    request = book(now + timedelta(days=7), **fields)
    write_at(now + timedelta(days=6))
    assert not request.events.filter(move__startswith="reminder").exists()
    assert fresh(request).version == 2


@pytest.mark.parametrize("state", [s for s in State if s != State.BOOKED])
def test_of_what_is_not_booked_nobody_is_reminded(make_request, now, state):
    start = now + 40 * HOUR
    visit = {"visit_start": start, "visit_end": start + HOUR}
    make_request(state, state_changed_at=now - timedelta(days=9), **visit)
    write_at(now)
    assert not OutboundMessage.objects.exists()


def test_a_visit_booked_at_short_notice_has_no_reminder_that_repeats_the_booking(book, now):
    tomorrow, today = book(now + 30 * HOUR), book(now + 6 * HOUR)
    for hours in range(31):
        write_at(now + hours * HOUR)
    assert reminders_of(tomorrow) == [("reminder_3", "queued")]
    assert reminders_of(today) == []


def test_a_worker_that_was_away_writes_the_one_that_still_makes_sense(book, now):
    late, too_late = book(now + timedelta(days=7)), book(now + timedelta(days=12))
    write_at(fresh(late).visit_start - 10 * HOUR)
    assert reminders_of(late) == [("reminder_48", "queued")]
    write_at(fresh(too_late).visit_start - 2 * HOUR)
    assert reminders_of(too_late) == [("reminder_3", "queued")]
    write_at(fresh(too_late).visit_start, fresh(too_late).visit_start + MINUTE)
    assert len(reminders_of(too_late)) == 1


def test_a_visit_that_is_moved_is_reminded_of_anew(book, visit, now):
    start = now + timedelta(days=7)
    request = book(start)
    write_at(start - 48 * HOUR)
    at = start - 40 * HOUR
    outbox.send_due(at)
    moved_to = start + timedelta(days=3)
    move(fresh(request), "reschedule", by=None, now=at, version=3, visit=visit(moved_to))
    outbox.send_due(at)
    write_at(start - 3 * HOUR, moved_to - 48 * HOUR, moved_to - 3 * HOUR)
    assert [kind for kind, _status in reminders_of(request)] == [
        *("reminder_48", "reminder_48", "reminder_3")
    ]


def test_a_booking_mail_that_comes_late_is_reminder_enough(book, now, mail_server):
    start = now + 60 * HOUR
    request = book(start)  # the mail server is down
    write_at(start - 40 * HOUR)
    assert reminders_of(request) == []
    mail_server.start()
    assert outbox.send_due(start - 30 * HOUR) == {"sent": 1}
    write_at(start - 29 * HOUR)
    assert reminders_of(request) == []
    write_at(start - 3 * HOUR)
    assert reminders_of(request) == [("reminder_3", "queued")]


def test_a_reminder_that_cannot_be_written_holds_up_no_other(book, now, monkeypatch):
    first, second = book(now + timedelta(days=7)), book(now + timedelta(days=7, hours=1))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE appointments_bookingrequest SET email = 'lost$key' WHERE id = %s", [first.pk]
        )
    with pytest.raises(UnreadableValue):
        write_at(now + timedelta(days=6))
    assert reminders_of(second) == [("reminder_48", "queued")]
    assert not first.events.filter(move="reminder_48").exists()


def test_who_acts_at_the_same_moment_goes_before(book, now, monkeypatch):
    """The worker has found the visit, and the clerk cancels it before the reminder is written."""
    request = book(now + timedelta(days=7))
    found = reminders.to_remind

    def find_and_be_overtaken(moment):
        keys = found(moment)
        move(fresh(request), "cancel", by=None, now=moment, version=2, reason="Ill")
        return keys

    monkeypatch.setattr(reminders, "to_remind", find_and_be_overtaken)
    write_at(now + timedelta(days=6))
    assert fresh(request).state == State.CANCELLED
    assert reminders_of(request) == []


def test_who_acts_between_the_last_look_and_the_write_goes_before(book, now, monkeypatch):
    request = book(now + timedelta(days=7))
    write = moves.write

    def be_overtaken_and_write(booking, event, changes):
        BookingRequest.objects.filter(pk=request.pk).update(version=9)
        return write(booking, event, changes)

    monkeypatch.setattr(moves, "write", be_overtaken_and_write)
    write_at(now + timedelta(days=6))
    assert reminders_of(request) == []
    assert not RequestEvent.objects.filter(move="reminder_48").exists()


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_write_a_reminder_once(book, now):
    request, moment = book(now + timedelta(days=7)), now + timedelta(days=6)

    def work():
        try:
            write_at(moment)
        finally:
            connections.close_all()

    workers = [Thread(target=work) for _n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert reminders_of(request) == [("reminder_48", "queued")]
    assert request.events.filter(move="reminder_48").count() == 1


def test_the_database_itself_refuses_the_same_reminder_twice(book, now, monkeypatch):
    request = book(now + timedelta(days=7))
    write_at(now + timedelta(days=6))
    monkeypatch.setattr(reminders, "to_remind", lambda moment: [request.pk])
    monkeypatch.setattr(reminders, "to_write", lambda visit, moment: "reminder_48")
    write_at(now + timedelta(days=6))
    assert len(reminders_of(request)) == 1
    assert fresh(request).version == 3  # the event, too, was taken back


def test_looking_for_reminders_is_one_query_however_many_visits_there_are(
    make_request, now, django_assert_num_queries
):
    counts = []
    for _n in range(2):
        for _m in range(5):
            make_request(State.BOOKED, email_allowed=True)
        with django_assert_num_queries(1):
            counts.append(len(reminders.to_remind(now + timedelta(days=6))))
    assert counts == [5, 10]


def test_a_reminder_meanwhile_spoils_no_page_that_is_open(book, visit, now):
    """Whoever has it open decides on the visit, which a reminder leaves as it is."""
    request, at = book(now + timedelta(days=7)), now + timedelta(days=6)
    write_at(at)
    event = move(fresh(request), "cancel", by=None, now=at, version=2, reason="Ill")
    assert event.version == 4
    with pytest.raises(AlreadyMoved):
        move(fresh(request), "reopen", by=None, now=at, version=3, reason="Well")
    with pytest.raises(AlreadyMoved):
        move(fresh(request), "reopen", by=None, now=at, version=5, reason="Well")


def test_what_somebody_did_before_or_after_a_reminder_is_never_overlooked(book, now):
    request, at = book(now + timedelta(days=7)), now + timedelta(days=6)
    how = {"channel": "phone", "outcome": "no_answer"}
    log_attempt(fresh(request), by=None, now=now, version=2, **how)
    write_at(at)
    with pytest.raises(AlreadyMoved):
        move(fresh(request), "cancel", by=None, now=at, version=2, reason="Ill")
    log_attempt(fresh(request), by=None, now=at, version=3, **how)
    with pytest.raises(AlreadyMoved):
        move(fresh(request), "cancel", by=None, now=at, version=4, reason="Ill")
    assert fresh(request).version == 5


def test_the_worker_looks_for_reminders_every_minute():
    assert visit_clock.JOBS["write_reminders"].every == MINUTE
