"""Messages are sent once and in the end, whatever the mail server does."""

import logging
from datetime import timedelta

import pytest
from django.db import connection

from appointments import outbox
from appointments.models import BookingRequest, OutboundMessage
from appointments.outbox import Status, send_due, send_next
from tests.appointments.outbox.conftest import as_sent, row


def test_a_message_goes_out_whole_by_smtp(queued, mail_server, now):
    mail_server.start()
    message = queued("booked", email="sam@patient.example")
    assert send_due(now) == {"sent": 1}
    (sent,) = mail_server.accepted
    assert sent["To"] == "sam@patient.example"
    assert sent["From"] == "requests@clinic.example"
    assert sent["Subject"] == message.subject
    assert sent["Message-ID"] == message.message_id
    assert sent["Auto-Submitted"] == "auto-generated"
    body, calendar = list(sent.iter_parts())
    expected_body, expected_calendar = as_sent(message)
    assert body.get_content().splitlines() == expected_body.splitlines()
    assert calendar.get_content() == expected_calendar
    assert (row(message).status, row(message).leased_until) == (Status.SENT, None)
    assert now <= row(message).sent_at < now + timedelta(minutes=1)
    assert send_due(now + timedelta(days=1)) == {}
    assert len(mail_server.accepted) == 1


@pytest.mark.parametrize("kind", outbox.WITH_CALENDAR)
def test_the_calendar_file_is_named_as_what_it_is(queued, mail_server, now, kind):
    mail_server.start()
    message = queued(kind)
    send_due(now)
    (calendar,) = mail_server.accepted[0].iter_attachments()
    assert calendar.get_content_type() == "text/calendar"
    assert calendar.get_params() == [
        ("text/calendar", ""),
        ("charset", "utf-8"),
        ("method", "PUBLISH"),
    ]
    assert calendar.get_filename() == "appointment.ics"
    assert "METHOD:PUBLISH\r\n" in calendar.get_content()
    assert calendar.get_content() == as_sent(message)[1]


def test_the_desks_nudge_goes_to_its_mailbox_as_it_is_now(queued, clinic, mail_server, now):
    mail_server.start()
    queued("desk_new", "desk")
    clinic.desk_mailbox = "new@clinic.example"
    clinic.save()
    send_due(now)
    assert mail_server.accepted[0]["To"] == "new@clinic.example"


def test_a_server_that_is_down_gets_the_message_later_under_the_same_id(queued, mail_server, now):
    message = queued()
    assert send_due(now) == {"queued": 1}
    assert row(message).trouble == "ConnectionRefusedError"
    mail_server.start()
    assert send_due(now + timedelta(seconds=59)) == {}
    assert send_due(now + timedelta(seconds=70)) == {"sent": 1}
    assert mail_server.message_ids() == [message.message_id]
    assert row(message).trouble == ""


def test_a_server_that_is_too_slow_is_tried_again(queued, mail_server, now, settings):
    settings.EMAIL_TIMEOUT = 0.3
    mail_server.wait = 1
    mail_server.start()
    message = queued()
    assert send_due(now) == {"queued": 1}
    assert row(message).trouble == "SMTPServerDisconnected"  # what smtplib makes of a timeout
    mail_server.wait, settings.EMAIL_TIMEOUT = 0, 20
    assert send_due(now + timedelta(minutes=2)) == {"sent": 1}
    assert set(mail_server.message_ids()) == {message.message_id}


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_says_not_now_is_tried_again(queued, mail_server, now, command):
    mail_server.start()
    mail_server.answers = {command: "451 4.3.0 try again, sam@patient.example"}
    message = queued(email="sam@patient.example")
    assert send_due(now) == {"queued": 1}
    assert row(message).trouble == "SMTP 451"
    mail_server.answers = {}
    assert send_due(now + timedelta(minutes=2)) == {"sent": 1}


