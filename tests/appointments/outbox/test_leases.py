"""Several workers at once: each message is held by one of them, for a time."""

from datetime import timedelta
from threading import Thread

import pytest
from django.core import mail
from django.db import connections

from appointments import outbox
from appointments.models import OutboundMessage
from appointments.outbox import Status, send_due
from tests.appointments.outbox.conftest import row


def test_a_message_that_somebody_holds_is_left_alone_until_the_lease_runs_out(queued, now):
    message = queued()
    assert outbox.claim(now).pk == message.pk
    assert outbox.claim(now + timedelta(minutes=4)) is None
    assert outbox.claim(now + timedelta(minutes=5)).tries == 2


def test_a_worker_whose_lease_ran_out_spoils_nothing_of_the_next_one(queued, now):
    message = queued()
    slow = outbox.claim(now)
    later = now + timedelta(minutes=6)
    outbox.claim(later)
    outbox.record(slow, later, "TimeoutError", False)
    assert row(message).leased_until == later + outbox.LEASE
    outbox.record(slow, later, "", False)  # it had sent it all the same
    assert row(message).status == Status.SENT


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_send_every_message_once(queued, now, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    messages = [queued(email=f"person{n}@patient.example") for n in range(20)]

    def work():
        try:
            send_due(now)
        finally:
            connections.close_all()

    workers = [Thread(target=work) for _n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    sent = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert sorted(sent) == sorted(message.message_id for message in messages)
    assert set(OutboundMessage.objects.values_list("status", "tries")) == {("sent", 1)}
