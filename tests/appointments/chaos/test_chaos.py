"""`kill -9` of the web and the worker at random moments: what was acknowledged is there, whole,
and nothing is sent twice under two Message-IDs."""

import os
import socket
import sys
import time
from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.utils import timezone

from appointments import outbox
from appointments.models import BookingRequest, OutboundMessage, PatientLink, RequestSettings
from tests.appointments.chaos.processes import Web, Worker
from tests.appointments.chaos.rounds import Chaos, MoodyServer
from tests.appointments.test_worker import database_url

# `make chaos` plays 200, from another seed each time, and says what came of them.
ROUNDS = int(os.environ.get("CHAOS_ROUNDS", "0"))
FEW = 6
SEED = int(os.environ.get("CHAOS_SEED", "1"))


@pytest.fixture
def moody_server(mail_server, settings):
    server = MoodyServer(Random(SEED))
    settings.EMAIL_PORT = server.port
    server.start()
    yield server
    server.stop()


@pytest.fixture
def environment(moody_server, tmp_path):
    """Of processes that see the test's database and mail server."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": database_url(),
        "EMAIL_URL": f"smtp://127.0.0.1:{moody_server.port}",
        "TMPDIR": str(tmp_path),
    }


@pytest.fixture
def chaos(open_clinic, environment):
    # What is tested is a request with its messages, not one that is held back as spam.
    RequestSettings.objects.update(most_per_address=30_000, most_per_contact=30_000)
    worker = Worker(environment)
    web = Web(environment, free_port())
    yield Chaos(web, worker, SEED)
    worker.kill()
    web.kill()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="production's database is killed at")
@pytest.mark.django_db(transaction=True)
def test_whatever_is_killed_nothing_acknowledged_is_lost_or_doubled(chaos, moody_server, capsys):
    began = time.monotonic()
    chaos.run(ROUNDS or FEW)
    chaos.worker.kill_process()
    send_what_is_left()

    requests = {request.email: request for request in BookingRequest.objects.all()}
    assert len(requests) == BookingRequest.objects.count(), "A form became two requests."
    for form in chaos.forms:
        assert len(set(form.references)) <= 1, "A form was told two references."
        for reference in form.references:
            assert requests[form.email].reference == reference
    for request in requests.values():
        assert_whole(request)

    sent = Counter(moody_server.message_ids())
    known = OutboundMessage.objects.values_list("message_id", flat=True)
    assert set(sent) == set(known), "Each message under its own Message-ID, and no other."
    if ROUNDS:
        with capsys.disabled():
            report(chaos, len(requests), sent, moody_server, time.monotonic() - began)


def send_what_is_left():
    """A last worker, hours later: no lease holds, and what was put off is due."""
    hours = timedelta(0)
    while OutboundMessage.objects.filter(status="queued").exists():
        hours += outbox.LONGEST_WAIT
        assert hours < outbox.TRY_FOR
        outbox.send_due(timezone.now() + hours)
    assert not OutboundMessage.objects.exclude(status="sent").exists()


def assert_whole(request):
    """Everything that belongs to a new request is there, once."""
    (event,) = request.events.all()
    assert (event.move, event.version, event.to_state) == ("submit", 1, "received")
    assert (request.state, request.version) == ("received", 1)
    kinds = request.messages.order_by("audience").values_list("audience", "kind", "event")
    assert list(kinds) == [("desk", "desk_new", event.pk), ("patient", "received", event.pk)]
    assert request.preferred_times.count() == 2
    assert PatientLink.objects.filter(request=request).count() == 1


def report(chaos, stored, sent, moody_server, seconds):
    acknowledged = sum(bool(form.references) for form in chaos.forms)
    figures = {
        "rounds": ROUNDS,
        "seed": SEED,
        "kills": dict(chaos.kills),
        "forms sent": len(chaos.forms),
        "sent again for want of an answer": sum(form.silent > 0 for form in chaos.forms),
        "acknowledged": acknowledged,
        "stored": stored,
        "messages": len(sent),
        "mails": sum(sent.values()),
        "repeats under the same Message-ID": sum(sent.values()) - len(sent),
        "moods of the mail server": dict(moody_server.moods),
        "seconds": round(seconds, 1),
    }
    sys.stdout.write("\n" + "\n".join(f"{name}: {value}" for name, value in figures.items()) + "\n")
