"""The worker as a process of its own: it ends well, dies badly, and loses its database."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections
from django.utils import timezone
from wagtail.models import Page, Revision

from appointments import clock, outbox
from appointments.clock import OWN_JOBS, run_due_jobs
from appointments.management.commands import run_worker
from appointments.models import BookingRequest, ClockJob, OutboundMessage
from appointments.outbox import queue, send_due
from clinic_site.jobs import Job
from clinic_site.models import StandardPage
from conditions.models import RelatedCondition
from tests.signing import sign

MANAGE = Path(__file__).resolve().parents[2] / "manage.py"


@pytest.fixture
def queued(make_request):
    """A function that queues so many acknowledgements now."""

    def make(count=1):
        now = timezone.now()
        events = [make_request().events.get() for _n in range(count)]
        return [queue(event, kind="received", audience="patient", now=now) for event in events]

    return make


def database_url():
    """The address of the test database, for another process."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    login = f"{database['USER']}:{database['PASSWORD']}".rstrip(":")
    return f"postgres://{login}@{database['HOST']}:{database['PORT']}/{database['NAME']}"


@contextmanager
def worker(mail_server, *options):
    """A real worker over the test database and the test's mail server."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "clinic_site.settings",
        "DEBUG": "off",
        "DATABASE_URL": database_url(),
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_server.port}",
    }
    command = [sys.executable, str(MANAGE), "run_worker", *options]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_until(condition, seconds=120):
    """Wait for something that another process does."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "It did not happen in time."
        time.sleep(0.05)


def unsent():
    return OutboundMessage.objects.exclude(status="sent").count()


def ran(*names):
    """Whether each of these jobs of the clock has ended."""
    return ClockJob.objects.filter(name__in=names).exclude(finished_at=None).count() == len(names)


# ---------------------------------------------------------------- processes


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_between_accept_and_record_sends_again_under_the_same_id(
    queued, mail_server
):
    (message,) = queued()
    mail_server.start()
    with worker(mail_server) as process:
        # Killed when the server has the message, and before the worker can hear so.
        mail_server.on_accept = process.kill
        process.wait(60)
    assert len(mail_server.accepted) == 1
    now = timezone.now()
    assert unsent() == 1

    mail_server.on_accept = None
    assert send_due(now) == {}  # the dead worker's lease still holds
    assert send_due(now + outbox.LEASE) == {"sent": 1}
    assert mail_server.message_ids() == [message.message_id] * 2
    kept = OutboundMessage.objects.get()
    assert (kept.status, kept.tries, kept.message_id) == ("sent", 2, message.message_id)


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_every_message_once(queued, mail_server):
    messages = queued(12)
    mail_server.wait = 0.05
    mail_server.start()
    with worker(mail_server, "--once") as one, worker(mail_server, "--once") as other:
        assert (one.wait(60), other.wait(60)) == (0, 0)
    assert unsent() == 0
    assert sorted(mail_server.message_ids()) == sorted(m.message_id for m in messages)
    assert set(OutboundMessage.objects.values_list("tries", flat=True)) == {1}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_told_to_stop_finishes_its_message_and_ends(queued, mail_server, number):
    queued(3)
    mail_server.start()
    with worker(mail_server) as process:
        # Told when the server has the message, and before the worker can hear so.
        mail_server.on_accept = lambda: process.send_signal(number)
        assert process.wait(60) == 0
    assert len(mail_server.accepted) == 1
    assert OutboundMessage.objects.filter(status="sent").count() == 1
    assert not OutboundMessage.objects.exclude(leased_until=None).exists()


@pytest.mark.django_db(transaction=True)
def test_an_idle_worker_sends_what_comes_and_shows_that_it_lives(queued, mail_server):
    mail_server.start()
    with worker(mail_server) as process:
        wait_until(lambda: ran(*OWN_JOBS))
        queued()
        wait_until(lambda: unsent() == 0)
        process.terminate()
        said, _nothing = process.communicate(timeout=60)
    assert "@patient" not in said


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connection to lose")
def test_a_worker_that_loses_its_database_goes_on_when_it_is_back(queued, mail_server):
    mail_server.start()
    with worker(mail_server) as process:
        wait_until(lambda: ran(*OWN_JOBS))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            assert cursor.fetchone()[0] > 0
        queued()
        wait_until(lambda: unsent() == 0)
        assert process.poll() is None


# ---------------------------------------------------------------- turns


@pytest.mark.django_db(transaction=True)
def test_a_turn_that_fails_is_logged_by_its_class_and_the_next_one_comes(
    queued, mailoutbox, monkeypatch, caplog
):
    queued()
    command, fails = run_worker.Command(), iter([OperationalError("zsentinel"), ValueError("no")])
    send_next = outbox.send_next

    def stumble(now):
        for error in fails:
            raise error
        command.stopping.set()
        return send_next(now)

    monkeypatch.setattr(outbox, "send_next", stumble)
    monkeypatch.setattr(run_worker, "IDLE_SECONDS", 0)
    call_command(command)
    assert len(mailoutbox) == 1
    ours = [record.getMessage() for record in caplog.records if "worker" in record.getMessage()]
    assert ours == [
        "The worker had to wait: OperationalError",
        "The worker had to wait: ValueError",
    ]
    assert "zsentinel" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_single_run_that_fails_says_so(monkeypatch):
    def fail(now):
        raise OperationalError("zsentinel")

    monkeypatch.setattr(outbox, "send_next", fail)
    with pytest.raises(CommandError, match="OperationalError") as caught:
        call_command("run_worker", once=True)
    assert "zsentinel" not in str(caught.value)


