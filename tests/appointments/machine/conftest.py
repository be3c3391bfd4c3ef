"""The clinic before the day begins, with an ear at everything that it says."""

import logging
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from appointments.eligibility import clinic_date
from clinic_site import roles
from clinic_site.models import Clinician
from tests.appointments.conftest import NOW
from tests.appointments.machine.mailbox import BACKEND

for part in ["clock", "day", "forms", "links", "promises", "staff", "visits", "worker"]:
    pytest.register_assert_rewrite(f"tests.appointments.machine.{part}")


class Logs(logging.Handler):
    """Everything that any logger writes."""

    def __init__(self):
        super().__init__(logging.INFO)
        self.lines = []

    def emit(self, record):
        self.lines.append(f"{self.format(record)} {getattr(record, 'request', '')}")

    def take(self):
        lines, self.lines = self.lines, []
        return "\n".join(lines)


@dataclass
class Clinic:
    """What stands before the day begins."""

    locations: list
    clinicians: list
    staff: list
    desk: Client
    logs: Logs
    now: datetime = NOW
    shown: list = field(default_factory=list)  # answers of the site

    def today(self):
        return clinic_date(self.now)


@pytest.fixture
def logs():
    """A listener at every logger, from INFO on as in production."""
    handler, root = Logs(), logging.getLogger()
    loggers = [logging.getLogger(name) for name in logging.root.manager.loggerDict]
    listened = [root, *[logger for logger in loggers if not logger.propagate]]
    before = [(logger, logger.level) for logger in [root, *loggers]]
    for logger, _level in before:
        logger.setLevel(logging.INFO)
    for logger in listened:
        logger.addHandler(handler)
    yield handler
    for logger in listened:
        logger.removeHandler(handler)
    for logger, level in before:
        logger.setLevel(level)


@pytest.fixture
def clinic(open_clinic, locations, make_staff, client, logs, settings, monkeypatch):
    """An open clinic with two clinicians, two members of the desk, and a clock of its own."""
    settings.EMAIL_BACKEND = BACKEND
    staff = [make_staff(roles.FRONT_DESK, name) for name in ["dana", "robin"]]
    clinicians = [Clinician.objects.create(name=name) for name in ["Alex", "Chris"]]
    clinic = Clinic(locations, clinicians, staff, client, logs)
    monkeypatch.setattr(timezone, "now", lambda: clinic.now)
    return clinic
