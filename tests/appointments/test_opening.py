"""When the form is open: after launch, and where the managers have not paused it."""

import pytest

from appointments.models import RequestPause
from appointments.opening import opening_now
from clinic_site.models import ClinicSettings, Location, StandardPage
from tests.appointments.patient import WHERE, Patient

pytestmark = pytest.mark.django_db
SENTENCE = "We move house until Monday."


@pytest.mark.parametrize("fact", ["phone", "desk_mailbox", "response_business_days"])
def test_requests_stay_closed_until_each_fact_is_filled_in(open_clinic, fact):
    ClinicSettings.objects.update(**{fact: None if fact == "response_business_days" else ""})
    patient = Patient().opens()
    assert patient.page.status_code == 200
    assert patient.heading == "We take no requests here right now"
    assert 'method="post"' not in patient.text
    assert "tel:988" in patient.text


@pytest.mark.parametrize(
    "purpose", ["website-privacy", "privacy-practices", "good-faith-estimate", "telehealth"]
)
def test_requests_stay_closed_until_each_notice_is_live(open_clinic, purpose):
    StandardPage.objects.get(purpose=purpose).unpublish()
    assert not opening_now().is_open


def test_a_demo_is_open_without_all_of_them(locations, settings):
    settings.DEBUG = True
    assert opening_now().places == locations


def test_a_clinic_without_a_place_is_closed(open_clinic):
    Location.objects.all().delete()
    assert Patient().opens().heading == "We take no requests here right now"


def test_a_pause_of_all_requests_shows_the_managers_sentence(open_clinic):
    RequestPause.objects.create(sentence=SENTENCE)
    patient = Patient().opens()
    assert SENTENCE in patient.text
    assert 'method="post"' not in patient.text
    assert "(305) 555-0123" in patient.text
    assert "tel:988" in patient.text
    assert "no-store" in patient.page["Cache-Control"]


def test_a_place_that_is_paused_is_shown_with_its_sentence_and_not_offered(open_clinic, locations):
    RequestPause.objects.create(location=locations[1], sentence=SENTENCE)
    patient = Patient().opens()
    assert SENTENCE in patient.text
    assert 'value="doral"' not in patient.text
    assert 'value="coconut-grove"' in patient.text


def test_when_each_place_is_paused_all_sentences_stand_on_the_closed_page(open_clinic, locations):
    for place in locations:
        RequestPause.objects.create(location=place, sentence=f"{place}: {SENTENCE}")
    patient = Patient().opens()
    assert 'method="post"' not in patient.text
    assert patient.text.count(SENTENCE) == len(locations)


def test_a_pause_that_begins_while_a_person_types_leads_back_to_the_first_page(
    open_clinic, locations
):
    patient = Patient().reaches("check")
    RequestPause.objects.create(location=locations[1], sentence=SENTENCE)
    patient.sends()
    assert patient.step == "where"
    assert patient.errors == {"id_place_0": "This place takes no requests now. Choose another one."}
    assert 'value="1984"' in patient.text


def test_a_pause_of_everything_closes_a_form_that_is_open(open_clinic):
    patient = Patient().opens()
    RequestPause.objects.create(sentence=SENTENCE)
    patient.posts("where", **WHERE)
    assert SENTENCE in patient.text
    assert 'method="post"' not in patient.text
