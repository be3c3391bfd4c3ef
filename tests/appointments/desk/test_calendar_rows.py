"""Time off and closed days: who keeps them, how they are typed, and what is booked in them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry, ReferenceIndex
from wagtail.users.models import UserProfile

from appointments.models import ClosedDays, TimeOff
from clinic_site import roles
from clinic_site.models import Clinician
from tests.appointments.desk.conftest import html_of, queries
from tests.appointments.desk.test_booking import booked

MIAMI = ZoneInfo("America/New_York")
BOTH = ["time-off", "closed-days"]
NAMES = ["index", "index_results", "add", "edit", "delete"]


def at(day, hour, minute=0):
    return datetime(2026, 12, day, hour, minute, tzinfo=MIAMI)


@pytest.fixture
def rows(clinician, locations):
    """One of each, by the name of its place in the admin."""
    return {
        "time-off": TimeOff.objects.create(clinician=clinician, starts=at(2, 0), ends=at(3, 0)),
        "closed-days": ClosedDays.objects.create(
            location=locations[0], first_day=date(2026, 12, 2), last_day=date(2026, 12, 2)
        ),
    }


def address(namespace, name, pk):
    return reverse(f"{namespace}:{name}", args=[pk] if name in ["edit", "delete"] else [])


def add(desk, namespace, **data):
    return desk.post(reverse(f"{namespace}:add"), data)


@pytest.mark.parametrize("namespace", BOTH)
@pytest.mark.parametrize("role", [roles.FRONT_DESK, roles.MANAGER])
def test_the_desk_and_managers_keep_them(client, make_staff, rows, now, namespace, role):
    client.force_login(make_staff(role))
    for name in NAMES:
        assert client.get(address(namespace, name, rows[namespace].pk)).status_code == 200
    assert client.get(address(namespace, "edit", 1000)).status_code == 404
    assert client.get(address(namespace, "delete", 1000)).status_code == 404
    client.post(address(namespace, "delete", rows[namespace].pk))
    assert not type(rows[namespace]).objects.exists()


def test_time_off_is_typed_in_miamis_time_by_a_clerk_in_tokyo(desk, staff, clinician):
    UserProfile.objects.update_or_create(user=staff, defaults={"current_time_zone": "Asia/Tokyo"})
    typed = {"first_day": "2026-12-02", "from_time": "09:30", "until_time": "14:00"}
    assert add(desk, "time-off", clinician=clinician.pk, **typed).status_code == 302
    row = TimeOff.objects.get()
    assert (row.starts, row.ends) == (at(2, 9, 30), at(2, 14))
    edit = html_of(desk.get(reverse("time-off:edit", args=[row.pk])))
    for value in ["2026-12-02", "09:30", "14:00"]:
        assert f'value="{value}"' in edit
    assert "Dec 2, 2026, 9:30 AM – 2:00 PM ET" in html_of(desk.get(reverse("time-off:index")))


@pytest.mark.parametrize(
    ("first", "last", "hours"), [("2027-03-13", "2027-03-14", 47), ("2027-11-07", "", 25)]
)
def test_whole_days_off_are_as_long_as_the_days_are(desk, clinician, first, last, hours):
    add(desk, "time-off", clinician=clinician.pk, first_day=first, last_day=last)
    row = TimeOff.objects.get()
    assert row.ends - row.starts == timedelta(hours=hours)
    assert row.starts.astimezone(MIAMI).time() == row.ends.astimezone(MIAMI).time() == time.min
    edit = html_of(desk.get(reverse("time-off:edit", args=[row.pk])))
    assert f'value="{first}"' in edit and f'value="{last or first}"' in edit


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        (at(2, 0), at(3, 0), "Dec 2, 2026"),
        (at(2, 0), at(5, 0), "Dec 2, 2026 – Dec 4, 2026"),
        (at(2, 13), at(5, 0), "Dec 2, 2026, 1:00 PM – the end of Dec 4, 2026 ET"),
        (at(2, 0), at(3, 9), "Dec 2, 2026, 12:00 AM – Dec 3, 2026, 9:00 AM ET"),
    ],
)
def test_time_off_is_told_by_days_where_whole_days_are_meant(starts, ends, words):
    assert str(TimeOff(starts=starts, ends=ends)) == words


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"first_day": ""}, "This field is required."),
        ({"clinician": ""}, "This field is required."),
        ({"last_day": "2026-12-01"}, "The last day is before the first day."),
        ({"first_day": "2026-11-08", "last_day": "2026-11-09"}, "These days have passed."),
        ({"last_day": "2029-01-01"}, "This is more than two years ahead."),
        ({"last_day": "2027-12-30"}, "This is more than a year."),
        ({"first_day": "9999-12-31"}, "This is more than two years ahead."),
        ({"from_time": "10:00", "until_time": "10:00"}, "The end must be after the start."),
        ({"first_day": "2027-03-14", "from_time": "02:30"}, "This time does not exist"),
        ({"first_day": "2027-11-07", "until_time": "01:30"}, "This time comes twice"),
    ],
)
def test_time_off_that_is_a_slip_is_explained_and_not_kept(desk, clinician, typed, sentence):
    response = add(
        desk, "time-off", **{"clinician": clinician.pk, "first_day": "2026-12-02", **typed}
    )
    assert response.status_code == 200
    assert sentence in html_of(response)
    assert not TimeOff.objects.exists()


def test_closed_days_are_one_day_of_all_places_unless_said_otherwise(desk, locations):
    add(desk, "closed-days", first_day="2026-12-24", reason="Family day")
    row = ClosedDays.objects.get()
    assert (row.location, row.first_day, row.last_day) == (
        None,
        date(2026, 12, 24),
        date(2026, 12, 24),
    )
    listed = html_of(desk.get(reverse("closed-days:index")))
    assert "Dec 24, 2026 (Family day)" in listed and "All places" in listed


@pytest.mark.parametrize(
    ("namespace", "typed"),
    [
        ("time-off", {"first_day": "2026-12-02", "from_time": "10:30", "until_time": "11:00"}),
        ("closed-days", {"first_day": "2026-12-01", "last_day": "2026-12-02"}),
    ],
)
def test_over_booked_visits_they_are_kept_once_the_visits_were_seen(
    desk, make_request, clinician, locations, namespace, typed
):
    other = Clinician.objects.create(name="Robin Other", credentials="ARNP")
    inside = booked(make_request, clinician, locations[0], 10)
    outside = [
        booked(make_request, clinician, locations[0], 11, day=date(2026, 12, 3)),
        booked(make_request, other, locations[1], 10),
    ]
    model = {"time-off": TimeOff, "closed-days": ClosedDays}[namespace]
    whose = {"clinician": clinician.pk, "location": locations[0].pk}
    first = add(desk, namespace, **whose, **typed)
    html = html_of(first)
    assert first.status_code == 200 and not model.objects.exists()
    assert reverse("requests:inspect", args=[inside.pk]) in html
    assert not any(request.reference in html for request in outside)
    second = add(desk, namespace, **whose, **typed, seen="on")
    assert second.status_code == 302 and inside.reference not in str(second.cookies)
    inside.refresh_from_db()
    assert inside.state == "booked"
    edit = html_of(desk.get(reverse(f"{namespace}:edit", args=[model.objects.get().pk])))
    assert inside.reference in edit


def test_nothing_of_a_request_stands_in_wagtails_log(desk, make_request, clinician, locations):
    inside = booked(make_request, clinician, locations[0], 10)
    typed = {"first_day": "2026-12-02", "seen": "on"}
    add(desk, "time-off", clinician=clinician.pk, **typed)
    add(desk, "closed-days", location=locations[0].pk, **typed)
    kept = [f"{entry.label} {entry.data}" for entry in ModelLogEntry.objects.all()]
    assert len(kept) == 2
    assert not any(inside.reference in words or clinician.name in words for words in kept)
    assert not ReferenceIndex.objects.exists()


@pytest.mark.parametrize("namespace", BOTH)
def test_the_lists_take_as_many_queries_however_long_they_are(desk, rows, namespace):
    url = reverse(f"{namespace}:index")
    queries(desk, url)  # fills what Wagtail keeps
    few = queries(desk, url)
    for day in range(5, 10):
        whose = Clinician.objects.create(name=f"Clinician {day}", credentials="MD")
        TimeOff.objects.create(clinician=whose, starts=at(day, 9), ends=at(day, 10))
        ClosedDays.objects.create(first_day=date(2026, 12, day), last_day=date(2026, 12, day))
    assert queries(desk, url) == few
    assert datetime(2026, 12, 9, 14, tzinfo=UTC) in TimeOff.objects.values_list("starts", flat=True)


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_neither_list_can_be_exported(desk, rows, name, file_format):
    response = desk.get(f"/admin/{name}/", {"export": file_format})
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("first_day", ["", "30 February"])
def test_a_row_without_its_first_day_comes_back_to_be_mended(desk, rows, name, first_day):
    row = rows[name]
    response = desk.post(f"/admin/{name}/edit/{row.pk}/", {"first_day": first_day})
    assert response.status_code == 200
    assert "first_day" in response.context["form"].errors
    assert str(type(row).objects.get()) == str(row)
