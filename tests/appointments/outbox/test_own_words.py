"""The editors' own words in messages, in the patient's language, beside what is fixed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from appointments.message_words import compose
from appointments.models import Language, OutboundMessage, PatientText
from appointments.moves import move
from appointments.outbox import send_due
from appointments.texts import MESSAGES
from appointments.transitions import State
from tests.appointments.outbox.conftest import as_sent

KINDS = [(kind, language) for kind in MESSAGES for language in Language.values]
# By language: the line of the reference, and where to turn at once.
FIXED = {
    "en": ["Your reference: ", "call or text 988"],
    "es": ["Su número de referencia: ", "llame al 988"],
}


def write(kind, language="en", heading="", body=""):
    return PatientText.objects.create(key=kind, language=language, heading=heading, body=body)


@pytest.mark.parametrize(("kind", "language"), KINDS)
def test_a_message_speaks_the_patients_language(queued, kind, language):
    message = queued(kind, language=language)
    body, _calendar = as_sent(message)
    text, other = MESSAGES[kind], {"en": "es", "es": "en"}[language]
    with translation.override(language):
        said = [*text.body.split("\n\n"), *map(str, text.fixed)]
    with translation.override(other):
        unsaid = [*text.body.split("\n\n"), *map(str, text.fixed)]
    assert not [words for words in said if "{" not in words and words not in body]
    assert not [words for words in unsaid if "{" not in words and words in body]
    assert not [words for words in FIXED[language] if words not in body]
    assert not [words for words in FIXED[other] if words in body]
    assert "{" not in message.subject + body


def test_no_empty_lines_push_what_is_fixed_out_of_sight(queued):
    write("received", body="Own words." + "\n \n" * 600 + "The end.")
    body, _calendar = as_sent(queued("received"))
    assert "Own words.\n\nThe end.\n\nA request is not a booking" in body
    assert "\n\n\n" not in body


@pytest.mark.parametrize(("kind", "language"), KINDS)
def test_own_words_stand_in_the_message_with_what_is_fixed(queued, kind, language):
    tells_time = "{visit_time}" in MESSAGES[kind].must_hold
    write(
        kind,
        language,
        "Own subject {reference}",
        "Own words, {reference}, {phone}." + ("\n\n{visit_time}" if tells_time else ""),
    )
    message = queued(kind, language=language)
    reference = message.request.reference
    body, _calendar = as_sent(message)
    assert message.subject == f"Own subject {reference}"
    assert f"Own words, {reference}, (305) 555-0123." in body
    assert ("10" in body and "2026" in body and " ET" in body) == tells_time
    with translation.override(language):
        assert not [words for words in MESSAGES[kind].fixed if str(words) not in body]
        assert not [part for part in MESSAGES[kind].paragraphs if str(part) in body]
    assert not [words for words in FIXED[language] if words not in body]
    assert "/request/link/" in body


def test_own_words_in_one_language_are_not_sent_in_another(queued):
    write("declined", "en", body="Own words.")
    assert "Own words." in queued("declined").body
    assert "Own words." not in queued("declined", language="es").body


def test_editors_choose_where_the_link_stands_and_it_stands_once(queued):
    write("received", body="First.\n\n{link}\n\nLast.")
    message = queued("received")
    body, _calendar = as_sent(message)
    assert body.count("/request/link/") == 1
    assert body.index("First.") < body.index("/request/link/") < body.index("Last.")
    assert "/request/link/" not in message.body


@pytest.mark.parametrize(
    ("heading", "body"),
    [
        ("", "Hello {nobody}. {visit_time}"),
        ("", "It is booked."),
        ("About {reference}\nBcc: all@example.com", ""),
        ("", "{visit_time} with Alex Example"),
        ("", "{visit_time} <script>"),
    ],
)
def test_own_words_that_cannot_be_sent_hold_no_message_back(
    queued, mail_server, now, heading, body
):
    mail_server.start()
    write("booked", heading=heading, body=body)
    message = queued("booked")
    assert message.subject == f"About your request {message.request.reference}"
    assert "Your appointment is booked:" in message.body
    assert send_due(now) == {"sent": 1}
    assert mail_server.accepted[0]["Bcc"] is None


def test_own_words_cost_one_query(make_request, now):
    request = make_request(State.BOOKED)
    compose(request, "declined", "patient", now)
    with CaptureQueriesContext(connection) as captured:
        compose(request, "declined", "patient", now)
    assert sum("appointments_patienttext" in query["sql"] for query in captured) == 1


@pytest.mark.parametrize(
    ("waited", "is_promised"), [(timedelta(days=3), True), (timedelta(days=3, minutes=1), False)]
)
def test_a_late_release_promises_no_time_that_has_passed(make_request, now, waited, is_promised):
    # Of a Monday. The clinic promises two business days, and Wednesday is Veterans Day.
    request = make_request(State.QUARANTINED)
    move(request, "release", by=None, now=now + waited, version=1)
    body = OutboundMessage.objects.get(audience="patient").body
    assert ("within 2 business days" in body) == is_promised
    assert "A request is not a booking" in body