@pytest.mark.django_db
def test_a_single_run_sends_all_and_gives_the_signals_back(queued, mailoutbox):
    before = signal.getsignal(signal.SIGTERM)
    queued(3)
    call_command("run_worker", once=True)
    assert len(mailoutbox) == 3
    assert signal.getsignal(signal.SIGTERM) == before


# ---------------------------------------------------------------- the clock


@pytest.fixture
def jobs(monkeypatch):
    """Two jobs of the test in place of the real ones, and a list of those that ran."""
    ran = []

    def fail():
        ran.append("fails")
        raise ValueError("zsentinel")

    table = {
        "fails": Job(timedelta(minutes=1), fail, "Failed"),
        "works": Job(timedelta(minutes=5), lambda: ran.append("works"), "Worked"),
    }
    monkeypatch.setattr(clock, "JOBS", table)
    return ran


@pytest.mark.django_db
def test_each_job_runs_when_it_is_due_and_a_failing_one_stops_no_other(jobs, now, caplog):
    for minutes in [0, 0.5, 1, 2, 5, 5.9]:
        run_due_jobs(now + timedelta(minutes=minutes))
    assert jobs == ["fails", "works", "fails", "fails", "fails", "works"]
    fails, works = ClockJob.objects.order_by("name")
    assert (fails.trouble, works.trouble) == ("ValueError", "")
    assert works.started_at == now + timedelta(minutes=5)
    assert works.started_at <= works.finished_at < works.started_at + timedelta(minutes=1)
    assert "The job fails failed: ValueError" in caplog.messages
    assert "zsentinel" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_of_several_workers_one_runs_a_job(jobs, now):
    def work():
        try:
            run_due_jobs(now)
        finally:
            connections.close_all()

    workers = [Thread(target=work) for _n in range(4)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
    assert sorted(jobs) == ["fails", "works"]


@pytest.mark.django_db
def test_a_page_is_published_and_taken_down_at_the_time_that_was_set(home):
    soon, gone = (
        home.add_child(
            instance=StandardPage(title=title, slug=title, summary="S", body="B", live=live)
        )
        for title, live in [("soon", False), ("gone", True)]
    )
    past = timezone.now() - timedelta(minutes=1)
    soon.go_live_at = past
    soon.save_revision(approved_go_live_at=past)
    Page.objects.filter(pk=gone.pk).update(expire_at=past)
    run_due_jobs(timezone.now())
    assert Page.objects.get(pk=soon.pk).live
    assert not Page.objects.get(pk=gone.pk).live
    assert ClockJob.objects.get(name="publish_scheduled").trouble == ""


@pytest.mark.django_db
def test_the_clock_never_declines_anything_and_closes_only_visits_that_are_over(
    make_request, now, monkeypatch
):
    requests = [make_request(state) for state in ["received", "in_review", "waitlisted", "booked"]]
    later = now + timedelta(days=400)
    monkeypatch.setattr(timezone, "now", lambda: later)
    run_due_jobs(later)
    states = BookingRequest.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [*(request.state for request in requests[:3]), "fulfilled"]


@pytest.fixture
def refused(make_condition):
    """A revision that is due first; meanwhile its relation was entered from the other side."""
    page, other = make_condition("Grief"), make_condition("Numbness")
    due = timezone.now() - timedelta(minutes=2)
    page.summary = "A new sentence about grief."
    page.related_conditions = [
        RelatedCondition(target=other, kind="can-lead-to", sentence="It leads there.")
    ]
    page.go_live_at = due
    revision = page.save_revision(approved_go_live_at=due)
    sign(revision)
    RelatedCondition.objects.create(
        page=other, target=page, kind="can-result-from", sentence="It comes from there."
    )
    return revision


def test_a_scheduled_page_that_is_refused_holds_up_no_other(refused, make_condition):
    later, gone = make_condition("Burnout"), make_condition("Panic")
    later.summary = "A new sentence."
    later.go_live_at = timezone.now() - timedelta(minutes=1)
    sign(later.save_revision(approved_go_live_at=later.go_live_at))
    Page.objects.filter(pk=gone.pk).update(expire_at=later.go_live_at)
    run_due_jobs(timezone.now())
    later.refresh_from_db()
    gone.refresh_from_db()
    assert later.summary == "A new sentence."
    assert (gone.live, gone.expired) == (False, True)


def test_a_scheduled_page_that_is_refused_is_tried_again_until_it_is_mended(refused):
    start, due, page = timezone.now(), refused.approved_go_live_at, refused.content_object
    for minutes in [0, 2]:
        run_due_jobs(start + timedelta(minutes=minutes))
        refused.refresh_from_db()
        page.refresh_from_db()
        assert refused.approved_go_live_at == due
        assert page.summary == "Grief in one sentence."
        assert ClockJob.objects.get(name="publish_scheduled").trouble == "ValidationError"
    RelatedCondition.objects.all().delete()
    run_due_jobs(start + timedelta(minutes=4))
    refused.refresh_from_db()
    page.refresh_from_db()
    assert page.summary == "A new sentence about grief."
    assert refused.approved_go_live_at is None
    assert ClockJob.objects.get(name="publish_scheduled").trouble == ""


def test_a_page_that_is_broken_in_another_way_holds_up_no_other_either(
    refused, make_condition, monkeypatch
):
    publish = Revision.publish

    def stumble(revision, **kwargs):
        if revision.pk == refused.pk:
            raise KeyError("zsentinel")
        return publish(revision, **kwargs)

    monkeypatch.setattr(Revision, "publish", stumble)
    later = make_condition("Burnout", live=False)
    sign(later.save_revision(approved_go_live_at=timezone.now() - timedelta(minutes=1)))
    run_due_jobs(timezone.now())
    later.refresh_from_db()
    assert later.live
    assert ClockJob.objects.get(name="publish_scheduled").trouble == "KeyError"
