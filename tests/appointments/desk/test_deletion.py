"""The managers' page of what is deleted when, and the hold on a request's own page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from appointments import retention
from appointments.models import BookingRequest, RequestSettings
from appointments.transitions import State
from clinic_site import roles
from tests.appointments.desk.conftest import html_of, page_of, queries

PAGE = "/admin/request-deletion/"


@pytest.fixture
def manager(client, make_staff, now):
    """The test client with a manager signed in."""
    client.force_login(make_staff(roles.MANAGER, "morgan"))
    return client


@pytest.fixture
def make_closed(make_request, now):
    """A function that makes a request which was closed so many days ago."""

    def make(state=State.DECLINED, days=95, **fields):
        return make_request(state, state_changed_at=now - timedelta(days=days), **fields)

    return make


def test_the_page_says_what_would_go_and_changes_nothing(manager, make_closed):
    going = make_closed()
    later = make_closed(days=80)
    first = make_closed(days=200)
    make_closed(State.DUPLICATE, 10, duplicate_of=first)
    held = make_closed(on_hold=True)
    make_closed(State.FULFILLED, 2000)
    response = manager.get(PAGE)
    rows = {str(row.pop("label")): row for row in response.context["rows"]}
    declined = rows["Declined"]
    assert (declined["days"], declined["all"], declined["going"]) == (90, 4, 1)
    assert (declined["kept_back"], str(declined["next_on"])) == (2, "2026-11-20")
    assert (rows["Visit kept"]["days"], rows["Visit kept"]["going"]) == (None, 0)
    listed = [row.reference for row, _day, _due in response.context["next_to_go"]]
    assert listed[:3] == [first.reference, going.reference, later.reference]
    assert held.reference not in listed
    assert [row.reference for row in response.context["held"]] == [held.reference]
    html = html_of(response)
    assert "kept back: another request repeats it" in html
    assert "Sentinel" not in html and "5550150" not in html
    assert BookingRequest.objects.count() == 6


def test_the_page_says_what_a_hold_keeps_beside_the_request_itself(manager, make_closed):
    first = make_closed(days=200, on_hold=True)
    repeat = make_closed(State.DUPLICATE, 200, duplicate_of=first)
    response = manager.get(PAGE)
    rows = {str(row["label"]): row for row in response.context["rows"]}
    assert (rows["Duplicate"]["going"], rows["Duplicate"]["kept_back"]) == (0, 1)
    assert "kept back: a request that belongs to it is on legal hold" in html_of(response)
    html = html_of(manager.get(page_of(repeat)))
    keeping = html.split("For as long as a request that belongs to it is on legal hold:")[1]
    assert keeping.strip().startswith(f'<a href="{page_of(first)}">{first.reference}</a>')


def test_the_page_lists_what_went(manager, make_closed, now):
    booking = make_closed()
    retention.purge(now)
    html = html_of(manager.get(PAGE))
    assert booking.reference in html
    assert "deleted on Nov 10, 2026, kept for 90 days" in html


def test_the_page_counts_what_went_by_month_whatever_the_week(manager, make_closed, now):
    for days in [100, 108, 108, 140]:  # 2 August, 25 July and 23 June
        make_closed(days=96, received_at=now - timedelta(days=days))
    make_closed(State.SPAM, days=96, received_at=now - timedelta(days=100))
    retention.purge(now)
    rows = [(str(row["month"]), row["number"]) for row in manager.get(PAGE).context["counts"]]
    assert rows == [("2026-08-01", 2), ("2026-07-01", 2), ("2026-06-01", 1)]
    assert "August 2026</span> <span> 2 requests </span>" in html_of(manager.get(PAGE))


def test_the_page_takes_as_many_queries_for_many_requests(manager, make_closed):
    make_closed(on_hold=True)
    manager.get(PAGE)  # makes the settings' rows
    few = queries(manager, PAGE)
    first = make_closed()
    for _n in range(5):
        make_closed(State.DUPLICATE, duplicate_of=first)
        make_closed(on_hold=True)
    assert queries(manager, PAGE) == few


def test_a_manager_holds_a_request_and_lifts_the_hold_with_reasons(manager, make_closed, now):
    booking = make_closed(days=0)
    html = html_of(manager.get(page_of(booking)))
    assert "It is deleted on Feb 8, 2027" in html
    hold = reverse("requests:hold", args=[booking.pk])
    refused = manager.post(hold, {"version": 1, "reason": " "})
    assert "Nothing was changed" in html_of(refused)
    assert manager.post(hold, {"version": 1, "reason": "A letter came."}).status_code == 302
    html = html_of(manager.get(page_of(booking)))
    for text in ["Legal hold: this request is not deleted", "A letter came.", "morgan"]:
        assert text in html
    again = manager.post(hold, {"version": 2, "reason": "A letter came."})
    assert again.status_code == 409 and "on hold already" in html_of(again)
    lift = reverse("requests:lift_hold", args=[booking.pk])
    assert manager.post(lift, {"version": 1, "reason": "Settled."}).status_code == 409
    assert manager.post(lift, {"version": 2, "reason": "Settled."}).status_code == 302
    assert "Legal hold lifted" in html_of(manager.get(page_of(booking)))
    assert not BookingRequest.objects.get().on_hold


def test_the_front_desk_reads_of_a_hold_and_is_offered_none(desk, make_request):
    html = html_of(desk.get(page_of(make_request(on_hold=True))))
    assert "Legal hold: this request is not deleted" in html
    assert "hold/" not in html


@pytest.mark.parametrize(
    ("days", "kept"), [("6", 90), ("7", 7), ("3650", 3650), ("3651", 90), ("", None)]
)
def test_managers_set_the_days_within_limits(manager, days, kept):
    rules = RequestSettings.load()
    fields = [name for name in RequestSettings._meta.get_fields() if name.name != "id"]
    data = {field.name: getattr(rules, field.name) or "" for field in fields}
    path = reverse("wagtailsettings:edit", args=["appointments", "requestsettings", rules.pk])
    manager.post(path, {**data, "keep_declined": days})
    assert RequestSettings.objects.get().keep_declined == kept
