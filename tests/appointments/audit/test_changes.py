"""What changes a request is recorded with it, also past its deletion; whoever did it."""

from datetime import timedelta

import pytest
from django.db import transaction

from appointments import audit, moves, patient_link, retention
from appointments.models import AccessRecord, BookingRequest
from appointments.transitions import State
from tests.appointments.audit.conftest import recorded


def test_staff_patients_and_the_clock_are_told_apart(make_request, dana, now):
    request = make_request(State.IN_REVIEW)
    moves.move(
        request, "waitlist", by=dana, now=now, version=1, look_again_on=now.date() + timedelta(1)
    )
    patient_link.withdraw(request, now=now, version=2)
    booked = make_request(
        State.BOOKED, visit_start=now - timedelta(9), visit_end=now - timedelta(8)
    )
    moves.move(booked, "fulfill", by=None, now=now, version=1)
    assert recorded() == [
        ("dana", "change", request.reference, "waitlist"),
        ("patient", "change", request.reference, "withdraw"),
        ("site", "change", booked.reference, "fulfill"),
    ]
    row = AccessRecord.objects.first()
    assert (row.staff_id, row.at) == (dana.pk, now)


def test_what_is_undone_leaves_no_row(make_request, dana, now):
    request = make_request()
    with pytest.raises(moves.MoveRefused):
        moves.move(request, "take", by=dana, now=now, version=7)
    with pytest.raises(RuntimeError), transaction.atomic():
        moves.move(request, "take", by=dana, now=now, version=1)
        raise RuntimeError
    assert recorded() == []


def test_a_change_that_cannot_be_recorded_is_not_made(make_request, dana, now, monkeypatch):
    request = make_request()

    def fail(entries):
        raise RuntimeError

    monkeypatch.setattr(audit, "append", fail)
    with pytest.raises(RuntimeError):
        moves.move(request, "take", by=dana, now=now, version=1)
    assert BookingRequest.objects.get().state == State.RECEIVED


def test_a_deletion_is_recorded_and_the_rows_outlive_the_request(make_request, write, now):
    request = make_request(State.SPAM, state_changed_at=now - timedelta(days=31))
    write(request.reference)
    retention.purge(now)
    assert not BookingRequest.objects.exists()
    assert recorded(reference=request.reference) == [
        ("dana", "view", request.reference, "test"),
        ("site", "deletion", request.reference, "spam"),
    ]
