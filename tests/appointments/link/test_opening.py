"""The year of birth opens the link, and nothing else does."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from appointments import patient_link
from appointments.models import OutboundMessage, PatientLink, RequestEvent
from clinic_site.encryption import encrypt
from tests.appointments.link.conftest import (
    Visitor,
    kinds_of,
    link_of,
    moves_of,
    opened,
    token_of,
)

WRONG = ["1980", "1981", "1982", "1983", "1984"]
NOWHERE = "A" * 43


@pytest.fixture
def tokens(linked, now, at):
    """Tokens by what became of them."""
    right, old, off = linked(), linked(), linked()
    PatientLink.objects.filter(request=old).update(expires_at=now)
    PatientLink.objects.filter(request=off).update(revoked_at=now)
    requests = {"right": right, "old": old, "turned off": off}
    return {name: token_of(request) for name, request in requests.items()} | {"wrong": NOWHERE}


def without_csrf(visitor):
    return visitor.text.replace(visitor.hidden("csrfmiddlewaretoken"), "")


def test_before_the_year_every_link_looks_the_same_and_says_nothing_personal(tokens):
    pages = {name: Visitor(token) for name, token in tokens.items()}
    assert len({without_csrf(visitor) for visitor in pages.values()}) == 1
    assert len({visitor.page.status_code for visitor in pages.values()}) == 1
    right = pages["right"]
    for word in ["Sam", "Sentinel", tokens["right"], "Doral office", "request has", "appointment."]:
        assert word not in right.main
    with CaptureQueriesContext(connection) as captured:
        right.client.get(right.url)
    # The editors' words are read, and nothing of any request.
    read = [query["sql"] for query in captured if "appointments_" in query["sql"]]
    assert ["appointments_patienttext" in sql for sql in read] == [True]


def test_a_wrong_year_and_a_link_that_does_not_work_read_alike(tokens):
    pages = {name: Visitor(token).tries("1981") for name, token in tokens.items()}
    for name in ["old", "turned off", "wrong"]:
        pages[f"{name}, right year"] = Visitor(tokens.get(name)).tries("1990")
    texts = {
        without_csrf(visitor).replace('value="1990"', 'value="1981"') for visitor in pages.values()
    }
    assert len(texts) == 1
    visitor = pages["right"]
    assert "We could not open it. Check the year." in visitor.main
    assert "(305) 555-0123" in visitor.main
    assert 'value="1981"' in visitor.text and "Error: Open your link" in visitor.text
    assert visitor.hidden("proof") is None


def test_the_fifth_wrong_year_turns_the_link_off_and_tells_the_desk(linked, now):
    request = linked()
    visitor = Visitor(token_of(request))
    for year in WRONG[:4]:
        visitor.tries(year)
    assert visitor.tries("1990").heading == "We have your request"
    assert link_of(request).wrong_years == 4
    visitor = Visitor(token_of(request)).tries(WRONG[4])
    assert link_of(request).revoked_at == now
    assert "We have your request" not in visitor.tries("1990").text
    assert moves_of(request) == ["submit", "link_locked"]
    assert kinds_of(request, "desk") == ["desk_locked"]
    event = RequestEvent.objects.get(move="link_locked")
    assert (event.by, event.note, event.from_state, event.version) == (None, "", "received", 2)
    # Whoever has opened it before is outside, too.
    assert not kinds_of(request, "patient")[1:]


def test_a_slip_and_the_same_wrong_year_again_cost_no_other_try(linked):
    request = linked()
    visitor = Visitor(token_of(request))
    for slip in ["", "90", "19 90", "1850", "2031", "abcd", "१९९०", "1990 ", "０１９９"]:
        visitor.tries(slip)
    assert link_of(request).wrong_years == 0
    for _click in range(3):
        visitor.tries("1981")
    assert link_of(request).wrong_years == 1


@pytest.mark.django_db(transaction=True)
def test_ten_who_guess_at_once_have_five_tries_together(linked, now):
    request = linked()
    token, barrier, found = token_of(request), Barrier(10), []

    def guess(year):
        try:
            barrier.wait()
            found.append(patient_link.open_with_year(token, year, now=now))
        finally:
            connections.close_all()

    threads = [Thread(target=guess, args=[1960 + number]) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [None] * 10
    link = link_of(request)
    assert (link.wrong_years, link.revoked_at) == (5, now)
    assert moves_of(request) == ["submit", "link_locked"]
    assert OutboundMessage.objects.filter(kind="desk_locked").count() == 1


@pytest.mark.parametrize("proof", ["", "x", encrypt('{"purpose": "request-form-1"}'), "another's"])
def test_without_a_proof_of_the_year_nothing_is_shown_or_done(linked, proof):
    request, other = linked(), linked()
    if proof == "another's":
        proof = opened(other).hidden("proof")
    visitor = Visitor(token_of(request)).posts(proof=proof, version="1", go="send-withdraw")
    assert visitor.heading == "Open your link"
    assert moves_of(request) == moves_of(other) == ["submit"]


def test_a_proof_ends_after_twelve_hours_and_with_the_link(linked, at, now):
    visitor = opened(linked())
    form = visitor.carried()
    at(now + timedelta(hours=12))
    assert visitor.posts(**form, go="").heading == "We have your request"
    at(now + timedelta(hours=12, seconds=1))
    assert "Enter the year once more" in visitor.posts(**form, go="send-withdraw").main

    request = linked()
    visitor = opened(request)
    PatientLink.objects.filter(request=request).update(revoked_at=now)
    assert visitor.presses("send-withdraw").heading == "Open your link"
    assert moves_of(request) == ["submit"]
