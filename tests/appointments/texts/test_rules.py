"""What editors may write, and the sentence that tells them what is wrong."""

import pytest
from django.core.exceptions import ValidationError

from appointments.models import PatientText
from appointments.text_rules import ClinicFacts, faults
from appointments.texts import TEXTS
from clinic_site.models import Clinician

VISIT = "Your visit: {visit_time}"
RIGHT = [
    ("received", "Request {reference}", "We have it, {reference}.\n\nCall {phone}.\n\n{link}"),
    ("booked", "News {reference}", VISIT),
    ("booked", "", VISIT),
    ("booked", "News {reference}", ""),
    ("reminder_3", "", "{visit_time}, fundamentally the Grove of May"),
    ("where", "Ask us", "Call {phone} and ask for psychiatry in Doral with Alex Sentinel."),
    ("sent", "Sent", "{reference}"),
    ("stop-under-age", "For people of 18 and older", "We are sorry."),
    ("joining_link", "", "We send it by text, on the day before."),
]
WRONG = [
    ("received", "heading", "No reference", "It must hold {reference}."),
    ("received", "heading", "{reference} {visit_time}", "{visit_time} cannot stand here."),
    ("received", "heading", "{reference}\nBcc: all@example.com", "one line"),
    ("received", "heading", "{reference}\u2028Bcc: all@example.com", "one line"),
    ("received", "heading", "{reference}\x0bBcc", "one line"),
    ("received", "body", "Your visit: {visit_time}", "{visit_time} cannot stand here."),
    ("received", "body", "Dear {first_name}", "There is no placeholder {first_name}."),
    ("received", "body", "{0.request}", "There is no placeholder {0.request}."),
    ("received", "body", "{reference", "Leave out: {"),
    ("received", "body", "}", "Leave out: }"),
    ("received", "body", "{{ reference }}", "Leave out: { }"),
    ("received", "body", "<b>Hello</b>", "Leave out: < >"),
    ("received", "body", "[[link]]", "Leave out: [[ ]]"),
    ("received", "body", "A\x07B", "cannot be seen"),
    ("booked", "heading", "{reference} at the psy\u00adchiatrist", "cannot be seen"),
    ("booked", "body", VISIT + " in Do\u200bral", "cannot be seen"),
    ("received", "body", "Open {link} now", "on a line of its own"),
    ("received", "body", "{link}\n\n{link}", "on a line of its own"),
    ("booked", "body", "Your visit is booked.", "It must hold {visit_time}."),
    ("booked", "body", VISIT + " with Alex Sentinel", "“Alex Sentinel”"),
    ("booked", "body", VISIT + " with dr. SENTINEL.", "“Sentinel”"),
    ("booked", "body", VISIT + " in coconut\n grove", "“Coconut Grove”"),
    ("booked", "body", VISIT + ", 100 Sentinel Way", "must not say"),
    ("booked", "heading", "{reference} in Doral", "“Doral”"),
    ("booked", "body", VISIT + " at Elevate Psychiatry", "“psychiatry”"),
    ("booked", "body", VISIT + " con su psiquiatra", "“psiquiatra”"),
    ("booked", "heading", "{reference}: therapy", "“therapy”"),
    ("where", "heading", "Ask, {reference}", "{reference} cannot stand here."),
    ("where", "body", "{link}", "{link} cannot stand here."),
    ("stop-under-age", "heading", "We see adults", "It must hold 18."),
    ("stop-not-in-florida", "heading", "Not here", "It must hold Florida."),
    ("joining_link", "heading", "How to join", "no heading"),
]


@pytest.mark.parametrize(("key", "heading", "body"), RIGHT)
def test_what_may_be_written(key, heading, body):
    Clinician.objects.create(name="Sam May", credentials="MD")  # a short name, and a common word
    PatientText(key=key, language="en", heading=heading, body=body).full_clean()


@pytest.mark.parametrize(("key", "field", "words", "sentence"), WRONG)
def test_what_may_not_be_written(key, field, words, sentence):
    row = PatientText(key=key, language="en", **{field: words})
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    assert list(refusal.value.message_dict) == [field]
    assert sentence in " ".join(refusal.value.message_dict[field])


@pytest.mark.parametrize(("field", "longest"), [("heading", 120), ("body", 2000)])
def test_words_have_an_end(field, longest):
    row = PatientText(key="where", language="en", **{field: "x" * (longest + 1)})
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    assert field in refusal.value.message_dict


def test_a_text_that_no_page_shows_is_refused():
    with pytest.raises(ValidationError):
        PatientText(key="nothing", language="en", body="Hello").full_clean()


def test_no_phone_number_is_promised_that_the_clinic_has_not_filled_in(clinic):
    clinic.phone = ""
    clinic.save()
    found = list(faults(TEXTS["where"], "", "Call {phone}.", ClinicFacts()))
    assert found == [("body", "The clinic’s phone number is not filled in.")]
