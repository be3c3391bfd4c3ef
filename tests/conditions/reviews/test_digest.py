"""The weekly digest, through a real mail server: what it says, to whom, and how often."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from appointments.clock import run_due_jobs
from appointments.models import ClockJob
from clinic_site import roles
from clinic_site.dates import clinic_date
from conditions.review_digest import LISTED, compose, send_digest, weekly_digest


@pytest.fixture
def staff(make_staff):
    """Accounts of every kind. Two of them keep the library and have an address."""
    accounts = {
        "editor": (roles.EDITOR, "editor@clinic.example"),
        "reviewer": (roles.REVIEWER, "reviewer@clinic.example"),
        "left": (roles.EDITOR, "left@clinic.example"),
        "silent": (roles.EDITOR, ""),
        "desk": (roles.FRONT_DESK, "desk@clinic.example"),
        "manager": (roles.MANAGER, "manager@clinic.example"),
    }
    users = {name: make_staff(role, name) for name, (role, _email) in accounts.items()}
    for name, user in users.items():
        user.email = accounts[name][1]
        user.is_active = name != "left"
        user.save()
    return users


@pytest.fixture
def server(mail_server):
    """A mail server that is up."""
    mail_server.start()
    return mail_server


def addressed(server):
    """Whom the server took mails for, in their order."""
    return [message["To"] for message in server.accepted]


def job():
    return ClockJob.objects.get(name="review_digest")


BOTH = ["editor@clinic.example", "reviewer@clinic.example"]


def test_editors_and_reviewers_get_one_mail_each_that_says_what_is_due(
    staff, server, library_of_all_states
):
    sent = list(send_digest(now=timezone.now()))
    assert [user.username for user in sent] == ["editor", "reviewer"]
    assert addressed(server) == BOTH
    for message in server.accepted:
        assert message.get_content_type() == "text/plain"
        assert message["Cc"] is None and message["Bcc"] is None
        assert message["Subject"] == (
            "Library reviews: overdue 1, due soon 1, not yet reviewed 1, waiting for a clinician 2"
        )
        text = message.get_content().replace("\r\n", "\n")
        due = clinic_date() - timedelta(days=1)
        assert f"Overdue (1)\n- Overdue page: review due {due:%b} {due.day}, {due.year}" in text
        assert "Not yet reviewed (1)\n- Unread page\n" in text
        assert "Waiting for a clinician (2)" in text and "- Draft page" in text
        assert "Fresh page" not in text
        assert "http://localhost:8000" + reverse("library_reviews") in text


def test_nobody_gets_a_mail_while_nothing_is_due(staff, server, make_due):
    make_due("Fresh page", 61)
    assert list(send_digest(now=timezone.now())) == []
    assert server.accepted == []


def test_a_long_list_ends_with_how_many_more_there_are(make_due, monkeypatch):
    for number in range(3):
        make_due(f"Late {number}", -1)
    monkeypatch.setattr("conditions.review_digest.LISTED", 1)
    _subject, body = compose()
    assert "Overdue (3)" in body and body.count("- Late") == 1
    assert "… and 2 more in the report" in body
    assert LISTED > 1


def test_once_a_week_whoever_sends_it(staff, server, make_due):
    make_due("Overdue page", -1)
    now = timezone.now()
    run_due_jobs(weekly_digest.last_due(now))
    assert job().trouble == ""
    said = StringIO()
    call_command("send_review_digest", stdout=said)
    assert "Nothing to send" in said.getvalue()
    assert addressed(server) == BOTH
    list(send_digest(now=now + timedelta(days=8)))
    assert addressed(server) == BOTH * 2
    ids = server.message_ids()
    assert len(set(ids)) == 4


def test_a_mail_server_that_is_down_is_written_down_and_tried_again(
    staff, mail_server, make_due, caplog
):
    make_due("Overdue page", -1)
    due = weekly_digest.last_due(timezone.now())
    run_due_jobs(due)
    assert job().trouble == "ConnectionRefusedError"
    assert not ModelLogEntry.objects.filter(action="conditions.review_digest").exists()
    mail_server.start()
    run_due_jobs(due + timedelta(minutes=30))
    assert addressed(mail_server) == []
    run_due_jobs(due + timedelta(hours=1))
    assert addressed(mail_server) == BOTH
    assert job().trouble == ""
    run_due_jobs(due + timedelta(hours=2))
    assert addressed(mail_server) == BOTH
    ours = [record.getMessage() for record in caplog.records if record.name != "mail.log"]
    assert "The job review_digest failed: ConnectionRefusedError" in ours
    assert "@clinic.example" not in " ".join(ours)


def test_a_server_that_goes_down_half_way_has_the_other_half_sent_later(staff, server, make_due):
    make_due("Overdue page", -1)
    due = weekly_digest.last_due(timezone.now())
    server.on_accept = lambda: server.answers.update({"MAIL": "421 Closing down"})
    run_due_jobs(due)
    assert addressed(server) == BOTH[:1]
    assert job().trouble == "SMTPSenderRefused"
    server.on_accept, server.answers = None, {}
    run_due_jobs(due + timedelta(hours=1))
    assert addressed(server) == BOTH


def test_a_person_whom_the_server_refuses_holds_up_nobody_else(staff, server, make_due):
    make_due("Overdue page", -1)
    accept = server.handle_RCPT

    async def refuse_one(smtp, session, envelope, address, options):
        if address == BOTH[0]:
            return "550 No such mailbox"
        return await accept(smtp, session, envelope, address, options)

    server.handle_RCPT = refuse_one
    said = StringIO()
    with pytest.raises(CommandError, match="^1 sent, then: SMTPRecipientsRefused$"):
        call_command("send_review_digest", stdout=said)
    assert said.getvalue() == "Sent to reviewer\n"
    server.handle_RCPT = accept
    call_command("send_review_digest", stdout=said)
    assert said.getvalue() == "Sent to reviewer\nSent to editor\n"
    assert addressed(server) == BOTH[::-1]


def test_a_mail_that_goes_twice_has_the_same_message_id(staff, server, make_due):
    make_due("Overdue page", -1)
    now = timezone.now()
    list(send_digest(now=now))
    ModelLogEntry.objects.all().delete()  # as if the worker had died before it was noted
    list(send_digest(now=now))
    ids = server.message_ids()
    assert ids[:2] == ids[2:] and len(set(ids)) == 2
