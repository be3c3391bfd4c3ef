"""Managers ask who has seen a request, and what somebody has seen; nobody else does."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from appointments import audit_views, audit_words, retention
from appointments.models import BookingRequest
from appointments.transitions import State
from clinic_site import roles
from tests.appointments.audit.conftest import Action, recorded
from tests.appointments.desk.conftest import html_of, page_of

PAGE = "/admin/request-access/"
REQUEST, PERSON = f"{PAGE}request/", f"{PAGE}person/"


@pytest.fixture
def manager(client, boss):
    client.force_login(boss)
    return client


def about(person, now, **others):
    """What the question about a person is asked with: the whole week."""
    days = {"first_day": now.date() - timedelta(days=6), "last_day": now.date()}
    return {"person": person.pk, **days, **others}


@pytest.mark.parametrize("role", [roles.EDITOR, roles.REVIEWER, roles.FRONT_DESK])
def test_only_managers_reach_the_record(client, make_staff, make_request, now, role):
    client.force_login(make_staff(role))
    request = make_request()
    for send in [client.get, client.post]:
        for path in [PAGE, REQUEST, PERSON, f"{PAGE}alarm/1/"]:
            response = send(path, {"reference": request.reference})
            assert (response.status_code, response.url) == (302, "/admin/")
    if role == roles.FRONT_DESK:
        assert REQUEST not in html_of(client.get(page_of(request)))


def test_who_has_seen_a_request_is_answered_by_person_and_row_by_row(
    manager, make_request, write, dana, make_staff, now
):
    request, other = make_request(), make_request()
    lee = make_staff(roles.FRONT_DESK, "lee")
    write(request.reference, other.reference, at=now - timedelta(days=40))
    write(request.reference, by=dana, action=Action.CHANGE)
    write(request.reference, by=lee, action=Action.LIST)
    html = html_of(manager.get(page_of(request)))
    assert f'action="{REQUEST}"' in html
    response = manager.post(REQUEST, {"reference": request.reference.lower().replace("-", " ")})
    people = {
        row["who"]: (row["read"], row["listed"], row["changed"])
        for row in response.context["people"]
    }
    assert people == {"dana": (1, 0, 1), "lee": (0, 1, 0), "boss": (1, 0, 0)}
    html = html_of(response)
    assert "Oct 1, 2026, 11:00:00 AM ET" in html  # 10 hours UTC-4 then, where today it is UTC-5
    assert "Looked into this record" in html and other.reference not in html
    assert recorded(action="audit") == [
        ("boss", "audit", request.reference, "request-access:request")
    ]


def test_it_is_answered_after_the_request_is_deleted(manager, make_request, write, now):
    request = make_request(State.SPAM, state_changed_at=now - timedelta(days=31))
    write(request.reference)
    retention.purge(now)
    assert not BookingRequest.objects.exists()
    html = html_of(manager.post(REQUEST, {"reference": request.reference}))
    assert "By its age, closed as: Spam" in html and "dana" in html


@pytest.mark.parametrize("text", ["", "7K3M", "<script>", "7K3M-9QXR-1"])
def test_what_is_no_reference_comes_back_with_an_error(manager, text):
    response = manager.post(REQUEST, {"reference": text})
    assert response.status_code == 200 and response.context["form"].errors
    assert "<script>" not in response.context["form"]["reference"].as_widget()
    assert recorded() == []


def test_what_somebody_has_seen_is_answered_by_days_of_miami(manager, write, dana, now):
    midnight = now.replace(hour=5, minute=0)  # of the 10th, in Miami
    write("7K3M-9QXC", at=midnight - timedelta(seconds=1))
    write("7K3M-9QXD", "7K3M-9QXF", at=midnight)
    write("7K3M-9QXF", at=midnight, action=Action.LIST)
    asked = about(dana, now, first_day="2026-11-10")
    response = manager.post(PERSON, asked)
    found = [row.reference for row, _who, _what in response.context["shown"]]
    assert found == ["7K3M-9QXF", "7K3M-9QXF", "7K3M-9QXD"]
    assert "Different requests: 2 read, 1 seen in a list, 0 changed." in html_of(response)
    response = manager.post(PERSON, asked | {"without_lists": "on"})
    assert len(response.context["shown"]) == 2
    assert recorded(action="audit") == [("boss", "audit", "", "request-access:person")] * 2
    for wrong in [{"person": "0"}, {"last_day": "2026-11-09"}, {"first_day": "x"}]:
        response = manager.post(PERSON, asked | wrong)
        assert response.context["form"].errors and "shown" not in response.context


def test_the_answer_has_pages_and_costs_the_same_for_many(manager, write, dana, now, monkeypatch):
    monkeypatch.setattr(audit_views, "AT_ONCE", 5)
    counts = []
    manager.post(PERSON, about(dana, now))  # fills what Wagtail keeps
    for _time in range(2):
        write(*[f"7K3M-9Q{one}{two}" for one in "CDF" for two in "CD"])
        with CaptureQueriesContext(connection) as captured:
            response = manager.post(PERSON, about(dana, now))
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert "Page 1 of 3" in html_of(response)
    response = manager.post(PERSON, about(dana, now, page="3"))
    assert len(response.context["shown"]) == 2
    assert manager.post(PERSON, about(dana, now, page="x")).context["page"].number == 1


def test_an_answer_can_be_taken_home_and_that_is_recorded(manager, write, dana, now):
    write("7K3M-9QXC", "7K3M-9QXD")
    response = manager.post(PERSON, about(dana, now, export="csv"))
    head, *rows = csv.reader(StringIO(b"".join(response.streaming_content).decode()))
    assert head == ["Row", "When", "Who", "Account", "What", "Where", "Request"]
    assert rows[0][1:] == [
        "2026-11-10 10:00 ET",
        "dana",
        f"{dana.pk}",
        "Opened",
        "test",
        "7K3M-9QXD",
    ]
    assert "access-record-2026-11-10" in response["Content-Disposition"]
    response = manager.post(REQUEST, {"reference": "7K3M-9QXC", "export": "xlsx"})
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    assert [row[2].value for row in sheet.rows] == ["Who", "boss", "dana"]
    assert recorded(action="export") == [
        ("boss", "export", "", "request-access:person"),
        ("boss", "export", "7K3M-9QXC", "request-access:request"),
    ]
    assert manager.post(REQUEST, {"reference": "7K3M-9QXC", "export": "pdf"}).status_code == 404


def test_an_empty_record_and_a_request_that_nobody_saw_are_said_so(manager):
    assert "None yet" in html_of(manager.get(PAGE))
    html = html_of(manager.post(REQUEST, {"reference": "7K3M-9QXR"}))
    assert "1 row" in html  # the question itself
    assert manager.get(REQUEST).url == PAGE


def test_every_address_of_the_desk_has_words(manager, make_request, write, dana, now):
    from django.urls import resolve

    from tests.appointments.audit.test_reading import addresses

    names = {resolve(address).view_name for address in addresses(make_request())}
    silent = {"requests:quarantine", "request-figures:index"}  # they read no request
    assert names - silent <= set(audit_words.PLACES)
