"""A dump of the database, in whoever's hands, holds nothing of a person, in no spelling."""

import os
import subprocess
from base64 import b64encode
from datetime import date
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from appointments import outbox
from appointments.models import BookingRequest, PatientLink
from appointments.transitions import State
from clinic_site import roles
from tests.appointments.desk.conftest import move_url
from tests.appointments.link.conftest import Visitor, token_of
from tests.appointments.patient import CONTACT, TIMES, WHERE, Patient

SECRET = "ZSENTINELTOTPSECRETJBSWY3DPEHPK"
WORDS = [
    *["Zsentinelfirst", "Zsentinellast", "zsentinel.mail@patient.example"],
    *["Zsentinelcallerfirst", "Zsentinelcallerlast", "zsentinel.new@patient.example"],
    *["Zsentinelnote", "Zsentinelreason", "Zsentinelattempt", SECRET],
]
PHONES = ["3055550166", "3055550177", "3055550188"]
BORN = [date(1984, 2, 29), date(1961, 12, 23)]


def spellings(word):
    """A word as it is, and as something that packs text could write it."""
    plain = word.encode()
    yield from [plain, plain.hex().encode(), quote(word).encode(), word.encode("utf-16-le")]
    for before in range(3):  # base64, wherever in a longer text the word begins
        packed = b64encode(b"\0" * before + plain)
        yield packed[-(-before * 8 // 6) : len(plain) * 8 // 6 - 1]


def of_phone(digits):
    area, middle, last = digits[:3], digits[3:6], digits[6:]
    yield from [digits, f"{area}-{middle}-{last}", f"({area}) {middle}-{last}"]
    yield from [f"{area}.{middle}.{last}", f"{area} {middle} {last}", f"{middle}-{last}"]


def of_day(day):
    yield from [f"{day:%Y-%m-%d}", f"{day:%m/%d/%Y}", f"{day:%d.%m.%Y}", f"{day:%B %d, %Y}"]
    yield from [f"{day.month}/{day.day}/{day.year}", f"{day:%b %d, %Y}", f"{day:%Y%m%d}"]


NEEDLES = [
    *(spelling for word in WORDS for spelling in spellings(word)),
    *(spelling for phone in PHONES for text in of_phone(phone) for spelling in spellings(text)),
    *(spelling for day in BORN for text in of_day(day) for spelling in spellings(text)),
]


def found_in(dump):
    """The needles that lie in some bytes, whatever their case."""
    folded = dump.lower()
    return [needle for needle in NEEDLES if needle.lower() in folded]


def dump():
    """What whoever takes the database has: pg_dump, or SQLite's files with what is not yet in
    the main one."""
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    at = connection.settings_dict
    done = subprocess.run(
        ["pg_dump", "-h", at["HOST"], "-p", str(at["PORT"] or 5432), "-U", at["USER"], at["NAME"]],
        env={**os.environ, "PGPASSWORD": at["PASSWORD"] or ""},
        capture_output=True,
        check=True,
        timeout=60,
    )
    return done.stdout


@pytest.mark.parametrize("text", ["Zsentinelnote", "305.555.0188", "December 23, 1961"])
def test_a_needle_is_found_in_whatever_it_is_packed(text):
    for before in [b"", b"1", b"12"]:
        for packed in [text.encode(), text.upper().encode(), b64encode(before + text.encode())]:
            assert found_in(b"x" + packed + b"y")
    assert found_in(text.encode().hex().encode()) and found_in(quote(text).encode())


@pytest.mark.django_db(transaction=True)
def test_after_a_full_day_a_dump_holds_no_sentinel(
    open_clinic, make_staff, clinician, mail_server, settings
):
    mail_server.start()
    now, desk = timezone.now(), Client()
    staff = make_staff(roles.FRONT_DESK, "dana")
    desk.force_login(staff)
    TOTP.activate(staff, SECRET)
    RecoveryCodes.activate(staff)

    named = {"first_name": WORDS[0], "last_name": WORDS[1], "email": WORDS[2]}
    assert Patient().reaches("check", contact=named).sends().page.status_code == 200
    request = BookingRequest.objects.get()
    caller = {"first_name": WORDS[3], "last_name": WORDS[4], "phone": "(305) 555-0166"}
    caller |= {"date_of_birth_month": "12", "date_of_birth_day": "23", "date_of_birth_year": "1961"}
    answers = {**WHERE, **CONTACT, **TIMES, **caller, "privacy_read": "on", "form_key": uuid4()}
    assert desk.post("/admin/requests/enter/", answers).status_code == 302

    def act(url, **data):
        version = BookingRequest.objects.only("version").get(pk=request.pk).version
        response = desk.post(url, {"version": version, **data})
        assert response.status_code == 302, response.content.decode()[:3000]

    act(move_url(request, "take"))
    act(reverse("requests:note", args=[request.pk]), note="Zsentinelnote")
    attempt = {"channel": "phone", "outcome": "no_answer", "note": "Zsentinelattempt"}
    act(reverse("requests:attempt", args=[request.pk]), **attempt)
    details = {"phone": "305.555.0188", "email": WORDS[5], "email_consent": "on", "language": "en"}
    act(reverse("requests:contact_details", args=[request.pk]), **details)
    act(move_url(request, "ask_patient"), reason="Zsentinelreason")
    desk.post(reverse("requests:search"), {"looked_for": f"{WORDS[0]} {WORDS[1]}"})
    desk.get(reverse("requests:inspect", args=[request.pk]))
    visitor = Visitor(token_of(request)).tries("1961").tries("1984")
    visitor.presses("times").presses("send-times", weekday_1="mon", part_of_day_1="any")
    outbox.send_due(timezone.now())
    outbox.send_due(now)

    assert BookingRequest.objects.get(pk=request.pk).email == WORDS[5]
    assert PatientLink.objects.get(request=request).last_wrong_year == "1961"
    assert BookingRequest.objects.get(pk=request.pk).state == State.AWAITING_PATIENT
    assert any(WORDS[5] in str(mail["To"]) for mail in mail_server.accepted)
    assert Authenticator.objects.count() == 2

    taken = dump()
    sessions = " ".join(str(session.get_decoded()) for session in Session.objects.all())
    assert request.reference.encode() in taken, "It is a dump of this database."
    assert found_in(taken) == []
    assert found_in(sessions.encode()) == []
    for key in [settings.HASH_KEY, settings.SECRET_KEY, settings.FIELD_KEYS.split(":")[1]]:
        assert key.encode() not in taken
    assert token_of(request).encode() not in taken
