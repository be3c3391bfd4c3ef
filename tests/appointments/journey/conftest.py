"""A patient at the form of a clinic that takes requests, and the clock of the form."""

import pytest

from tests.appointments.patient import Patient

MINOR = {
    "date_of_birth_month": "septiembre",
    "date_of_birth_day": "17",
    "date_of_birth_year": "2012",
}


@pytest.fixture
def patient(open_clinic):
    return Patient()


@pytest.fixture
def at(monkeypatch):
    """A function that sets the clock that the journey reads."""

    def set_clock(moment):
        monkeypatch.setattr("appointments.views.timezone.now", lambda: moment)

    return set_clock
