"""The search of the inbox: by a posted box, exactly, through the keyed hashes."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments.desk_search import reference_of
from appointments.transitions import State
from tests.appointments.desk.conftest import INBOX, html_of, page_of

SEARCH = "/admin/requests/search/"


def look_for(client, text):
    return client.post(SEARCH, {"looked_for": text})


def found(response):
    return re.findall(r"/admin/requests/inspect/(\d+)/", html_of(response))


@pytest.fixture
def maria(make_request):
    """One request among others of other people."""
    for _number in range(3):
        make_request(phone="+13055550199", first_name="Nobody")
    return make_request(
        first_name="María",
        last_name="López Ruiz",
        phone="+13055550142",
        email="maria.lopez@patient.example",
    )


@pytest.mark.parametrize(
    "text",
    ["María López Ruiz", "  maría  LÓPEZ ruiz ", "López Ruiz, María"]
    + ["305-555-0142", "(305) 555 0142", "+1 305.555.0142", "13055550142"]
    + ["maria.lopez@patient.example", " Maria.Lopez@Patient.Example"],
)
def test_a_request_is_found_by_its_exact_name_phone_or_mail(desk, maria, text):
    response = look_for(desk, text)
    assert response.status_code == 200
    assert found(response) == [str(maria.pk)]
    assert "1 request is found" in html_of(response)


def test_what_is_found_offers_no_other_order(desk, maria):
    # Its address is for POST alone, so a link that sorts it would lead nowhere.
    assert "ordering=" not in html_of(look_for(desk, "María López Ruiz"))
    assert "ordering=received_at" in html_of(desk.get(INBOX))


@pytest.mark.parametrize("change", [str, str.lower, lambda text: text.replace("-", "")])
def test_a_reference_in_any_spelling_leads_to_its_request(desk, make_request, change):
    request = make_request(reference="7K3M-9QXR")
    response = look_for(desk, change(request.reference))
    assert (response.status_code, response.url) == (302, page_of(request))


@pytest.mark.parametrize(
    ("text", "reference"),
    [("7k3m 9qxr", "7K3M-9QXR"), (" 7K3M9QXR ", "7K3M-9QXR"), ("7K3M-9QX", ""), ("7K3M-9QX0", "")]
    + [("Sam Sentinel", ""), ("", ""), ("7K3M-9QXRR", "")],
)
def test_only_what_spells_a_reference_is_one(text, reference):
    assert reference_of(text) == reference


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("López", "No request has exactly this first and last name"),
        ("Maria Lopez Ruiz", "another spelling cannot be found"),
        ("555-0142", "Give it whole, with its area code."),
        ("305-555-0143", "No request has this number."),
        ("other@patient.example", "No request has this e-mail address."),
        ("7K3M-9QXR", "No request has this reference."),
        ("", "Type what you look for first."),
        ("  ", "Type what you look for first."),
        ("9" * 300, "Type what you look for first."),
        ("%' OR 1=1", "No request has exactly this first and last name"),
        ("%_%", "No request has this number."),
        ("Sam Sentinel 3", "No request has exactly this first and last name"),
        ("\x00", "Type what you look for first."),
    ],
)
def test_where_nothing_is_found_it_says_what_can_be(desk, maria, text, sentence):
    response = look_for(desk, text)
    assert response.status_code == 200
    assert sentence in html_of(response).replace("&#x27;", "'")
    assert found(response) == []


def test_who_is_named_like_a_reference_is_found_by_the_name(desk, make_request):
    request = make_request(first_name="Ng", last_name="Wyrdym")  # all of them letters of references
    assert look_for(desk, "Ng Wyrdym").url == page_of(request)


def test_it_finds_requests_in_every_state(desk, make_request):
    made = [make_request(state, phone="+13055550142") for state in State]
    response = look_for(desk, "305 555 0142")
    assert sorted(found(response), key=int) == [str(request.pk) for request in made]


def test_it_shows_the_newest_fifty_and_says_so(desk, make_request):
    for _number in range(51):
        make_request()
    response = look_for(desk, "Sam Sentinel")
    assert len(found(response)) == 50
    assert "More than 50 requests are found." in html_of(response)


def test_what_was_looked_for_stands_in_no_address_and_is_not_kept(desk, maria):
    page = html_of(desk.get(INBOX))
    form = re.search(r'<form class="desk-search.*?</form>', page)[0]
    assert 'method="post"' in form and f'action="{SEARCH}"' in form
    assert 'autocomplete="off"' in form
    response = look_for(desk, "María López Ruiz")
    assert "no-store" in response["Cache-Control"]
    assert "López" not in re.search(r"<title>.*?</title>", html_of(response))[0]
    assert all("pez" not in link for link in re.findall(r'href="([^"]*)"', html_of(response)))
    reloaded = desk.get(SEARCH, {"looked_for": "María López Ruiz"})
    assert (reloaded.status_code, reloaded.url) == (302, INBOX)


def test_the_search_decrypts_nothing_and_costs_the_same_for_many(desk, make_request, monkeypatch):
    def count():
        with CaptureQueriesContext(connection) as captured:
            look_for(desk, "Sam Sentinel")
        return len(captured)

    def refuse(value):
        raise AssertionError("the search read a personal field")

    monkeypatch.setattr("appointments.encryption.decrypt", refuse)
    make_request()
    look_for(desk, "Sam Sentinel")
    few = count()
    for _number in range(20):
        make_request()
    assert count() == few
