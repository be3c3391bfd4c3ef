"""How to reach the person, corrected when the person says so."""

from dataclasses import replace

import pytest
from django.urls import reverse

from appointments import outbox
from appointments.contact_details import ContactDetails, change_contact_details
from appointments.models import BookingRequest
from appointments.moves import AlreadyMoved, MoveRefused
from appointments.transitions import State
from clinic_site.encryption import keyed_hash
from tests.appointments.desk.conftest import html_of, page_of

TYPED = {
    "phone": "305-555-0188",
    "voicemail": "on",
    "email": "new@patient.example",
    "email_consent": "on",
    "language": "es",
}


@pytest.fixture
def request_of_sam(make_request):
    return make_request(email="old@patient.example", phone_instead=True)


def url_of(request):
    return reverse("requests:contact_details", args=[request.pk])


def test_the_details_are_changed_and_the_person_is_found_by_them(desk, request_of_sam, staff):
    response = desk.post(url_of(request_of_sam), {"version": 1, **TYPED})
    assert response.url == page_of(request_of_sam)
    request = BookingRequest.objects.get()
    assert (request.phone, request.email) == ("+13055550188", "new@patient.example")
    assert (request.voicemail_allowed, request.text_allowed, request.email_allowed) == (
        True,
        False,
        True,
    )
    assert request.language == "es" and not request.phone_instead
    assert request.phone_hash == keyed_hash("phone", "+13055550188")
    assert request.email_hash == keyed_hash("email", "NEW@patient.example")
    assert request.name_hash == request_of_sam.name_hash
    event = request.events.last()
    assert (event.move, event.by, event.to_state) == ("contact_changed", staff, State.RECEIVED)


def test_the_timeline_names_the_fields_and_never_what_stood_in_them(desk, request_of_sam):
    desk.post(url_of(request_of_sam), {"version": 1, **TYPED})
    note = request_of_sam.events.last().note
    assert note == "phone number, may leave a voicemail, e-mail address, language"
    html = html_of(desk.get(page_of(request_of_sam)))
    assert "Contact details corrected" in html and note in html
    assert "old@patient.example" not in html


def test_what_still_waits_goes_to_the_new_address(request_of_sam, staff, now, mailoutbox):
    outbox.queue(request_of_sam.events.get(), kind="received", audience="patient", now=now)
    details = details_of(request_of_sam, email="new@patient.example")
    change_contact_details(request_of_sam, details, by=staff, now=now, version=1)
    outbox.send_due(now)
    assert [mail.to for mail in mailoutbox] == [["new@patient.example"]]


def test_what_still_waits_is_written_in_the_language_that_was_corrected(
    make_request, staff, now, mailoutbox
):
    request = make_request(State.BOOKED)
    outbox.queue(request.events.get(), kind="booked", audience="patient", now=now)
    details = details_of(request, language="es")
    change_contact_details(request, details, by=staff, now=now, version=1)
    outbox.send_due(now)
    [mail] = mailoutbox
    file = mail.attachments[0].get_payload(decode=True).decode()
    assert request.reference in mail.subject and "Hola" in mail.body
    assert "Your appointment" not in mail.body and "abra su propio enlace" in mail.body
    assert "SUMMARY:Cita" in file


@pytest.mark.parametrize("change", [{"email": ""}, {"email_allowed": False}])
def test_what_still_waits_is_taken_back_where_nobody_may_be_written_to(
    request_of_sam, staff, now, change
):
    outbox.queue(request_of_sam.events.get(), kind="received", audience="patient", now=now)
    details = details_of(request_of_sam, **change)
    change_contact_details(request_of_sam, details, by=staff, now=now, version=1)
    assert outbox.send_due(now) == {}
    assert request_of_sam.messages.get().status == "superseded"


def test_an_email_that_stays_is_still_one_that_does_not_reach_the_person(
    request_of_sam, staff, now
):
    details = details_of(request_of_sam, phone="+13055550188")
    change_contact_details(request_of_sam, details, by=staff, now=now, version=1)
    assert BookingRequest.objects.get().phone_instead


def test_consents_go_with_the_address_that_they_are_about(make_request, staff, now):
    request = make_request(voicemail_allowed=True, text_allowed=True)
    details = details_of(request, phone="")
    change_contact_details(request, details, by=staff, now=now, version=1)
    request.refresh_from_db()
    assert (request.phone, request.phone_hash) == ("", "")
    assert not request.voicemail_allowed and not request.text_allowed


def details_of(request, **changes):
    names = ContactDetails.__dataclass_fields__
    return replace(ContactDetails(**{name: getattr(request, name) for name in names}), **changes)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"phone": "", "email": ""}, "Enter a phone number or an email address"),
        ({"phone": "", "email_consent": ""}, "Check this box or give a phone number."),
        ({"phone": "12"}, "Enter a phone number with its area code"),
        ({"phone": "305-555-0188 ext. 4"}, "Enter a phone number without an extension."),
        ({"email": "no address"}, "Enter an email address such as name@example.com."),
        ({"language": "fr"}, "Select a valid choice."),
    ],
)
def test_the_rules_are_those_of_the_public_form_and_what_was_typed_stays(
    desk, request_of_sam, typed, sentence
):
    response = desk.post(url_of(request_of_sam), {"version": 1, **TYPED, **typed})
    html = html_of(response)
    assert sentence in html
    assert 'id="form-contact_details" open>' in html
    if "email" not in typed:
        assert 'value="new@patient.example"' in html
    if "phone" not in typed:
        assert 'value="(305) 555-0188"' in html
    assert BookingRequest.objects.get().version == 1


def test_the_form_begins_with_what_we_have(desk, make_request):
    request = make_request(email="sam@patient.example", text_allowed=True, language="es")
    html = html_of(desk.get(page_of(request)))
    form = html.partition('id="form-contact_details"')[2].partition("</form>")[0]
    assert 'value="(305) 555-0150"' in form and 'value="sam@patient.example"' in form
    assert '<option value="es" selected>' in form
    assert form.count("checked") == 2  # text and e-mail
    assert "the link in mails to the old one works no more" in form


def test_a_change_beside_somebodys_change_comes_back_to_be_sent_again(
    desk, request_of_sam, staff, now
):
    details = details_of(request_of_sam, phone="+13055550111")
    change_contact_details(request_of_sam, details, by=staff, now=now, version=1)
    response = desk.post(url_of(request_of_sam), {"version": 1, **TYPED})
    assert response.status_code == 409
    assert 'value="new@patient.example"' in html_of(response)
    again = response.context["offered"].form["version"].value()
    assert desk.post(url_of(request_of_sam), {**TYPED, "version": again}).status_code == 302


def test_what_is_refused_writes_nothing(request_of_sam, staff, now):
    same = details_of(request_of_sam)
    for details, version, error in [
        (same, 1, MoveRefused),
        (replace(same, phone="+13055550111"), 2, AlreadyMoved),
        (replace(same, phone="", email=""), 1, MoveRefused),
        (replace(same, phone="", email_allowed=False), 1, MoveRefused),
        (replace(same, language="fr"), 1, MoveRefused),
    ]:
        with pytest.raises(error):
            change_contact_details(request_of_sam, details, by=staff, now=now, version=version)
    assert BookingRequest.objects.get().version == 1
    assert request_of_sam.events.count() == 1


def test_no_log_can_show_the_details(request_of_sam):
    assert "old@patient.example" not in repr(details_of(request_of_sam))
