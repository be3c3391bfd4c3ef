"""The files that managers take home: the page's numbers, and requests without names."""

import csv
from datetime import datetime
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from appointments.models import OutboundMessage
from appointments.transitions import State
from clinic_site.models import Location
from tests.appointments.figures.conftest import NOW

FIGURES = "/admin/request-figures/export/"
REQUESTS = "/admin/request-figures/export/requests/"


def body_of(response):
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def csv_rows(client, address, **period):
    body = body_of(client.get(address, {**period, "export": "csv"}))
    return list(csv.reader(StringIO(body.decode())))


def workbook(client, address, **period):
    return load_workbook(BytesIO(body_of(client.get(address, {**period, "export": "xlsx"}))))


def values_of(sheet):
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_the_workbook_has_a_sheet_for_each_table(manager, ask, locations):
    ask(State.BOOKED, 1.5, location=locations[1])
    ask(State.DECLINED, None, location=locations[0], language="es")
    found = workbook(manager, FIGURES, weeks=4)
    assert found.sheetnames == [
        "Requests by place",
        "Requests by language",
        "Business hours to the first con",
        "Outcomes",
        "Why the clinic declined",
        "Not counted as requests",
        "Failed mail and suspected spam",
        "What is counted",
    ]
    places = values_of(found["Requests by place"])
    assert places[0] == ["Week of", "Coconut Grove", "Doral", "Virtual in Florida", "All"]
    assert places[3] == [datetime(2026, 11, 2), 1, 1, 0, 2]  # a date, not a text
    assert places[-1] == ["All", 1, 1, 0, 2]
    contact = values_of(found["Business hours to the first con"])
    assert contact[3][1:] == [1.5, 1.5, 1, 0]
    assert contact[1][1:] == [None, None, 0, 0]


def test_the_text_file_has_the_tables_one_below_the_other(manager, ask):
    ask(State.BOOKED)
    rows = csv_rows(manager, FIGURES, weeks=4)
    assert rows[0] == ["Requests by place"]
    assert rows[1] == ["Week of", "Doral", "All"]
    assert ["2026-11-02", "1", "1"] in rows
    assert rows.index(["Outcomes"]) < rows.index(["Visit kept", "0"])


def test_the_list_has_a_row_for_each_request_in_eastern_time_and_no_name(manager, ask):
    booking = ask(State.DECLINED, 1.5, language="es", decline_code="payment", state_changed_at=NOW)
    ask(State.QUARANTINED, None, received_at=NOW)
    OutboundMessage.objects.create(
        request=booking,
        event=booking.events.get(),
        audience="patient",
        kind="declined",
        message_id="<1@example.org>",
        status="given_up",
        created_at=NOW,
        next_try_at=NOW,
    )
    body = body_of(manager.get(REQUESTS, {"export": "csv"})).decode()
    head, declined, held = csv.reader(StringIO(body))
    assert dict(zip(head, declined, strict=True)) == {
        "Reference": booking.reference,
        "Received": "2026-11-02 09:00 ET",
        "Place": "Doral",
        "Language": "Spanish",
        "State": "Declined",
        "First contact": "2026-11-02 10:30 ET",
        "Business hours to the first contact": "1.5",
        "Closed": "2026-11-10 10:00 ET",
        "Reason for declining": "Insurance or cost",
        "Mail failed": "Yes",
    }
    assert held[4:] == ["Quarantined", "", "", "", "", "No"]
    for sentinel in ["Sam", "Sentinel", "5550150", "patient.example", "1990-04"]:
        assert sentinel not in body


def test_both_files_hold_the_period_that_was_chosen(manager, ask):
    ask(State.BOOKED, received_at=datetime.fromisoformat("2026-10-19T04:00+00:00"))
    ask(State.BOOKED, received_at=datetime.fromisoformat("2026-10-19T03:59+00:00"))
    for weeks, count in [(4, 1), (13, 2)]:
        assert len(csv_rows(manager, REQUESTS, weeks=weeks)) == 1 + count
        sheet = workbook(manager, FIGURES, weeks=weeks)["Requests by place"]
        assert values_of(sheet)[-1][-1] == count


@pytest.mark.parametrize("address", [FIGURES, REQUESTS])
def test_no_cell_is_run_as_a_formula(manager, ask, address):
    evil = Location.objects.create(kind="office", name="=HYPERLINK(A1)", slug="evil")
    ask(State.BOOKED, location=evil)
    cells = [cell for row in csv_rows(manager, address) for cell in row]
    assert "'=HYPERLINK(A1)" in cells
    assert not any(cell.startswith("=") for cell in cells)
    sheet = workbook(manager, address).worksheets[0]
    found = [cell for row in sheet.iter_rows() for cell in row]
    assert "'=HYPERLINK(A1)" in [cell.value for cell in found]
    assert not any(cell.data_type == "f" for cell in found)


def test_the_list_streams_in_as_many_queries_for_many_requests(manager, ask):
    counts = []
    for _round in range(2):
        ask(State.BOOKED)
        ask(State.DECLINED)
        with CaptureQueriesContext(connection) as captured:
            response = manager.get(REQUESTS, {"export": "csv"})
            before = len(captured)
            rows = body_of(response).decode().splitlines()
        counts.append(len(captured))
        assert response.streaming and before < len(captured)  # read while it is sent
    assert len(rows) == 5
    assert counts[0] == counts[1]


@pytest.mark.parametrize("address", [FIGURES, REQUESTS])
def test_the_name_of_a_file_says_the_day_alone_and_nobody_keeps_it(manager, ask, address):
    booking = ask(State.BOOKED)
    name = "request-figures-2026-11-10" if address == FIGURES else "requests-2026-11-10"
    for file_format in ["csv", "xlsx"]:
        response = manager.get(address, {"export": file_format})
        assert response["Content-Disposition"] == f'attachment; filename="{name}.{file_format}"'
        assert "no-store" in response["Cache-Control"]
        assert booking.reference not in str(response.headers)


@pytest.mark.parametrize("address", [FIGURES, REQUESTS])
@pytest.mark.parametrize("file_format", ["", "pdf", "html"])
def test_there_are_two_formats_and_no_other(manager, address, file_format):
    assert manager.get(address, {"export": file_format}).status_code == 404
    assert manager.post(address, {"export": "csv"}).status_code == 405
