"""The request form in Spanish, from the day on which the Spanish home page is live."""

import pytest
from wagtail.models import Locale

from appointments.models import BookingRequest, OutboundMessage
from tests.appointments import patient as at_the_form
from tests.appointments.journey.conftest import MINOR
from tests.appointments.patient import WHERE, Patient
from tests.appointments.spanish import assert_all_spanish

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(home, open_clinic, monkeypatch):
    """A function that has somebody do the same at the Spanish form and at the English one."""
    spanish = Locale.objects.create(language_code="es")
    home.copy_for_translation(spanish).specific.save_revision().publish()

    def play(act):
        people = []
        for url in ["/es/request/", "/request/"]:
            monkeypatch.setattr(at_the_form, "URL", url)
            people.append(Patient())
            act(people[-1])
        return people

    return play


@pytest.mark.parametrize("step", ["where", "contact", "times", "check"])
def test_every_page_of_the_form_and_its_errors_are_in_spanish(both, step):
    assert_all_spanish(*both(lambda person: person.reaches(step)))
    go = "send" if step == "check" else "next"
    spanish, english = both(lambda person: person.reaches(step).posts(go=go))
    assert len(spanish.errors) == len(english.errors) > 0
    assert_all_spanish(spanish, english)


@pytest.mark.parametrize(
    ("step", "typed"),
    [
        ("where", {**WHERE, "date_of_birth_month": "x", "date_of_birth_day": "40"}),
        ("where", {**WHERE, "date_of_birth_year": "1983"}),
        ("where", {**WHERE, "date_of_birth_year": "1850"}),
        ("where", {**WHERE, "place": "virtual"}),
        ("contact", {"first_name": "\x07", "phone": "12", "email": "x"}),
        ("contact", {"email": "a@patient.example"}),
        ("times", {"weekday_1": "mon"}),
        ("times", {"weekday_1": "mon", "part_of_day_1": "any", "weekday_2": "mon"}),
    ],
)
def test_every_slip_is_named_in_spanish(both, step, typed):
    spanish, english = both(lambda person: person.reaches(step).posts(**typed))
    assert len(spanish.errors) == len(english.errors) > 0
    assert_all_spanish(spanish, english)


@pytest.mark.parametrize(
    "typed",
    [
        MINOR,
        {"for_myself": "no"},
        {"place": ":not-in-florida"},
    ],
)
def test_every_stop_is_in_spanish(both, typed):
    spanish, english = both(lambda person: person.opens().posts(**{**WHERE, **typed}))
    assert spanish.step is None
    assert_all_spanish(spanish, english)


def test_a_request_that_was_made_in_spanish_is_acknowledged_in_spanish(both):
    spanish, english = both(lambda person: person.reaches("check").sends())
    assert_all_spanish(spanish, english)
    assert "Recibimos su solicitud" in spanish.text
    assert BookingRequest.objects.count() == 2
    message = OutboundMessage.objects.filter(audience="patient").first()
    assert message.body.startswith("Hola:")
    spanish, english = both(lambda person: person.reaches("check").sends().posts("check", go="x"))
    assert_all_spanish(spanish, english)