@pytest.mark.parametrize(("command", "code"), [("RCPT", 550), ("DATA", 554)])
def test_a_recipient_who_is_refused_for_good_is_to_be_phoned(
    queued, mail_server, now, command, code
):
    mail_server.start()
    mail_server.answers = {command: f"{code} 5.1.1 nobody here"}
    message = queued()
    assert send_due(now) == {"refused": 1}
    assert (row(message).status, row(message).trouble) == (Status.REFUSED, f"SMTP {code}")
    assert BookingRequest.objects.get().phone_instead
    mail_server.answers = {}
    assert send_due(now + timedelta(days=1)) == {}


def test_a_server_that_refuses_us_is_tried_again_since_we_can_mend_that(queued, mail_server, now):
    mail_server.start()
    mail_server.answers = {"MAIL": "550 5.7.1 this sender may not"}
    message = queued()
    assert send_due(now) == {"queued": 1}
    assert row(message).trouble == "SMTP 550"
    assert not BookingRequest.objects.get().phone_instead


def test_a_desk_mailbox_that_is_refused_is_no_reason_to_phone_the_patient(queued, mail_server, now):
    mail_server.start()
    mail_server.answers = {"RCPT": "550 no"}
    queued("desk_new", "desk")
    assert send_due(now) == {"refused": 1}
    assert not BookingRequest.objects.get().phone_instead


@pytest.mark.parametrize("answers", [{"RCPT": "550 {}"}, {"DATA": "451 {}"}, {"MAIL": "550 {}"}])
def test_no_log_line_and_no_row_repeats_an_address(queued, mail_server, now, caplog, answers):
    caplog.set_level(logging.DEBUG)
    mail_server.start()
    mail_server.answers = {k: v.format("zsentinel@patient.example") for k, v in answers.items()}
    message = queued(email="zsentinel@patient.example")
    send_due(now)
    assert "was not sent: SMTP" in caplog.text
    # The mail server of the test logs for itself, and speaks of what it hears.
    ours = [record for record in caplog.records if not record.name.startswith("mail.")]
    assert "zsentinel" not in str([record.getMessage() for record in ours])
    assert "zsentinel" not in row(message).trouble


def test_the_waits_double_from_a_minute_to_four_hours_for_three_days(queued, mail_server, now):
    message, start, waits = queued(), now, []
    while row(message).status == Status.QUEUED:
        now = row(message).next_try_at
        assert send_due(now - timedelta(seconds=1)) == {}
        send_next(now)
        waits.append(row(message).next_try_at - now)
    minutes = [wait.total_seconds() / 60 for wait in waits]
    assert minutes[:10] == [1, 2, 4, 8, 16, 32, 64, 128, 240, 240]
    assert set(minutes[10:]) == {240}
    assert timedelta(hours=68) < now - start <= timedelta(hours=72)
    assert row(message).status == Status.GIVEN_UP
    assert BookingRequest.objects.get().phone_instead
    assert send_due(now + timedelta(days=9)) == {}


def test_a_person_who_takes_the_consent_back_gets_no_mail_that_waits(queued, mail_server, now):
    mail_server.start()
    message = queued()
    BookingRequest.objects.update(email_allowed=False)
    assert send_due(now) == {"refused": 1}
    assert row(message).trouble == "NoAddress"
    assert not mail_server.accepted


def test_a_message_that_cannot_be_read_waits_and_holds_up_no_other(queued, mail_server, now):
    mail_server.start()
    unreadable, good = queued(), queued()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE appointments_outboundmessage SET body = 'lost$key' WHERE id = %s",
            [unreadable.pk],
        )
    assert send_due(now) == {"queued": 1, "sent": 1}
    assert mail_server.message_ids() == [good.message_id]
    kept = OutboundMessage.objects.defer("body").get(pk=unreadable.pk)
    assert (kept.status, kept.trouble) == (Status.QUEUED, "UnreadableValue")


def test_the_oldest_message_that_waits_says_how_long_it_has_waited(queued, now):
    assert outbox.oldest_unsent(now) is None
    queued()
    queued()
    later = now + timedelta(minutes=16)
    assert outbox.oldest_unsent(later) == timedelta(minutes=16)
    send_due(later)
    assert outbox.oldest_unsent(later) is None
