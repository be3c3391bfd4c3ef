"""The list and the report: what they show, how they narrow down, and what the file holds."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import Locale, Page

from clinic_site import roles
from clinic_site.dates import clinic_date
from clinic_site.models import Clinician
from clinic_site.spreadsheets import harmless
from conditions.models import ConditionPage
from tests.conditions.reviews.conftest import add_cheaply

LIST, REPORT = "/admin/library/", "/admin/reports/library/"


@pytest.fixture
def editor(sign_in):
    return sign_in(roles.EDITOR)


def titles(client, query="", address=LIST):
    """The titles that an address lists, in its order."""
    return [page.title for page in client.get(f"{address}?{query}").context["object_list"]]


def test_a_row_says_how_the_page_stands_in_words_and_leads_to_it(
    editor, library_of_all_states, settings
):
    html = editor.get(LIST).content.decode()
    for text in ["Overdue", "Due soon", "Not yet reviewed", "Reviewed", "Not live"]:
        assert f">{text}</span>" in html
    page = library_of_all_states["Overdue page"]
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in html
    for title, page in library_of_all_states.items():
        sign_off = reverse("conditions_sign_off", args=[page.pk])
        assert (f'href="{sign_off}"' in html) == (title in ["Overdue page", "Draft page"])
    due = clinic_date() - timedelta(days=1)
    assert f"{due:%b} {due.day}, {due.year}" in html
    assert "Alex Example" in html and "English" in html


@pytest.mark.parametrize("address", [LIST, REPORT])
def test_both_narrow_down_by_every_filter_and_keep_what_is_due_first(
    editor, library_of_all_states, make_due, address
):
    other = Clinician.objects.create(name="Sam Example", credentials="DO")
    make_due("Second symptom", 30, clinician=other, kind="medical")
    ConditionPage.objects.filter(title="Second symptom").update(kind="symptom")
    today = clinic_date()

    def found(query):
        return titles(editor, query, address)

    everything = [
        *["Overdue page", "Due page", "Second symptom", "Fresh page"],
        *["Draft page", "Unread page"],  # without a date last, on both databases
    ]
    assert found("") == everything
    assert found("ordering=-next_review_due") == [*everything[3::-1], *everything[4:]]
    assert found("ordering=title") == sorted(everything)
    assert found("state=overdue&state=due-soon") == everything[:3]
    assert found("state=not-reviewed") == ["Unread page"]
    assert found("waiting=true") == ["Overdue page", "Draft page"]
    assert found(f"due_from={today}&due_to={today + timedelta(days=30)}") == everything[1:3]
    assert found(f"due_to={today - timedelta(days=1)}") == ["Overdue page"]
    assert found(f"reviewer={other.pk}") == ["Second symptom"]
    assert found("kind=symptom") == ["Second symptom"]
    assert found("live=false") == ["Draft page"]
    assert found("state=due-soon&kind=symptom&live=true") == ["Second symptom"]
    # What no filter offers narrows nothing down and breaks nothing.
    assert found("state=nonsense&due_from=31-31-31&reviewer=x") == everything


def test_the_language_is_a_filter_where_the_site_has_two(editor, make_due):
    spanish = Locale.objects.create(language_code="es")
    page = make_due("Duelo", 5)
    make_due("Grief", 6)
    Page.objects.filter(pk=page.pk).update(locale=spanish)
    assert titles(editor, "locale=es") == ["Duelo"]
    assert titles(editor, "locale=en", REPORT) == ["Grief"]


def test_the_list_is_searched_by_title_together_with_a_filter(editor, library_of_all_states):
    assert titles(editor, "q=PAGE&state=overdue") == ["Overdue page"]
    assert titles(editor, "q=unread") == ["Unread page"]
    assert "1 page found" in editor.get(f"{LIST}results/?q=unread").content.decode()
    ConditionPage.objects.filter(title="Fresh page").update(draft_title="Brand new words")
    assert titles(editor, "q=brand") == ["Fresh page"]
    assert titles(editor, "q=nowhere") == []


# ---------------------------------------------------------------- the file


@pytest.fixture
def nasty(make_due):
    """A page whose title is a formula with a character that no sheet holds."""
    page = make_due("Nasty", 5, signed_at=datetime(2026, 7, 2, 2, 30, tzinfo=UTC))
    Page.objects.filter(pk=page.pk).update(
        title="=HYPERLINK(1)\x0b",
        latest_revision_created_at=datetime(2026, 7, 2, 2, 30, tzinfo=UTC),
    )


def test_a_day_on_the_screen_is_the_clinics_day(editor, nasty):
    html = editor.get(REPORT).content.decode()
    assert "Jul 1, 2026" in html and "Jul 2, 2026" not in html


def test_both_files_hold_the_filtered_pages_and_nothing_that_runs(editor, nasty, make_due):
    make_due("Overdue page", -1)
    due = clinic_date() + timedelta(days=5)
    row = {
        "Title": "'=HYPERLINK(1)",
        "Kind": "Condition",
        "State of review": "Due soon",
        "Waiting for a clinician": "No",
        "Next review due": f"{due}",
        "Reviewer": "Alex Example",
        "Reviewed on": "2026-07-01",
        "Language": "English",
        "Last edited": "2026-07-01 22:30 ET",
    }
    response = editor.get(f"{REPORT}?state=due-soon&export=csv")
    text = b"".join(response.streaming_content).decode()
    assert list(csv.DictReader(io.StringIO(text))) == [row]
    assert f"library-reviews-{clinic_date()}.csv" in response["Content-Disposition"]

    response = editor.get(f"{REPORT}?state=due-soon&export=xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    heads, *cells = sheet.iter_rows()
    assert [cell.value for cell in heads] == list(row)
    assert [cell.data_type for cell in cells[0]] == [*"ssss", "d", "s", "d", *"ss"]
    values = [cell.value for cell in cells[0]]
    assert values[0] == row["Title"] and values[8] == row["Last edited"]
    assert (values[4], values[6]) == (due, date(2026, 7, 1))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_text_that_would_start_a_formula_is_made_harmless(start):
    assert harmless(f"{start}1+1") == f"'{start}1+1"
    assert harmless(f"1{start}") == f"1{start}"


def test_the_list_itself_has_no_file(editor, make_due):
    make_due("Numbness", -1)
    assert "Numbness" in editor.get(f"{LIST}?export=csv").content.decode()
    assert "text/html" in editor.get(f"{LIST}?export=csv")["Content-Type"]


# ---------------------------------------------------------------- cost


def test_list_report_and_panel_cost_the_same_with_ten_pages_and_with_sixty(editor, library, submit):
    def cost(address):
        editor.get(address)  # what is cached for long does not count
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(address).status_code == 200
        return len(queries)

    addresses = [LIST, REPORT, f"{REPORT}?export=csv", "/admin/"]
    add_cheaply(library, 10, start=0)
    submit(ConditionPage.objects.first())
    few = [cost(address) for address in addresses]
    add_cheaply(library, 50, start=10)
    for page in ConditionPage.objects.all()[1:4]:
        submit(page)
    assert [cost(address) for address in addresses] == few
