"""The page on which a visit is booked or moved, with the calendar beside the form."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.urls import reverse

from appointments import moves
from appointments.models import BookingRequest, ClosedDays, OutboundMessage, TimeOff
from appointments.transitions import State
from clinic_site import roles
from clinic_site.models import Clinician, OpeningHours
from tests.appointments.desk.conftest import html_of, page_of, queries, visit

MIAMI = ZoneInfo("America/New_York")
WEDNESDAY = date(2026, 12, 2)


@pytest.fixture
def request_in_review(make_request, locations):
    return make_request(State.IN_REVIEW, location=locations[0])


@pytest.fixture
def other(db):
    return Clinician.objects.create(name="Robin Other", credentials="ARNP")


def book_url(request):
    return reverse("requests:book", args=[request.pk])


def book(desk, request, data):
    return desk.post(book_url(request), {"version": request.version, **data})


def look(desk, request, data, **button):
    return desk.post(book_url(request), {"version": 1, **data, **(button or {"show": "week"})})


def booked(make_request, clinician, location, hour, minutes=60, day=WEDNESDAY):
    start = datetime.combine(day, time(hour), tzinfo=MIAMI)
    return make_request(
        State.BOOKED,
        visit_start=start,
        visit_end=start.astimezone(UTC) + timedelta(minutes=minutes),
        visit_clinician=clinician,
        visit_location=location,
    )


def items_on(response, day):
    """The kinds and times of what the calendar shows on a day."""
    for shown, items in response.context["calendar"]["days"]:
        if shown.date == day:
            return [(item.kind.value, item.clocks) for item in items if item.kind.value != "free"]
    return None


def spots(response):
    """The free starts that the calendar offers, as the form writes them."""
    return [
        f"{start:%Y-%m-%dT%H:%M}"
        for _day, items in response.context["calendar"]["days"]
        for item in items
        if item.kind.value == "free"
        for start in item.what
    ]


def open_nine_to_five(location):
    for weekday in range(5):
        hours = {"opens": time(9), "closes": time(17)}
        OpeningHours.objects.create(location=location, weekday=weekday, **hours)


def test_the_page_shows_what_was_asked_for_and_todays_week(desk, request_in_review):
    request_in_review.preferred_times.create(rank=1, weekday="tue", part_of_day="morning")
    html = html_of(desk.get(book_url(request_in_review)))
    assert "Tuesday, Morning" in html and request_in_review.location.name in html
    assert "Nov 9 – Nov 15, 2026" in html
    assert "Choose a clinician and a place to see their week." in html
    assert "Here we only check that the clinician has no other visit" in html


def test_a_request_that_cannot_be_booked_leads_back_to_its_page(desk, make_request):
    request = make_request(State.DECLINED)
    response = desk.get(book_url(request))
    assert response.url == page_of(request)
    assert "does not fit the request as it stands" in html_of(desk.get(page_of(request)))


def test_the_calendar_shows_the_clinician_everywhere_and_others_at_the_place_apart(
    desk, make_request, request_in_review, clinician, other, locations
):
    place, elsewhere = locations[0], locations[1]
    booked(make_request, clinician, place, 9)
    booked(make_request, clinician, elsewhere, 11)
    booked(make_request, other, place, 9)
    booked(make_request, other, elsewhere, 13)
    response = look(desk, request_in_review, visit(clinician, place))
    assert items_on(response, WEDNESDAY) == [
        ("visit", "9 – 10 AM"),
        ("other", "9 – 10 AM"),
        ("visit", "11 AM – noon"),
    ]
    html = html_of(response)
    assert "Robin Other is here" in html and f"Booked, {elsewhere.name}" in html


def test_free_starts_leave_out_visits_time_off_and_what_is_closed(
    desk, make_request, request_in_review, clinician, other, locations
):
    place = locations[0]
    open_nine_to_five(place)
    booked(make_request, clinician, place, 10)
    booked(make_request, other, place, 9, minutes=480)
    noon = datetime(2026, 12, 2, 12, tzinfo=MIAMI)
    TimeOff.objects.create(clinician=clinician, starts=noon, ends=noon + timedelta(days=2))
    ClosedDays.objects.create(
        location=place, first_day=WEDNESDAY + timedelta(days=2), last_day=date(2026, 12, 9)
    )
    response = look(desk, request_in_review, visit(clinician, place, day="2026-12-04"))
    found = [spot for spot in spots(response) if spot >= "2026-12-02"]
    assert found == ["2026-12-02T09:00", "2026-12-02T11:00"]
    assert f"{place.name} is closed" in html_of(response)


def test_a_place_without_opening_hours_offers_the_day_and_says_so(
    desk, request_in_review, clinician, locations
):
    response = look(desk, request_in_review, visit(clinician, locations[0]))
    assert "2026-12-02T08:00" in spots(response)
    assert "no opening hours of this place" in html_of(response)


def test_showing_the_calendar_books_nothing_checks_nothing_and_loses_nothing(
    desk, request_in_review, clinician
):
    data = visit(clinician, request_in_review.location, time="", minutes="90")
    response = look(desk, request_in_review, data)
    html = html_of(response)
    assert response.status_code == 200 and "This field is required" not in html
    assert f'<option value="{clinician.pk}" selected>' in html
    assert '<option value="90" selected>' in html and 'value="2026-12-02"' in html
    assert re.search(r'name="entered_elsewhere"[^>]*checked', html)
    request_in_review.refresh_from_db()
    assert request_in_review.version == 1


def test_a_free_spot_fills_the_date_and_the_time(desk, request_in_review, clinician):
    data = visit(clinician, request_in_review.location, day="", time="")
    response = look(desk, request_in_review, data, spot="2026-12-01T14:30", show="week")
    html = html_of(response)
    assert 'value="2026-12-01"' in html and 'value="14:30"' in html
    assert 'value="2026-12-01T14:30" aria-pressed="true"' in html


def test_the_weeks_before_and_after_keep_what_was_typed(desk, request_in_review, clinician):
    data = visit(clinician, request_in_review.location)
    response = look(desk, request_in_review, data, go="2026-12-07")
    assert "Dec 7 – Dec 13, 2026" in html_of(response)
    assert 'value="2026-12-02"' in html_of(response)


@pytest.mark.parametrize("nonsense", ["", "soon", "9999-12-31", "0001-01-01", "2026-02-30"])
def test_a_week_that_is_no_week_shows_the_one_of_today(desk, request_in_review, nonsense):
    data = {"day": nonsense, "clinician": "x", "location": "-1", "minutes": "many"}
    response = look(desk, request_in_review, data, go=nonsense, spot=nonsense)
    assert "Nov 9 – Nov 15, 2026" in html_of(response)


def test_the_script_gets_the_calendar_alone(desk, request_in_review, clinician):
    data = visit(clinician, request_in_review.location)
    html = html_of(look(desk, request_in_review, data, show="week", part="calendar"))
    assert "<html" not in html and "2026-12-02T14:30" in html


def test_the_calendar_takes_as_many_queries_however_much_is_booked(
    desk, make_request, clinician, locations
):
    moved = booked(make_request, clinician, locations[0], 8)
    queries(desk, book_url(moved))  # fills what Wagtail keeps
    few = queries(desk, book_url(moved))
    for hour in range(9, 15):
        booked(make_request, clinician, locations[0], hour)
    assert queries(desk, book_url(moved)) == few


def test_the_visit_that_is_moved_is_shown_as_such_and_is_not_in_its_own_way(
    desk, make_request, clinician, locations
):
    moved = booked(make_request, clinician, locations[0], 9)
    response = desk.get(book_url(moved))
    html = html_of(response)
    assert items_on(response, WEDNESDAY) == [("own", "9 – 10 AM")]
    assert "Move the visit" in html and "This visit, as it is booked" in html
    assert "2026-12-02T09:30" in spots(response)


def test_the_error_summary_leads_to_the_fields(desk, request_in_review, clinician):
    data = visit(clinician, request_in_review.location, day="", entered_elsewhere="")
    html = html_of(book(desk, request_in_review, data))
    summary = html.partition('class="desk-refusal"')[2].partition("</div>")[0]
    links = dict(re.findall(r'<a href="#(id_[a-z_]+)">(.*?)</a>', summary))
    assert links == {
        "id_day": "Date: This field is required.",
        "id_entered_elsewhere": "Enter it there first, then check this box.",
    }
    assert all(f'id="{field}"' in html for field in links)


def test_time_off_refuses_a_visit_and_says_whose_and_when(desk, request_in_review, clinician):
    starts = datetime(2026, 12, 2, 15, tzinfo=MIAMI)
    TimeOff.objects.create(clinician=clinician, starts=starts, ends=starts + timedelta(hours=3))
    place = request_in_review.location
    response = book(desk, request_in_review, visit(clinician, place))  # 2:30 to 3:30 PM
    assert response.status_code == 409
    sentence = "Alex Example has time off: Dec 2, 2026, 3:00 PM – 6:00 PM ET."
    assert sentence in html_of(response) and 'value="14:30"' in html_of(response)
    ends_before = visit(clinician, place, time="14:00")
    assert book(desk, request_in_review, ends_before).status_code == 302


@pytest.mark.parametrize(("of_the_place", "name"), [(True, "Coconut Grove"), (False, "The clinic")])
def test_closed_days_refuse_a_visit_and_say_which(
    desk, request_in_review, clinician, of_the_place, name
):
    place = request_in_review.location
    ClosedDays.objects.create(
        location=place if of_the_place else None,
        first_day=WEDNESDAY,
        last_day=WEDNESDAY + timedelta(days=1),
        reason="storm",
    )
    response = book(desk, request_in_review, visit(clinician, place))
    assert response.status_code == 409
    assert f"{name} is closed: Dec 2, 2026 – Dec 3, 2026 (storm)." in html_of(response)
    later = visit(clinician, place, day="2026-12-04")
    assert book(desk, request_in_review, later).status_code == 302


def test_days_on_which_another_place_is_closed_are_in_nobodys_way(
    desk, request_in_review, clinician, locations
):
    elsewhere = next(place for place in locations if place != request_in_review.location)
    ClosedDays.objects.create(location=elsewhere, first_day=WEDNESDAY, last_day=WEDNESDAY)
    data = visit(clinician, request_in_review.location)
    assert book(desk, request_in_review, data).status_code == 302


def test_a_visit_is_not_moved_into_time_off_either(desk, make_request, clinician, locations):
    moved = booked(make_request, clinician, locations[0], 9)
    starts = datetime(2026, 12, 3, 0, tzinfo=MIAMI)
    TimeOff.objects.create(clinician=clinician, starts=starts, ends=starts + timedelta(days=1))
    response = book(desk, moved, visit(clinician, locations[0], day="2026-12-03"))
    assert response.status_code == 409 and "has time off" in html_of(response)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"time": "16:30"}, "Coconut Grove is not open then."),
        ({"day": "2026-12-05"}, "Coconut Grove is not open then."),
        ({"day": "2026-12-25"}, "Christmas Day is a public holiday."),
    ],
)
def test_a_time_at_which_the_place_is_not_open_takes_one_more_tick(
    desk, request_in_review, clinician, locations, changes, sentence
):
    open_nine_to_five(locations[0])
    data = visit(clinician, locations[0], **changes)
    first = book(desk, request_in_review, data)
    assert first.status_code == 200 and sentence in html_of(first)
    request_in_review.refresh_from_db()
    assert request_in_review.state == State.IN_REVIEW
    assert book(desk, request_in_review, {**data, "outside_hours": "on"}).status_code == 302


def test_no_tick_is_asked_for_in_the_hours_or_where_the_site_has_none(
    desk, make_request, clinician, locations
):
    open_nine_to_five(locations[0])
    for place, clock in [(locations[0], "16:00"), (locations[1], "19:00")]:
        request = make_request(State.IN_REVIEW)
        page = html_of(desk.get(book_url(request)))
        assert "outside_hours" not in page
        assert book(desk, request, visit(clinician, place, time=clock)).status_code == 302


def test_who_was_faster_is_told_and_what_was_typed_stays(
    desk, request_in_review, clinician, staff, now
):
    faster = BookingRequest.objects.get()
    details = {"channel": "phone", "outcome": "no_answer"}
    moves.log_attempt(faster, by=staff, now=now, version=1, **details)
    response = book(desk, request_in_review, visit(clinician, request_in_review.location))
    html = html_of(response)
    assert response.status_code == 409
    assert "Somebody else has just handled this request." in html
    assert 'value="14:30"' in html and 'name="version" value="2"' in html


@pytest.mark.parametrize("day", ["2027-03-14", "2026-11-01", "2027-11-07"])
def test_the_calendar_file_of_a_moved_and_cancelled_visit_reads_right_in_a_week_of_change(
    desk, make_request, clinician, locations, day, monkeypatch
):
    if day.startswith("2026"):
        early = datetime(2026, 10, 20, 15, tzinfo=UTC)
        monkeypatch.setattr("django.utils.timezone.now", lambda: early)
    request, place = make_request(State.IN_REVIEW), locations[0]
    before = str(date.fromisoformat(day) - timedelta(days=1))
    entries = []
    for data in [visit(clinician, place, day=before), visit(clinician, place, day=day)]:
        assert book(desk, request, data).status_code == 302
        request.refresh_from_db()
    cancel = reverse("requests:move", args=[request.pk, "cancel"])
    desk.post(cancel, {"version": request.version, "reason": "The clinician is ill."})
    for message in OutboundMessage.objects.order_by("pk"):
        entries.append(vobject.readOne(message.calendar).vevent)
    assert len({entry.uid.value for entry in entries}) == 1
    assert [entry.sequence.value for entry in entries] == ["0", "1", "2"]
    starts = [entry.dtstart.value.astimezone(MIAMI) for entry in entries]
    assert [f"{start:%Y-%m-%d %H:%M}" for start in starts] == [
        f"{before} 14:30",
        f"{day} 14:30",
        f"{day} 14:30",
    ]
    assert starts[0].utcoffset() != starts[1].utcoffset()
    assert entries[2].status.value == "CANCELLED"


def test_who_may_only_look_cannot_open_the_booking(client, make_request, make_staff, now):
    request = make_request(State.IN_REVIEW)
    user = make_staff(roles.FRONT_DESK)
    user.groups.get().permissions.remove(roles.permission("appointments.move_bookingrequest"))
    client.force_login(user)
    for send in [client.get, client.post]:
        assert send(book_url(request)).url == "/admin/"
        assert send(reverse("requests:book", args=[request.pk + 1000])).url == "/admin/"
