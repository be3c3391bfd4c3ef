"""The request journey as a person goes it, with a browser that runs no script."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from appointments.models import BookingRequest
from clinic_site.models import StandardPage
from tests.appointments.patient import PAGES, URL, WHERE, Patient

MIAMI = ZoneInfo("America/New_York")


def test_a_person_asks_for_an_appointment_and_gets_a_reference(patient):
    patient.opens()
    assert patient.step == "where"
    patient.posts(**WHERE)
    assert patient.step == "contact"
    patient.posts(**PAGES["contact"])
    assert patient.step == "times"
    patient.posts(**PAGES["times"])
    assert patient.heading == "Check your answers"
    patient.sends()
    assert patient.heading == "We have received your request"
    request = BookingRequest.objects.get()
    assert f'<p class="reference">{request.reference}</p>' in patient.text
    assert "within 1 business day." in patient.text
    assert "A request is not a booking." in patient.text
    assert "tel:988" in patient.text
    assert "(305) 555-0123" in patient.text


def test_all_that_was_typed_arrives(patient):
    patient.reaches("check").sends()
    request = BookingRequest.objects.get()
    assert request.location.slug == "doral"
    assert request.date_of_birth == date(1984, 2, 29)
    assert (request.first_name, request.last_name) == ("Renée", "Sentinelmann")
    assert request.phone == "+13055550177"
    assert (request.voicemail_allowed, request.text_allowed) == (True, False)
    assert (request.email, request.email_allowed) == ("sentinel.mail@patient.example", True)
    assert (request.patient_type, request.language) == ("new", "es")
    assert request.access_needs == "quiet,captions"
    times = [(t.rank, t.weekday, t.part_of_day) for t in request.preferred_times.all()]
    assert times == [(1, "mon", "morning"), (2, "any", "evening")]
    notice = StandardPage.objects.get(purpose="website-privacy")
    assert request.privacy_notice_revision == notice.live_revision_id
    assert (request.florida_statement_version, request.florida_stated_at) == ("", None)


def test_a_virtual_visit_keeps_the_statement_about_florida_and_when_it_was_made(patient, at):
    early, late = (datetime(2026, 11, 9, hour, tzinfo=MIAMI) for hour in (9, 10))
    at(early)
    patient.reaches("check", where={"place": "virtual", "expects_florida": "on"})
    at(late)
    patient.sends()
    request = BookingRequest.objects.get()
    assert request.florida_statement_version == "2026-11"
    assert request.florida_stated_at == early
    assert request.privacy_acknowledged_at == request.received_at == late


def test_the_revision_of_the_notice_that_was_shown_is_kept_when_it_changes_meanwhile(patient):
    notice = StandardPage.objects.get(purpose="website-privacy")
    patient.reaches("check")
    notice.save_revision().publish()
    patient.sends()
    assert BookingRequest.objects.get().privacy_notice_revision == notice.live_revision_id


def test_the_sent_page_never_promises_a_mail_and_says_nothing_of_earlier_requests(patient):
    first = patient.reaches("check").sends().text
    second = Patient().reaches("check").sends().text
    assert "mail" not in first.lower()
    references = BookingRequest.objects.values_list("reference", flat=True)
    assert len(set(references)) == 2
    for reference in references:
        first, second = (
            first.replace(reference, "REFERENCE"),
            second.replace(reference, "REFERENCE"),
        )
    assert first == second


def test_every_answer_of_the_journey_may_be_kept_by_nobody(patient):
    pages = [patient.opens().page]
    for name in PAGES:
        pages.append(patient.posts(name, **PAGES[name]).page)
    pages.append(patient.sends().page)
    pages.append(Patient().opens().posts(state="broken").page)
    assert [page["Cache-Control"] for page in pages] == ["no-store"] * len(pages)


def test_before_the_form_stands_what_it_is_not_and_beside_it_the_notices(patient):
    before, form, _after = patient.opens().text.partition('<form class="stack" method="post"')
    assert form
    assert "A request is not a booking." in before
    assert "do not use this form in an emergency" in before
    for purpose in ["website-privacy", "privacy-practices", "good-faith-estimate", "telehealth"]:
        assert f'href="/{purpose}/" target="_blank"' in patient.text


def test_a_query_in_the_address_means_nothing(patient):
    page = patient.client.get(f"{URL}?step=contact&place=doral&first_name=Sentinel").content
    assert b"checked" not in page
    assert b"Sentinel" not in page


def test_back_shows_the_page_before_filled_in_and_keeps_what_was_just_typed(patient):
    patient.reaches("contact").posts(go="back", first_name="Halfway")
    assert patient.step == "where"
    assert 'value="doral" id="id_place_1" checked' in patient.text
    assert 'value="1984"' in patient.text
    assert not patient.errors
    patient.posts(**WHERE)
    assert patient.step == "contact"
    assert 'value="Halfway"' in patient.text


def test_change_on_the_check_page_leads_there_and_back(patient):
    patient.reaches("check").posts(go="change-contact")
    assert patient.step == "contact"
    assert 'value="Sentinelmann"' in patient.text
    patient.posts(**PAGES["contact"] | {"last_name": "Changed"})
    assert patient.heading == "Check your answers"
    assert "<bdi>Changed</bdi>" in patient.text
    patient.sends()
    assert BookingRequest.objects.get().last_name == "Changed"


@pytest.mark.parametrize("step", PAGES)
def test_each_section_of_the_check_page_can_be_changed(patient, step):
    patient.reaches("check").posts(go=f"change-{step}")
    assert patient.step == step
    assert not patient.errors


def test_back_on_the_check_page_leads_to_the_times(patient):
    assert patient.reaches("check").posts(go="back").step == "times"


def test_the_notice_must_have_been_read(patient):
    patient.reaches("check").sends(privacy_read="")
    assert list(patient.errors) == ["id_privacy_read"]
    assert "<title>Error: Check your answers" in patient.text
    assert not BookingRequest.objects.exists()


def test_a_wrong_page_comes_again_with_everything_kept_and_every_error_linked(patient):
    patient.reaches("contact").posts(**PAGES["contact"] | {"phone": "12", "patient_type": ""})
    assert patient.step == "contact"
    assert list(patient.errors) == ["id_patient_type_0", "id_phone"]
    assert "<title>Error: About you" in patient.text
    assert patient.text.index('role="alert"') < patient.text.index("<h1")
    assert 'value="Sentinelmann"' in patient.text
    assert 'value="12"' in patient.text
    assert 'aria-describedby="id_phone_helptext id_phone_error" id="id_phone"' in patient.text
    assert 'id="id_phone_error"' in patient.text
