"""The health address: for machines, without a number, a name, or a cookie."""

import os
import socket
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import OperationalError
from django.utils import timezone

from appointments import healthz, outbox
from appointments.models import ClockJob

ROOT = Path(__file__).resolve().parents[2]
CHECKS = ["database", "cache", "worker", "messages", "keys", "record", "requests", "jobs"]
WELL = dict.fromkeys(CHECKS, "ok")


@pytest.fixture
def beating(db):
    """A worker that was seen a minute ago."""
    minute_ago = timezone.now() - timedelta(minutes=1)
    return ClockJob.objects.create(name="heartbeat", started_at=minute_ago)


def checks(client, status):
    response = client.get("/healthz")
    assert response.status_code == status
    answer = response.json()
    assert answer["status"] == ("ok" if status == 200 else "failed")
    return answer["checks"]


def test_where_all_is_well_it_answers_200_with_the_checks_and_no_trace(client, beating):
    assert checks(client, 200) == WELL
    response = client.get("/healthz")
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    assert client.head("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405


def test_it_is_asked_anew_each_time(client, beating):
    assert checks(client, 200) == WELL
    beating.delete()
    assert checks(client, 503) == {**WELL, "worker": "failed"}


def test_a_message_unsent_for_more_than_15_minutes_fails_and_names_nobody(
    client, beating, make_request
):
    booking = make_request(received_at=timezone.now())
    message = outbox.queue(
        booking.events.get(), kind="received", audience="patient", now=timezone.now()
    )
    for minutes, status in [(14, 200), (16, 503)]:
        message.created_at = timezone.now() - timedelta(minutes=minutes)
        message.save()
        assert checks(client, status)["messages"] == ("ok" if status == 200 else "failed")
    text = client.get("/healthz").content.decode()
    assert booking.reference not in text and "16" not in text


def test_a_request_past_due_is_a_warning_for_staff_and_wakes_no_operator(
    client, beating, make_request
):
    make_request(received_at=timezone.now() - timedelta(days=7))
    assert checks(client, 200) == {**WELL, "requests": "warning"}


@pytest.mark.parametrize("name", ["write_reminders", "close_visits"])
def test_a_job_of_the_clock_that_failed_is_a_warning(client, beating, name):
    job = ClockJob.objects.create(name=name, trouble="KeyError")
    assert checks(client, 200) == {**WELL, "jobs": "warning"}
    assert "KeyError" not in client.get("/healthz").content.decode()
    job.trouble = ""
    job.save()
    assert checks(client, 200) == WELL


def test_a_job_that_the_site_has_no_more_troubles_nobody(client, beating):
    ClockJob.objects.create(name="of_an_earlier_release", trouble="KeyError")
    assert checks(client, 200) == WELL


def test_without_the_database_it_says_so(client, beating, monkeypatch, caplog):
    def fail(now):
        raise OperationalError("zsentinel: password of db.clinic.example")

    monkeypatch.setattr(healthz, "look", fail)
    unknown = dict.fromkeys(healthz.OF_DATABASE, "unknown")
    assert checks(client, 503) == {**WELL, "database": "failed", **unknown}
    assert "zsentinel" not in caplog.text


def test_without_the_cache_it_says_so(client, beating, monkeypatch):
    def fail(*args, **kwargs):
        raise ConnectionError("zsentinel")

    monkeypatch.setattr(type(caches["pages"]), "set", fail)
    monkeypatch.setattr(type(caches["pages"]), "get", fail)
    assert checks(client, 503) == {**WELL, "cache": "failed"}


ASK = """
import django
django.setup()
from django.test import Client
response = Client().get("/healthz", secure=True)
print(response.status_code, response.json()["checks"]["database"])
"""


def test_a_database_server_that_is_silent_is_asked_once_and_no_longer_than_the_time_to_connect():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgres://nobody@127.0.0.1:{silent.getsockname()[1]}/none"
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        done = subprocess.run(
            [sys.executable, "-c", ASK],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
        )
        asked = count_connections(silent)
    assert done.stdout.split() == ["503", "failed"]
    assert asked == 1


def count_connections(server):
    """How many have connected, and wait to be heard."""
    server.setblocking(False)
    count = 0
    with suppress(BlockingIOError):
        while True:
            server.accept()[0].close()
            count += 1
    return count
