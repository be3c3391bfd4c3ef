"""A request whose sending breaks anywhere leaves nothing behind: no row, file, line or mail."""

import re
import smtplib
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError
from django.template import Template
from django.utils import timezone

from appointments import outbox
from appointments.models import BookingRequest, OutboundMessage, RequestEvent, SenderTrace
from tests.appointments.patient import SENTINELS, Patient, database_as_text, files_as_text
from tests.clinic_site.input.walk import log_lines

pytestmark = pytest.mark.django_db
TYPED = f"DETAIL: Key (a, b)=({', '.join(SENTINELS)}) already exists."
AT = [
    (SenderTrace.objects, "bulk_create"),
    (BookingRequest, "save"),
    (RequestEvent, "save"),
    (OutboundMessage, "save"),
    (outbox, "compose"),
    (Template, "render"),
]


@pytest.mark.parametrize(("owner", "name"), AT, ids=[name for _owner, name in AT])
def test_a_failing_submit_keeps_nothing_and_tells_the_number_alone(
    open_clinic, mailoutbox, capfd, owner, name
):
    patient = Patient().reaches("check")
    patient.client.raise_request_exception = False
    broken = mock.patch.object(owner, name, side_effect=IntegrityError(TYPED))
    with log_lines() as log, broken as called:
        patient.sends()
    assert called.called and patient.page.status_code == 500
    number = patient.page["X-Request-ID"]
    assert number in patient.text and number in log.getvalue() and "988" in patient.text
    kept = [patient.text, log.getvalue(), *capfd.readouterr(), *map(str, mailoutbox)]
    kept.append(files_as_text(Path(settings.VAR_DIR)))
    if name != "render":  # it comes after the commit: the request is there, encrypted
        assert not BookingRequest.objects.exists()
    kept.append(database_as_text())
    assert [word for word in SENTINELS if word in "\n".join(kept)] == []


def test_a_mail_servers_words_are_kept_nowhere(open_clinic):
    """It repeats the address in its refusal, as mail servers do."""
    Patient().reaches("check").sends()
    answer = {"sentinel.mail@patient.example": (550, b"<sentinel.mail@patient.example> unknown")}
    refusal = smtplib.SMTPRecipientsRefused(answer)
    with log_lines() as log, mock.patch.object(EmailMessage, "send", side_effect=refusal):
        outbox.send_due(timezone.now())
    assert OutboundMessage.objects.filter(audience="patient").get().trouble == "SMTP 550"
    assert "SMTPRecipientsRefused" in log.getvalue()
    assert "sentinel" not in log.getvalue() + database_as_text()


SCRIPTS = sorted(
    path
    for app in ["clinic_site", "conditions", "appointments"]
    for path in (settings.BASE_DIR / app / "static").rglob("*.js")
)


def test_no_script_of_ours_keeps_anything_in_the_browser():
    assert SCRIPTS
    keeping = re.compile(
        r"localStorage|sessionStorage|indexedDB|document\.cookie|serviceWorker|caches\b"
    )
    assert [path.name for path in SCRIPTS if keeping.search(path.read_text())] == []
