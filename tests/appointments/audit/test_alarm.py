"""Unusual reading rings: for managers, with no name in a mail, and without locking anybody out."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail

from appointments import audit_alarm
from appointments.models import ReadingAlarm, RequestSettings
from clinic_site import roles
from tests.appointments.audit.conftest import Action, recorded
from tests.appointments.desk.conftest import html_of, page_of

MINUTES = timedelta(minutes=10)
REFERENCES = [f"7K3M-9Q{one}{two}" for one in "CDFGHJ" for two in "CDFGH"]  # thirty


def spread(references, over, start):
    """(moment, reference): one after the other, from the first to the last within `over`."""
    step = over / (len(references) - 1)
    return [(start + number * step, reference) for number, reference in enumerate(references)]


ALMOST = MINUTES - timedelta(microseconds=29)


@pytest.mark.parametrize(
    ("references", "over", "rings"),
    [
        (REFERENCES, ALMOST, True),
        (REFERENCES, MINUTES + timedelta(seconds=1), False),
        (REFERENCES[:29], ALMOST, False),
        (REFERENCES[:29] * 3, ALMOST, False),  # the same ones again and again
        (["x", *REFERENCES, "x"], ALMOST, True),
        (REFERENCES[:15] + ["x"] * 200 + REFERENCES[15:], ALMOST, True),
    ],
)
def test_thirty_different_requests_in_ten_minutes_are_unusual(now, references, over, rings):
    found = audit_alarm.unusual(spread(references, over, now), 30, MINUTES)
    assert bool(found) == rings
    if rings:
        assert found[2] == len(set(references))


@pytest.fixture
def read(write, now):
    """A function that lets dana read so many requests in a second before a moment."""

    def read(number, at=now, action=Action.VIEW):
        for count, reference in enumerate(REFERENCES[:number]):
            write(reference, at=at - timedelta(milliseconds=number - count), action=action)

    return read


@pytest.mark.parametrize("action", Action)
def test_what_somebody_turned_to_counts_and_lists_and_changes_do_not(read, now, action):
    read(30, action=action)
    audit_alarm.watch(now)
    counts = action in [Action.VIEW, Action.SEARCH, Action.EXPORT, Action.PRINT]
    assert ReadingAlarm.objects.exists() == counts


def test_it_rings_once_until_a_manager_has_looked_into_it(read, now, caplog, dana):
    read(29)
    audit_alarm.watch(now)
    assert not ReadingAlarm.objects.exists()
    read(30, now + timedelta(minutes=1))
    for minutes in [2, 3]:
        audit_alarm.watch(now + timedelta(minutes=minutes))
    alarm = ReadingAlarm.objects.get()
    assert (alarm.staff_id, alarm.requests) == (dana.pk, 30)
    assert caplog.text.count(f"Unusual reading: account {dana.pk}, 30 requests") == 1
    audit_alarm.settle(alarm.pk, by=dana, now=now + timedelta(minutes=4))
    audit_alarm.watch(now + timedelta(minutes=5))
    assert ReadingAlarm.objects.count() == 1  # what was looked into is over
    read(30, now + timedelta(minutes=6))
    audit_alarm.watch(now + timedelta(minutes=7))
    assert ReadingAlarm.objects.count() == 2


def test_the_numbers_are_the_clinics(read, now):
    RequestSettings.objects.update_or_create(defaults={"alarm_requests": 5, "alarm_minutes": 1})
    read(5)
    audit_alarm.watch(now)
    assert ReadingAlarm.objects.get().requests == 5


def test_managers_see_it_and_settle_it_and_the_desk_does_not(
    client, dana, boss, read, make_request, now
):
    read(30)
    audit_alarm.watch(now)
    client.force_login(dana)
    page = html_of(client.get("/admin/requests/"))
    assert "unusually many" not in page
    assert client.get(page_of(make_request())).status_code == 200  # nobody is locked out
    client.force_login(boss)
    assert "One account read unusually many requests" in html_of(client.get("/admin/"))
    html = html_of(client.get("/admin/request-access/"))
    assert "<strong>dana</strong> read 30 different requests" in html
    address = f"/admin/request-access/alarm/{ReadingAlarm.objects.get().pk}/"
    for _click in range(2):
        assert client.post(address).url == "/admin/request-access/"
    assert "unusually many" not in html_of(client.get("/admin/"))
    assert "boss looked into it" in html_of(client.get("/admin/request-access/"))
    assert recorded(what="request-access:settle") == [
        ("boss", "audit", "", "request-access:settle")
    ]


def test_the_mail_goes_to_managers_and_names_nobody(read, now, boss, dana, open_clinic, make_staff):
    read(30)
    audit_alarm.watch(now)
    assert [one.to for one in mail.outbox] == [["desk@clinic.example"]]  # no manager has an address
    ReadingAlarm.objects.all().delete()
    boss.email = "boss@clinic.example"
    boss.save()
    left = make_staff(roles.MANAGER, "left")
    left.email, left.is_active = "left@clinic.example", False
    left.save()
    for _run in range(2):
        audit_alarm.watch(now)
    assert [one.to for one in mail.outbox[1:]] == [["boss@clinic.example"]]
    text = mail.outbox[1].subject + mail.outbox[1].body
    assert "30 different requests" in text and "Nov 10, 2026, 9:59 AM ET" in text
    assert "/admin/request-access/" in text
    assert "dana" not in text and REFERENCES[0] not in text


def test_a_mail_that_does_not_go_out_is_tried_again(read, now, open_clinic, monkeypatch):
    read(30)

    def refuse(self):
        raise smtplib.SMTPServerDisconnected

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", refuse)
        with pytest.raises(smtplib.SMTPServerDisconnected):
            audit_alarm.watch(now)
    assert ReadingAlarm.objects.get().mailed_at is None
    audit_alarm.watch(now)
    assert len(mail.outbox) == 1 and ReadingAlarm.objects.get().mailed_at == now
