"""Forms that were forged, changed, open too long, or sent around midnight."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from appointments import form_state
from appointments.models import BookingRequest
from clinic_site.encryption import encrypt
from tests.appointments.journey.conftest import MINOR
from tests.appointments.patient import PAGES, URL, WHERE, Patient

MIAMI = ZoneInfo("America/New_York")


@pytest.mark.parametrize("step", ["contact", "times", "check"])
def test_a_forged_post_that_skips_pages_is_led_to_the_first_one(patient, step):
    typed = PAGES.get(step, {"privacy_read": "on"})
    patient.opens().posts(step, go="send", state="", **typed)
    assert patient.step == "where"
    assert not BookingRequest.objects.exists()


def test_a_forged_post_that_skips_one_page_is_led_to_that_one(patient):
    patient.reaches("contact").posts("times", **PAGES["times"])
    assert patient.step == "contact"
    patient.sends()
    assert patient.step == "contact"
    assert not BookingRequest.objects.exists()


@pytest.mark.parametrize("step", ["contact", "times", "check"])
def test_a_state_that_holds_a_minor_leads_to_the_stop_page_from_every_step(patient, step):
    state = form_state.unseal(patient.reaches("check").state)
    state.pages["where"] |= {name: [text] for name, text in MINOR.items()}
    typed = PAGES.get(step, {"privacy_read": "on"})
    patient.posts(step, go="send", state=form_state.seal(state), **typed)
    assert patient.heading == "We see adults, 18 and older"
    assert not BookingRequest.objects.exists()


def test_who_turns_18_at_midnight_while_they_type_may_send(patient, at):
    born = {"date_of_birth_month": "11", "date_of_birth_day": "2", "date_of_birth_year": "2008"}
    at(datetime(2026, 11, 1, 23, 59, tzinfo=MIAMI))
    patient.reaches("contact", where=born)
    assert patient.heading == "We see adults, 18 and older"
    at(datetime(2026, 11, 2, 0, 0, tzinfo=MIAMI))
    patient.reaches("check", where=born).sends()
    assert patient.heading == "We have received your request"


def test_the_moment_of_the_final_submit_counts_and_not_that_of_the_first_page(patient, at):
    born = {"date_of_birth_month": "11", "date_of_birth_day": "2", "date_of_birth_year": "2008"}
    at(datetime(2026, 11, 2, 0, 0, tzinfo=MIAMI))
    patient.reaches("check", where=born)
    at(datetime(2026, 11, 1, 23, 59, 59, tzinfo=MIAMI))  # a clock that was set right meanwhile
    patient.sends()
    assert patient.heading == "We see adults, 18 and older"
    assert not BookingRequest.objects.exists()


def test_a_form_that_was_open_too_long_says_so(patient, monkeypatch):
    patient.reaches("check")
    monkeypatch.setattr(form_state, "SECONDS_VALID", -1)
    patient.sends()
    assert patient.page.status_code == 410
    assert patient.heading == "Your form was open for too long"
    assert f'href="{URL}"' in patient.text
    assert not BookingRequest.objects.exists()


@pytest.mark.parametrize(
    "change", [str.swapcase, lambda s: s[:-9], lambda s: "x" + s, lambda s: "é"]
)
def test_a_state_that_was_changed_is_refused_kindly(patient, change):
    patient.reaches("check")
    patient.sends(state=change(patient.state))
    assert patient.page.status_code == 400
    assert patient.heading == "We could not read your form"
    assert not BookingRequest.objects.exists()


def test_another_encrypted_text_of_the_site_is_no_state(patient):
    for text in ["Sam", "[]", '{"pages": {}}', "null"]:
        assert patient.opens().posts(state=encrypt(text), **WHERE).page.status_code == 400


def test_a_post_without_the_token_of_the_form_is_refused(patient):
    assert Patient().client.post(URL, {"step": "where"} | WHERE).status_code == 403
