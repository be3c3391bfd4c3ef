"""The week of booked visits: who is booked where, without a name."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from appointments.models import BookingRequest, ClosedDays, TimeOff
from appointments.transitions import State
from clinic_site.models import Clinician
from tests.appointments.desk.conftest import html_of, queries
from tests.appointments.desk.test_booking import booked

MIAMI = ZoneInfo("America/New_York")
WEEK = "/admin/visits/?week=2026-W49"


@pytest.fixture
def other(db):
    return Clinician.objects.create(name="Robin Other", credentials="ARNP")


def references(response):
    return [
        block.what.reference
        for day in response.context["days"]
        for block in day.blocks
        if block.kind.value == "visit"
    ]


def test_a_visit_shows_its_time_length_reference_place_and_language_and_no_name(
    desk, make_request, clinician, locations
):
    request = booked(make_request, clinician, locations[0], 9, minutes=50)
    BookingRequest.objects.update(language="es")
    html = html_of(desk.get(WEEK))
    html = html.split("<main")[1]  # before it stands a random token, which may spell a name
    block = html.split("week-block--booked")[1].split("</li>")[0]
    for words in ["9 – 9:50 AM", "50 min", request.reference, "Alex Example", "Coconut Grove"]:
        assert words in block
    assert "Spanish" in block and reverse("requests:inspect", args=[request.pk]) in block
    for words in [request.first_name, request.last_name, request.phone, request.email]:
        assert words not in html


def test_kept_and_missed_visits_are_shown_as_such_and_cancelled_ones_are_not(
    desk, make_request, clinician, locations
):
    shown = [booked(make_request, clinician, locations[0], hour) for hour in [9, 10, 11]]
    BookingRequest.objects.filter(pk=shown[1].pk).update(state=State.FULFILLED)
    BookingRequest.objects.filter(pk=shown[2].pk).update(state=State.NO_SHOW)
    gone = booked(make_request, clinician, locations[0], 12)
    BookingRequest.objects.filter(pk=gone.pk).update(state=State.CANCELLED)
    response = desk.get(WEEK)
    assert references(response) == [request.reference for request in shown]
    assert "Visit kept" in html_of(response) and "Visit missed" in html_of(response)


def test_the_week_is_of_one_clinician_of_one_place_or_of_all(
    desk, make_request, clinician, other, locations
):
    first = booked(make_request, clinician, locations[0], 9)
    second = booked(make_request, other, locations[0], 9)
    third = booked(make_request, other, locations[1], 11)
    for chosen, expected in [
        ("", [first, second, third]),
        (f"&clinician={other.pk}", [second, third]),
        (f"&place={locations[0].pk}", [first, second]),
        (f"&clinician={other.pk}&place={locations[1].pk}", [third]),
        ("&clinician=x&place=99999999999999999999", [first, second, third]),
    ]:
        assert references(desk.get(WEEK + chosen)) == [request.reference for request in expected]


def test_time_off_closed_days_and_holidays_are_shown_where_they_matter(
    desk, clinician, other, locations
):
    start = datetime(2026, 12, 1, 5, tzinfo=UTC)
    TimeOff.objects.create(clinician=clinician, starts=start, ends=start + timedelta(days=1))
    ClosedDays.objects.create(
        location=locations[0], first_day=date(2026, 12, 3), last_day=date(2026, 12, 3), reason="AC"
    )
    everything = html_of(desk.get(WEEK))
    assert "Alex Example has time off" in everything and "All day" in everything
    assert "Coconut Grove is closed: AC" in everything
    others = html_of(desk.get(f"{WEEK}&clinician={other.pk}&place={locations[1].pk}"))
    assert "has time off" not in others and "is closed" not in others
    assert "Thanksgiving Day, a public holiday" in html_of(desk.get("/admin/visits/?week=2026-W48"))


def test_the_ways_to_other_weeks_keep_what_was_chosen(desk, clinician):
    html = html_of(desk.get(f"{WEEK}&clinician={clinician.pk}"))
    assert f"?week=2026-W48&amp;clinician={clinician.pk}" in html
    assert f"?week=2026-W50&amp;clinician={clinician.pk}" in html
    assert f'href="?clinician={clinician.pk}"' in html  # this week


@pytest.mark.parametrize(
    "week", ["", "soon", "2026-W54", "9999-W52", "0001-W01", "2026-12-0", "2026-W4"]
)
def test_a_week_that_is_none_is_the_one_of_today(desk, week):
    response = desk.get(f"/admin/visits/?week={week}")
    assert response.context["first"] == date(2026, 11, 9)
    assert "This week" not in html_of(response)


@pytest.mark.parametrize(("week", "sunday"), [("2026-W43", 25), ("2026-W44", 1), ("2027-W10", 14)])
def test_weeks_in_which_the_clocks_change_have_seven_days_and_say_so(desk, week, sunday):
    response = desk.get(f"/admin/visits/?week={week}")
    days = response.context["days"]
    assert (len(days), days[6].date.day) == (7, sunday)
    assert ("The clocks go" in html_of(response)) == (week != "2026-W43")


def test_a_week_without_visits_has_a_kind_word(desk):
    assert "No visits in this week. A good time to call somebody back." in html_of(desk.get(WEEK))


def test_the_week_takes_as_many_queries_however_much_is_booked(
    desk, make_request, clinician, other, locations
):
    queries(desk, WEEK)  # fills what Wagtail keeps
    few = queries(desk, WEEK)
    for hour in range(8, 16):
        booked(make_request, clinician, locations[hour % 3], hour)
        booked(make_request, other, locations[0], hour)
        start = datetime(2026, 12, 3, hour, tzinfo=MIAMI)
        TimeOff.objects.create(clinician=other, starts=start, ends=start + timedelta(hours=1))
        ClosedDays.objects.create(
            location=locations[hour % 3], first_day=start.date(), last_day=start.date()
        )
    assert queries(desk, WEEK) == few


def test_the_menu_leads_to_the_calendar(desk):
    page = desk.get("/admin/").content.decode()
    menu = page.split('id="wagtail-sidebar-props"')[1].split("</script>")[0]
    for url in ["/admin/visits/", "/admin/time-off/", "/admin/closed-days/"]:
        assert url in menu
