"""Who asked for Spanish opens the link in Spanish, from the message to the last answer."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import caches
from django.test import Client

from appointments import outbox
from appointments.models import RequestEvent
from appointments.transitions import State
from clinic_site.models import Clinician, Location
from tests.appointments.link.conftest import YEAR, Visitor, fresh, token_of
from tests.appointments.link.test_states import EXPECTED
from tests.appointments.spanish import assert_all_spanish

TIMES = {"weekday_1": "mon", "part_of_day_1": "morning", "weekday_2": "any"}
TIMES["part_of_day_2"] = "evening"


def opened_in(prefix, request):
    return Visitor(token_of(request), prefix).tries(YEAR)


def test_a_spanish_message_leads_to_the_page_in_spanish(linked):
    request = linked(language="es")
    body, _calendar = outbox.with_link(request.messages.get())
    address = re.search(r"http://localhost:8000(/\S+)", body)[1]
    assert address == f"/es/request/link/{token_of(request)}/"
    page = Client().get(address)
    assert page.status_code == 200
    assert '<html lang="es">' in page.content.decode()
    assert "Abra su enlace" in page.content.decode()


@pytest.mark.parametrize("state", EXPECTED)
def test_every_page_behind_the_link_is_wholly_in_spanish(linked, state):
    request = linked(state, language="es")
    other = linked(
        state,
        visit_start=request.visit_start,
        visit_end=request.visit_end,
        visit_clinician=Clinician.objects.create(name="Robin Example", credentials="MD"),
    )
    spanish, english = opened_in("/es", request), opened_in("", other)
    assert spanish.buttons == english.buttons == EXPECTED[state][1]
    assert_all_spanish(spanish, english)
    for button in set(spanish.buttons) - {"calendar"}:
        assert_all_spanish(spanish.presses(button), english.presses(button))
        if button != "withdraw":  # sent empty: the errors
            assert_all_spanish(spanish.presses(f"send-{button}"), english.presses(f"send-{button}"))
            assert "error-summary" in spanish.text
        spanish.presses("back"), english.presses("back")


def test_the_errors_before_it_opens_are_in_spanish(linked):
    token = token_of(linked(language="es"))
    for year in ["", "84", "1800", "1981"]:
        spanish, english = Visitor(token, "/es").tries(year), Visitor(token).tries(year)
        assert "error-summary" in spanish.text
        assert_all_spanish(spanish, english)


def test_the_patient_reads_in_spanish_what_staff_read_in_english(linked):
    request = linked(language="es")
    visitor = opened_in("/es", request).presses("times").presses("send-times", **TIMES)
    assert "Gracias. Anotamos cuándo llamarle." in visitor.main
    assert "Lunes, Por la mañana; Cualquier día, Al final de la tarde (ET)" in visitor.main
    note = RequestEvent.objects.get(move="better_time").note
    assert note == "Monday, Morning; Any day, Early evening"
    to_desk = request.messages.get(audience="desk")
    assert "The patient has told us something" in to_desk.body


def test_a_visit_is_given_back_in_spanish(linked):
    request = linked(State.BOOKED, language="es")
    visitor = opened_in("/es", request).presses("cant_come")
    assert "lunes, 16 de noviembre de 2026, 10:00 a.m. ET" in visitor.main
    visitor.presses("send-cant_come", another="no")
    assert "Su cita está cancelada. Si está en su calendario" in visitor.main
    assert fresh(request).state == State.IN_REVIEW
    assert fresh(request).events.last().note.startswith("Wants no other time.")


def test_who_calls_off_a_visit_too_late_is_told_so_in_spanish(linked, at, now):
    soon = now + timedelta(hours=2)
    end = soon + timedelta(hours=1)
    request = linked(State.BOOKED, language="es", visit_start=soon, visit_end=end)
    visitor = opened_in("/es", request).presses("cant_come")
    at(request.visit_start)
    visitor.presses("send-cant_come", another="yes")
    assert "La cita ya empezó." in visitor.main and "has begun" not in visitor.main


def test_the_calendar_file_is_in_spanish_and_leads_back_to_the_spanish_page(linked):
    request = linked(State.BOOKED, language="es")
    file = opened_in("/es", request).presses("calendar").page.content.decode().replace("\r\n ", "")
    assert "SUMMARY:Cita\r\n" in file
    assert f"/es/request/link/{token_of(request)}/" in file


def test_a_virtual_visit_says_in_spanish_how_it_will_come(linked):
    place = Location.objects.create(kind="virtual", name="Virtual", slug="virtual")
    for_both = {"visit_location": place}
    spanish = opened_in("/es", linked(State.BOOKED, language="es", **for_both))
    assert_all_spanish(spanish, opened_in("", linked(State.BOOKED, **for_both)))
    assert "Usted debe estar en Florida a esa hora." in spanish.main


def test_every_link_of_a_spanish_page_leads_somewhere(linked, open_clinic):
    visitor = opened_in("/es", linked(language="es"))
    links = {unescape(link) for link in re.findall(r'(?:href|action)="(/[^"]*)"', visitor.text)}
    assert "/request/" in links or "/es/request/" in links
    for link in links:
        if link.startswith("/static/"):
            continue
        response = Client().get(link, follow=True)
        assert response.status_code == 200, link
        assert all(status == 302 for _url, status in response.redirect_chain), link


def test_the_spanish_address_is_kept_nowhere_and_told_to_nobody(linked):
    request = linked(language="es")
    token = token_of(request)
    before = Visitor(token, "/es")
    responses = [
        before.page,
        opened_in("/es", request).page,
        Client().delete(before.url),
        Client().get(f"{before.url}more/"),
        Client().get(before.url.rstrip("/")),
        Client(enforce_csrf_checks=True).post(before.url, {"year": YEAR}),
    ]
    assert [response.status_code for response in responses] == [200, 200, 405, 404, 301, 403]
    for response in responses:
        assert response["Referrer-Policy"] == "strict-origin"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in response["Cache-Control"]
        assert response["Content-Language"] == "es"
    for cache in caches.all():
        assert not [key for key in getattr(cache, "_cache", {}) if token in str(key)]
    assert "Disallow: /es/request/" in Client().get("/robots.txt").content.decode()
