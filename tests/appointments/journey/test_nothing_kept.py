"""Who may not send is told so kindly, and what was not sent is kept nowhere."""

import logging
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from appointments.forms import NOT_IN_FLORIDA
from appointments.models import BookingRequest
from tests.appointments.journey.conftest import MINOR
from tests.appointments.patient import PAGES, SENTINELS, WHERE, database_as_text, files_as_text

MINOR_SENTINELS = ["septiembre", "2012-09-17", "September 17", *SENTINELS]


@pytest.fixture
def all_logs(caplog):
    """Everything that any logger writes, down to DEBUG."""
    loggers = [logging.getLogger(name) for name in ["", *logging.root.manager.loggerDict]]
    before = [(logger, logger.level) for logger in loggers]
    deaf = [logger for logger in loggers if not logger.propagate]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    for logger in deaf:
        logger.addHandler(caplog.handler)
    caplog.handler.setLevel(logging.DEBUG)
    yield caplog
    for logger in deaf:
        logger.removeHandler(caplog.handler)
    for logger, level in before:
        logger.setLevel(level)


def everything_kept(logs, mailoutbox):
    """All that the site holds: tables, files, log lines, mail."""
    return "\n".join(
        [
            database_as_text(),
            files_as_text(Path(django_settings.VAR_DIR)),
            logs.text,
            *[str(record.__dict__.get("request", "")) for record in logs.records],
            *[str(mail.message()) for mail in mailoutbox],
        ]
    )


@pytest.mark.parametrize(
    ("changes", "heading"),
    [
        (MINOR, "We see adults, 18 and older"),
        ({"place": NOT_IN_FLORIDA}, "We can see you only in Florida"),
        ({"for_myself": "no"}, "Please call us to ask for somebody else"),
    ],
)
def test_a_stop_page_is_kind_and_carries_nothing(patient, changes, heading):
    patient.opens().posts(**WHERE | changes)
    assert patient.page.status_code == 200
    assert patient.heading == heading
    assert "tel:988" in patient.text
    assert 'method="post"' not in patient.text
    assert patient.hidden("state") is None
    for typed in ["septiembre", "2012", "1984", "2030"]:
        assert typed not in patient.text
    assert set(patient.client.cookies) == {"csrftoken"}
    assert not BookingRequest.objects.exists()


def test_of_a_minor_nothing_is_kept_anywhere(patient, all_logs, mailoutbox):
    patient.opens().posts(**WHERE | MINOR | {"first_name": "Sentinelmann"})
    patient.reaches("times").posts(go="back").posts(go="back").posts(**WHERE | MINOR)
    assert patient.heading == "We see adults, 18 and older"
    kept = everything_kept(all_logs, mailoutbox)
    assert [typed for typed in MINOR_SENTINELS if typed in kept] == []
    assert "clinic_site_location" in kept


@pytest.mark.parametrize("changes", [{"place": NOT_IN_FLORIDA}, {"for_myself": "no"}])
def test_of_anybody_else_who_is_refused_nothing_is_kept_either(
    patient, all_logs, mailoutbox, changes
):
    patient.reaches("times").posts(go="back").posts(go="back").posts(**WHERE | changes)
    assert 'method="post"' not in patient.text
    kept = everything_kept(all_logs, mailoutbox)
    assert [typed for typed in SENTINELS if typed in kept] == []


def test_nothing_is_kept_of_a_form_that_is_never_sent(patient, all_logs, mailoutbox):
    patient.reaches("contact").posts(**PAGES["contact"] | {"phone": "555-0177"})
    assert patient.errors
    patient.reaches("check").posts(go="change-contact").posts(go="back")
    patient.reaches("check").sends(privacy_read="")
    kept = everything_kept(all_logs, mailoutbox)
    assert [typed for typed in SENTINELS if typed in kept] == []


def test_what_was_sent_lies_only_encrypted_and_stands_in_no_log(patient, all_logs, mailoutbox):
    patient.reaches("check").sends()
    assert BookingRequest.objects.get().last_name == "Sentinelmann"
    kept = everything_kept(all_logs, mailoutbox)
    assert [typed for typed in SENTINELS if typed in kept] == []


def test_no_session_begins(patient):
    patient.reaches("check").sends()
    assert set(patient.client.cookies) == {"csrftoken"}
