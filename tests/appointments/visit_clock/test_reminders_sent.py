"""A reminder is looked at again when it is handed to the mail server, which may be much later."""

from datetime import timedelta

import pytest

from appointments import link_tokens, outbox, patient_link
from appointments.models import BookingRequest, OutboundMessage, PatientLink
from appointments.moves import move
from appointments.outbox import oldest_unsent, send_due, send_next
from conditions.reading import grade
from tests.appointments.visit_clock.conftest import HOUR, MINUTE, fresh, reminders_of, write_at

START = timedelta(days=7)  # from now


@pytest.fixture
def waiting(book, mail_server, now):
    """A visit whose reminder was written 48 hours before, while the mail server is down."""
    mail_server.start()
    request = book(now + START)
    mail_server.stop()
    mail_server.accepted.clear()
    write_at(now + START - 48 * HOUR)
    return request


def sent_at(mail_server, moment):
    """What the worker does at a moment with a mail server that is up, and what that got."""
    mail_server.start()
    counts = send_due(moment)
    return counts, len(mail_server.accepted)


def test_it_tells_the_time_and_the_link_and_nothing_else_about_the_visit(waiting, mail_server, now):
    assert sent_at(mail_server, now + START - 47 * HOUR) == ({"sent": 1}, 1)
    (mail,) = mail_server.accepted
    text = mail.get_content()
    link = PatientLink.objects.get(request=waiting)
    assert not mail.is_multipart()
    assert mail["To"] == waiting.email
    assert mail["Subject"] == f"About your request {waiting.reference}"
    assert "Monday, Nov. 16, 2026, 10 a.m. ET" in text
    assert f"/request/link/{link_tokens.token_of(link)}/" in text
    text = text.replace(link_tokens.token_of(link), "")  # random letters, which may spell anything
    assert "(305) 555-0123" in text and "tell us" in text
    visit = fresh(waiting)
    secrets = ["Sam", "Sentinel", visit.visit_clinician.name, visit.visit_location.name, "psych"]
    assert not [secret for secret in secrets if secret.lower() in text.lower()]
    sentences = " ".join(line for line in text.splitlines() if line.endswith((".", ":")))
    assert grade(sentences) <= 8
    assert waiting.messages.get(kind="reminder_48").calendar == ""


def test_the_link_works_for_30_days_from_the_reminder(book, now, mailoutbox):
    start = now + timedelta(days=60)
    request = book(start)
    link = PatientLink.objects.get(request=request)
    assert not link.works(start)
    write_at(start - 48 * HOUR)
    send_due(start - 48 * HOUR)
    link.refresh_from_db()
    assert link.works(start)
    assert link_tokens.token_of(link) in mailoutbox[-1].body


def test_without_a_link_it_says_to_call(waiting, mail_server, now):
    PatientLink.objects.update(revoked_at=now)
    sent_at(mail_server, now + START - 47 * HOUR)
    text = mail_server.accepted[0].get_content()
    assert "/request/link/" not in text
    assert "if you cannot come, please call us" in text


@pytest.mark.parametrize(
    "change",
    [
        {"state": "cancelled"},
        {"visit_sequence": 1},
        {"email_allowed": False},
        {"email": ""},
    ],
)
def test_what_is_not_true_any_more_is_not_sent_and_nobody_has_to_phone(
    waiting, mail_server, now, change
):
    """As where it changed after the worker had taken the message."""
    BookingRequest.objects.update(**change)
    assert sent_at(mail_server, now + START - 47 * HOUR) == ({"superseded": 1}, 0)
    assert not fresh(waiting).phone_instead
    assert reminders_of(waiting) == [("reminder_48", "superseded")]
    assert oldest_unsent(now + START) is None


