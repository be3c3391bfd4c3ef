"""Messages are written with their event and sent later, once, whatever the mail server does."""

import logging
from datetime import timedelta
from threading import Thread

import pytest
import textstat
from django.core import mail
from django.db import connection, connections, transaction

from appointments import outbox
from appointments.models import BookingRequest, OutboundMessage
from appointments.moves import Visit, move
from appointments.outbox import Status, queue, send_due, send_next
from appointments.transitions import TRANSITIONS, State
from clinic_site.models import ClinicSettings

TO_PATIENT = sorted({"received", *(t.message for t in TRANSITIONS.values() if t.message)})
ALL = [(kind, "patient") for kind in TO_PATIENT] + [("desk_new", "desk")]


@pytest.fixture(autouse=True)
def clinic(db):
    """The facts that mails name."""
    clinic = ClinicSettings.load()
    clinic.phone, clinic.desk_mailbox = "+13055550123", "desk@clinic.example"
    clinic.response_business_days = 2
    clinic.save()
    return clinic


@pytest.fixture
def queued(make_request, now):
    """A function that queues a message about a request of its own."""

    def make(kind="received", audience="patient", **fields):
        request = make_request(State.BOOKED, **fields)
        return queue(request.events.get(), kind=kind, audience=audience, now=now)

    return make


def row(message):
    return OutboundMessage.objects.get(pk=message.pk)


# ---------------------------------------------------------------- what is written


@pytest.mark.parametrize(("kind", "audience"), ALL)
def test_a_mail_holds_the_reference_and_nothing_about_the_person(queued, kind, audience):
    message = queued(kind, audience, first_name="Zfirst", last_name="Zlast", phone="+13055550177")
    request = message.request
    text = f"{message.subject}\n{message.body}"
    assert request.reference in message.subject
    assert request.reference in message.body
    assert "http://localhost:8000" in message.body
    secrets = ["Zfirst", "Zlast", "0177", request.email, "1990", "psych", "mental", "clinic"]
    secrets += [request.visit_clinician.name, request.visit_location.name, "doctor Alex"]
    assert not [secret for secret in secrets if secret.lower() in text.lower()]
    assert "\n" not in message.subject
    assert "&" not in text


@pytest.mark.parametrize("kind", TO_PATIENT)
def test_a_mail_to_a_patient_is_plain_and_says_where_to_turn(queued, clinic, kind):
    body = queued(kind).body
    assert "(305) 555-0123" in body
    assert "988" in body
    assert "911" in body
    sentences = " ".join(line for line in body.splitlines() if line.endswith((".", ":")))
    assert textstat.automated_readability_index(sentences) <= 8
    clinic.phone = ""
    clinic.save()
    assert "Phone" not in queued(kind, email="other@patient.example").body


@pytest.mark.parametrize(("days", "words"), [(1, "1 business day."), (2, "2 business days.")])
def test_the_acknowledgement_says_what_a_request_is_and_when_we_answer(queued, clinic, days, words):
    clinic.response_business_days = days
    clinic.save()
    body = queued("received").body
    assert "A request is not a booking" in body
    assert words in body


def test_no_time_to_answer_is_promised_that_the_clinic_has_not_set(queued, clinic):
    clinic.response_business_days = None
    clinic.save()
    assert "business day" not in queued("received").body


@pytest.mark.parametrize("kind", ["booked", "rescheduled", "cancelled"])
def test_a_mail_about_a_visit_tells_its_time_in_miami_and_brings_the_calendar_file(queued, kind):
    message = queued(kind)
    assert "Monday, Nov. 16, 2026, 10 a.m. ET" in message.body
    assert "DTSTART:20261116T150000Z" in message.calendar
    assert ("STATUS:CANCELLED" in message.calendar) == (kind == "cancelled")
    assert ("delete" in message.body) == (kind != "booked")


@pytest.mark.parametrize("kind", sorted(set(TO_PATIENT) - {"booked", "rescheduled", "cancelled"}))
def test_other_mails_tell_no_time_and_bring_no_file(queued, kind):
    message = queued(kind)
    assert message.calendar == ""
    assert "ET" not in message.body


def test_a_spanish_speaker_gets_one_language_and_not_a_mix(queued):
    body = queued("booked", language="es").body
    assert "Your appointment is booked" in body
    assert "Monday, Nov. 16" in body


@pytest.mark.parametrize("fields", [{"email_allowed": False}, {"email": ""}])
def test_nothing_is_written_to_a_patient_who_did_not_agree_to_it(queued, fields):
    assert queued("received", **fields) is None
    assert not OutboundMessage.objects.exists()


def test_nothing_is_written_to_a_desk_without_a_mailbox(queued, clinic):
    clinic.desk_mailbox = ""
    clinic.save()
    assert queued("desk_new", "desk") is None


def test_the_database_holds_no_address_and_no_text_of_a_mail_in_clear(queued):
    message = queued("booked", email="zsentinel@patient.example")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM appointments_outboundmessage")
        kept = str(cursor.fetchall())
    assert message.message_id in kept
    assert not [text for text in ["zsentinel", "Monday", "VEVENT"] if text in kept]


def test_an_address_gets_one_acknowledgement_a_day_of_miami(make_request, now):
    requests = [make_request(email="Same@Patient.example") for _n in range(3)]
    evening = now.replace(hour=4) + timedelta(days=1)  # 23:00 in Miami, the next day in UTC
    written = []
    with transaction.atomic():
        for request, moment in zip(
            requests, [now, evening, evening + timedelta(hours=2)], strict=True
        ):
            event = request.events.get()
            written.append(queue(event, kind="received", audience="patient", now=moment))
            # The caller's transaction goes on.
            assert queue(event, kind="desk_new", audience="desk", now=moment) is not None
    assert [message is not None for message in written] == [True, False, True]
    assert OutboundMessage.objects.filter(audience="desk").count() == 3


def test_another_persons_acknowledgement_is_not_held_back(queued):
    assert queued(email="a@patient.example") and queued(email="b@patient.example")


def test_a_released_request_is_acknowledged_at_most_once_a_day(make_request, now):
    for _n in range(2):
        request = make_request(State.QUARANTINED, email="same@patient.example")
        move(request, "release", by=None, now=now, version=1)
    assert OutboundMessage.objects.get().kind == "received"


# ---------------------------------------------------------------- what is overtaken


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

    def overtake_and_deliver(pk):
        outbox.supersede(message.request)
        deliver(pk)

    monkeypatch.setattr(outbox, "deliver", overtake_and_deliver)
    send_next(now)
    assert row(message).status == Status.SUPERSEDED
    assert send_next(now + timedelta(hours=1)) is None


# ---------------------------------------------------------------- how it is sent


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
    assert body.get_content().splitlines() == message.body.splitlines()
    assert calendar.get_content_type() == "text/calendar"
    assert calendar.get_content().splitlines() == message.calendar.splitlines()
    assert (row(message).status, row(message).leased_until) == (Status.SENT, None)
    assert now <= row(message).sent_at < now + timedelta(minutes=1)
    assert send_due(now + timedelta(days=1)) == {}
    assert len(mail_server.accepted) == 1


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
    mail_server.wait = 0
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


# ---------------------------------------------------------------- several workers


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


# ---------------------------------------------------------------- what staff are told


def test_the_oldest_message_that_waits_says_how_long_it_has_waited(queued, now):
    assert outbox.oldest_unsent(now) is None
    queued()
    queued()
    later = now + timedelta(minutes=16)
    assert outbox.oldest_unsent(later) == timedelta(minutes=16)
    send_due(later)
    assert outbox.oldest_unsent(later) is None
