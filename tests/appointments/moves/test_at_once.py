"""Two staff act on one request, or for one time: one wins, and the other is told."""

from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connections

from appointments.models import BookingRequest, OutboundMessage
from appointments.moves import AlreadyMoved, MoveRefused, move
from appointments.transitions import State
from tests.appointments.moves.conftest import everything


def test_a_move_decided_on_an_older_version_is_refused_and_writes_nothing(make_request, now):
    request = make_request()
    stale = BookingRequest.objects.get(pk=request.pk)
    move(request, "take", by=None, now=now, version=1)
    before = everything()
    with pytest.raises(AlreadyMoved) as caught:
        move(stale, "mark_spam", by=None, now=now, version=1)
    with pytest.raises(AlreadyMoved):
        move(request, "give_back", by=None, now=now, version=1)
    assert "Somebody else" in str(caught.value.sentence)
    assert everything() == before


def at_once(*functions):
    """Run the functions in threads that begin together, and return what each raised, or None."""
    barrier, raised = Barrier(len(functions)), {}

    def run(number, function):
        try:
            barrier.wait()
            function()
            raised[number] = None
        except (MoveRefused, IntegrityError) as error:
            raised[number] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(functions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [raised[number] for number in range(len(functions))]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_again", range(3))
def test_of_two_staff_who_move_one_request_at_once_exactly_one_wins(make_request, now, _again):
    pk = make_request(State.IN_REVIEW).pk

    def decline():
        request = BookingRequest.objects.get(pk=pk)
        barrier.wait()
        move(request, "decline", by=None, now=now, version=1, decline_code="payment")

    def ask():
        request = BookingRequest.objects.get(pk=pk)
        barrier.wait()
        move(request, "ask_patient", by=None, now=now, version=1)

    barrier = Barrier(2)
    outcomes = at_once(decline, ask)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyMoved", "NoneType"]
    request = BookingRequest.objects.get()
    assert request.version == 2
    event = request.events.exclude(move="submit").get()
    assert (event.to_state, event.version) == (request.state, 2)
    assert OutboundMessage.objects.get().event == event


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_again", range(3))
def test_two_staff_cannot_book_one_clinician_twice_for_one_time(make_request, visit, now, _again):
    pks = [make_request(State.IN_REVIEW).pk for _n in range(2)]
    wanted = visit()

    def book(pk):
        request = BookingRequest.objects.get(pk=pk)
        barrier.wait()
        move(request, "book", by=None, now=now, version=1, visit=wanted)

    barrier = Barrier(2)
    outcomes = at_once(lambda: book(pks[0]), lambda: book(pks[1]))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["MoveRefused", "NoneType"]
    assert BookingRequest.objects.filter(state=State.BOOKED).count() == 1
    assert OutboundMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_requests_never_become_duplicates_of_each_other(make_request, now):
    pks = [make_request().pk for _n in range(2)]

    def mark(pk, other):
        request, other = (BookingRequest.objects.get(pk=key) for key in [pk, other])
        barrier.wait()
        move(request, "mark_duplicate", by=None, now=now, version=1, duplicate_of=other)

    barrier = Barrier(2)
    outcomes = at_once(lambda: mark(*pks), lambda: mark(*reversed(pks)))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["MoveRefused", "NoneType"]