def test_a_change_while_the_worker_holds_it_is_seen(waiting, mail_server, now, monkeypatch):
    deliver, moment = outbox.deliver, now + START - 47 * HOUR

    def cancel_and_deliver(pk, at):
        move(fresh(waiting), "cancel", by=None, now=at, version=3, reason="Ill")
        deliver(pk, at)

    monkeypatch.setattr(outbox, "deliver", cancel_and_deliver)
    mail_server.start()
    assert send_next(moment) == "superseded"
    monkeypatch.setattr(outbox, "deliver", deliver)
    assert send_due(moment) == {"sent": 1}
    assert "canceled" in mail_server.accepted[0].get_body().get_content()


@pytest.mark.parametrize("name", ["reschedule", "cancel", "cant_come"])
def test_a_move_takes_back_a_reminder_that_waits(waiting, visit, mail_server, now, name):
    moment, request = now + START - 47 * HOUR, fresh(waiting)
    details = {
        "reschedule": {"visit": visit(request.visit_start + HOUR)},
        "cancel": {"reason": "Ill"},
        "cant_come": {},
    }[name]
    move(request, name, by=None, now=moment, version=3, **details)
    assert reminders_of(waiting) == [("reminder_48", "superseded")]
    assert sent_at(mail_server, moment)[1] == 1  # the mail of the move alone


def test_i_cannot_make_it_by_the_link_takes_back_a_reminder_that_waits(waiting, now):
    at = now + START - 47 * HOUR
    # The page was opened before the reminder was written.
    patient_link.cannot_come(fresh(waiting), wants_another=True, now=at, version=2)
    assert reminders_of(waiting) == [("reminder_48", "superseded")]
    assert patient_link.is_done(waiting, ["cant_come"], 2)
    assert not patient_link.is_done(waiting, ["withdraw"], 2)


@pytest.mark.parametrize(
    ("hours", "counts"),
    [(48, {"sent": 1}), (10, {"sent": 1}), (9, {"superseded": 1}), (0, {"superseded": 1})],
)
def test_one_that_comes_too_late_is_not_sent(waiting, mail_server, now, hours, counts):
    assert sent_at(mail_server, now + START - hours * HOUR)[0] == counts


def test_of_two_that_wait_only_the_one_that_makes_sense_is_sent(waiting, mail_server, now):
    moment = now + START - 3 * HOUR
    write_at(moment)
    assert sent_at(mail_server, moment) == ({"superseded": 1, "sent": 1}, 1)
    assert reminders_of(waiting) == [("reminder_48", "superseded"), ("reminder_3", "sent")]


def test_a_mail_server_that_is_down_past_the_visit_gets_no_reminder_afterwards(
    book, mail_server, now
):
    mail_server.start()
    request, start = book(now + START), now + START
    mail_server.stop()
    write_at(start - 3 * HOUR)
    tries, moment = 0, start - 3 * HOUR
    while reminders_of(request) == [("reminder_3", "queued")]:
        tries += send_due(moment).get("queued", 0)
        moment += MINUTE
    # No try is planned once the visit has begun, and so nothing waits in vain.
    assert (moment < start, tries) == (True, 7)
    assert reminders_of(request) == [("reminder_3", "superseded")]
    reminder = OutboundMessage.objects.get(kind="reminder_3")
    assert (reminder.trouble, reminder.leased_until) == ("ConnectionRefusedError", None)
    assert not fresh(request).phone_instead
    mail_server.accepted.clear()
    assert sent_at(mail_server, start + MINUTE) == ({}, 0)


def test_an_address_that_is_refused_for_good_is_to_be_phoned_here_too(waiting, mail_server, now):
    mail_server.answers = {"RCPT": "550 5.1.1 nobody here"}
    assert sent_at(mail_server, now + START - 47 * HOUR) == ({"refused": 1}, 0)
    assert fresh(waiting).phone_instead


def test_a_worker_that_died_after_sending_sends_no_second_one_once_the_visit_began(
    waiting, mail_server, now
):
    sent_at(mail_server, now + START - 47 * HOUR)
    OutboundMessage.objects.filter(kind="reminder_48").update(status="queued", sent_at=None)
    assert send_due(now + START) == {"superseded": 1}
    assert len(mail_server.accepted) == 1
