"""A message that a later move makes wrong is never sent."""

from datetime import timedelta

import pytest

from appointments import outbox
from appointments.move_needs import Visit
from appointments.moves import move
from appointments.outbox import Status, queue, send_due, send_next
from appointments.transitions import State
from tests.appointments.outbox.conftest import row


def test_a_message_that_a_later_move_makes_wrong_is_never_sent(
    make_request, clinician, locations, now, mailoutbox
):
    request = make_request(State.IN_REVIEW)
    visit = Visit(now + timedelta(days=1), 50, clinician, locations[0], entered_elsewhere=True)
    move(request, "book", by=None, now=now, version=1, visit=visit)
    move(request, "cancel", by=None, now=now, version=2, reason="Ill")
    assert send_due(now) == {"sent": 1}
    assert "canceled" in mailoutbox[0].body
    statuses = request.messages.order_by("pk").values_list("kind", "status")
    assert list(statuses) == [("booked", "superseded"), ("cancelled", "sent")]


@pytest.mark.parametrize(
    ("moves", "sent"),
    [
        (["take"], 1),
        (["take", "give_back"], 1),
        (["mark_spam"], 0),
        (["mark_error"], 0),
        (["take", "ask_patient"], 1),
        (["take", "ask_patient", "resume"], 0),
    ],
)
def test_the_acknowledgement_waits_on_while_it_is_true(make_request, now, moves, sent):
    request = make_request()
    queue(request.events.get(), kind="received", audience="patient", now=now)
    queue(request.events.get(), kind="desk_new", audience="desk", now=now)
    for name in moves:
        move(request, name, by=None, now=now, version=request.version, reason="Sentinel")
    assert send_due(now) == {"sent": sent + 1}  # the desk's nudge goes out in any case


def test_a_message_overtaken_while_it_was_under_way_is_not_tried_again(
    queued, mail_server, now, monkeypatch
):
    message = queued()
    deliver = outbox.deliver

    def overtake_and_deliver(pk, now):
        outbox.supersede(message.request)
        deliver(pk, now)

    monkeypatch.setattr(outbox, "deliver", overtake_and_deliver)
    send_next(now)
    assert row(message).status == Status.SUPERSEDED
    assert send_next(now + timedelta(hours=1)) is None
