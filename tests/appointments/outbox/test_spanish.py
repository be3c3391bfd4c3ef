"""Who asked for Spanish gets every message in Spanish, and not half of one in each."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone, translation

from appointments.message_words import moment_in_words
from appointments.models import PatientLink
from appointments.texts import MESSAGES
from tests.appointments.outbox.conftest import as_sent


def lines(message):
    """The lines of a message as it is sent, without its link."""
    body, _calendar = as_sent(message)
    texts = [message.subject, *body.replace(message.request.reference, "R").splitlines()]
    return {text.strip() for text in texts if text.strip() and "http" not in text}


@pytest.mark.parametrize("kind", MESSAGES)
@pytest.mark.parametrize("phone", ["+13055550150", ""])
@pytest.mark.parametrize("clinic_phone", ["+13055550123", ""])
def test_no_line_of_a_spanish_message_is_in_english(queued, clinic, kind, phone, clinic_phone):
    clinic.phone = clinic_phone
    clinic.save()
    spanish, english = queued(kind, language="es", phone=phone), queued(kind, phone=phone)
    assert len(lines(spanish)) == len(lines(english))
    assert not lines(spanish) & lines(english)
    assert "Hola:" in lines(spanish)


@pytest.mark.parametrize("kind", ["received", "booked"])
def test_a_message_whose_link_is_off_is_in_spanish_too(queued, kind):
    spanish, english = queued(kind, language="es"), queued(kind)
    PatientLink.objects.all().delete()
    assert not lines(spanish) & lines(english)
    assert len(lines(spanish)) == len(lines(english))


@pytest.mark.parametrize("kind", MESSAGES)
def test_a_spanish_message_has_its_link_to_the_spanish_page_and_the_help_in_spanish(queued, kind):
    body, _calendar = as_sent(queued(kind, language="es"))
    assert "http://localhost:8000/es/request/link/" in body
    assert "llame al 988 y oprima 2, o envíe la palabra AYUDA al 988" in body
    assert "911" in body


@pytest.mark.parametrize(("days", "words"), [(1, "1 día hábil."), (2, "2 días hábiles.")])
def test_the_acknowledgement_counts_right(queued, clinic, days, words):
    clinic.response_business_days = days
    clinic.save()
    assert words in queued("received", language="es").body


def test_the_calendar_entry_is_called_in_spanish(queued):
    _body, calendar = as_sent(queued("booked", language="es"))
    calendar = calendar.replace("\r\n ", "")
    assert "SUMMARY:Cita\r\n" in calendar
    assert "URL:http://localhost:8000/es/request/link/" in calendar


def test_the_language_of_staff_makes_no_message_spanish_or_english(queued):
    with translation.override("es"):
        english, to_desk = queued("booked"), queued("desk_new", "desk")
    assert "Your appointment is booked" in english.body
    assert "A new request has come in" in to_desk.body
    with timezone.override("Asia/Tokyo"):
        spanish = queued("booked", language="es")
    assert "lunes, 16 de noviembre de 2026, 12:00 p.m. ET" in spanish.body


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ((2026, 11, 16, 15), "lunes, 16 de noviembre de 2026, 10:00 a.m. ET"),
        ((2026, 3, 6, 20), "viernes, 6 de marzo de 2026, 3:00 p.m. ET"),
        ((2026, 3, 9, 19), "lunes, 9 de marzo de 2026, 3:00 p.m. ET"),  # summer time since the 8th
        ((2026, 10, 30, 16), "viernes, 30 de octubre de 2026, 12:00 p.m. ET"),
        ((2026, 11, 2, 17), "lunes, 2 de noviembre de 2026, 12:00 p.m. ET"),  # winter since the 1st
        ((2026, 11, 1, 5), "domingo, 1 de noviembre de 2026, 1:00 a.m. ET"),  # the hour comes twice
        ((2026, 11, 1, 6), "domingo, 1 de noviembre de 2026, 1:00 a.m. ET"),
        ((2027, 1, 1, 4), "jueves, 31 de diciembre de 2026, 11:00 p.m. ET"),
    ],
)
def test_days_and_hours_are_told_as_in_miami(moment, words):
    with translation.override("es"):
        assert moment_in_words(datetime(*moment, tzinfo=UTC)) == words
