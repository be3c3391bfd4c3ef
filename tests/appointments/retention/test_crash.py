"""A purge that is killed, and purges at once: nothing is lost and nothing is doubled."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from django.db import connections

from appointments import outbox, retention
from appointments.models import (
    BookingRequest,
    ContactTime,
    OutboundMessage,
    PurgedCount,
    RequestEvent,
)
from tests.appointments.retention.conftest import NOW, counted, gone, left
from tests.appointments.test_worker import database_url

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def make_closed(make_closed):
    """A function that makes a closed request of which every figure has something to count."""

    def make(**fields):
        booking = make_closed(**fields, first_contact_at=NOW)
        event = booking.events.get()
        message = outbox.queue(event, kind="declined", audience="patient", now=NOW)
        message.status = OutboundMessage.Status.GIVEN_UP
        message.save()
        return booking

    return make


def assert_whole(references):
    """Each request is there or recorded as gone, once; what is gone is counted, and left no row."""
    deleted = gone()
    failed = PurgedCount.objects.values_list("mail_failed", flat=True)
    assert ContactTime.objects.count() == sum(failed) == len(deleted)
    assert left() | set(deleted) == references
    assert not left() & set(deleted)
    assert set(deleted.values()) <= {1}
    assert counted() == len(deleted)
    assert RequestEvent.objects.count() == len(left())
    assert set(RequestEvent.objects.values_list("request__reference", flat=True)) == left()


# A purge that kills itself when the third request is counted and deleted, and not committed.
KILLED = """
import os, signal, django
django.setup()
from django.core.management import call_command
from appointments import retention
erase, calls = retention.erase, []
def erase_and_die(pk):
    erase(pk)
    calls.append(pk)
    if len(calls) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
retention.erase = erase_and_die
call_command("purge_requests")
"""


@pytest.mark.django_db(transaction=True)
def test_a_purge_that_is_killed_is_whole_and_the_next_one_ends_it(make_closed):
    references = {make_closed(days=300).reference for _n in range(6)}
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "clinic_site.settings",
        "DEBUG": "off",
        "DATABASE_URL": database_url(),
    }
    for deleted in [2, 4]:
        killed = subprocess.run([sys.executable, "-c", KILLED], env=environment, cwd=ROOT)
        assert killed.returncode == -signal.SIGKILL
        assert_whole(references)
        assert counted() == deleted
    assert retention.purge(NOW) == {"declined": 2}
    assert_whole(references)


@pytest.mark.django_db(transaction=True)
def test_a_failure_anywhere_in_a_deletion_undoes_all_of_it(make_closed, monkeypatch):
    references = {make_closed().reference}
    erase = retention.erase

    def fail(pk):
        erase(pk)
        raise RuntimeError

    monkeypatch.setattr(retention, "erase", fail)
    with pytest.raises(RuntimeError):
        retention.purge(NOW)
    assert_whole(references)
    assert left() and not PurgedCount.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_several_purges_at_once_delete_and_count_each_request_once(make_closed):
    references = {make_closed().reference for _n in range(12)}

    def work():
        try:
            retention.purge(NOW)
        finally:
            connections.close_all()

    workers = [Thread(target=work) for _n in range(3)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
    assert_whole(references)
    assert not left()
    assert not OutboundMessage.objects.exists() and not BookingRequest.objects.exists()
