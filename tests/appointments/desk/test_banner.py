"""The watchdog's banner, on every page of the admin, for those who may see requests."""

import re
from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from appointments import moves, outbox
from appointments.models import ClockJob, ClosedDays
from appointments.transitions import State
from clinic_site import roles
from clinic_site.models import OpeningHours
from tests.appointments.desk.conftest import INBOX, html_of, page_of, queries


def banner_of(client, path="/admin/"):
    html = html_of(client.get(path)).replace("\xa0", " ")
    found = re.search(r'<section class="watch".*?</section>', html)
    return found.group() if found else ""


@pytest.fixture
def beating(db, now):
    return ClockJob.objects.create(name="heartbeat", started_at=now - timedelta(minutes=1))


@pytest.fixture
def queued(make_request, now):
    """A function that queues a message so many minutes ago."""

    def make(minutes):
        at = now - timedelta(minutes=minutes)
        booking = make_request(received_at=now)
        outbox.queue(booking.events.get(), kind="received", audience="patient", now=at)
        return booking

    return make


def test_where_all_is_well_there_is_no_banner(desk, beating, queued):
    queued(14)
    assert banner_of(desk) == ""


@pytest.mark.parametrize(("minutes", "warned"), [(4, False), (6, True), (None, True)])
def test_staff_see_that_the_worker_is_away(desk, now, minutes, warned):
    if minutes is not None:
        ClockJob.objects.create(name="heartbeat", started_at=now - timedelta(minutes=minutes))
    assert ("The message worker was not seen" in banner_of(desk)) == warned


def test_staff_see_that_a_message_waits_too_long_and_whose(desk, beating, queued):
    queued(5)
    late = queued(16)
    banner = banner_of(desk)
    assert "A message has waited for 16 minutes." in banner
    link = re.search(r'href="([^"]+)"', banner.split("waited")[1]).group(1).replace("&amp;", "&")
    listed = desk.get(link).context["object_list"]
    assert [row.pk for row in listed] == [late.pk]


def test_staff_see_what_is_past_due_and_a_contact_ends_it(
    desk, staff, beating, make_request, locations, now
):
    closed_office = locations[0]  # it opens on Fridays alone, so its day is not over
    OpeningHours.objects.create(location=closed_office, weekday=4, opens=time(9), closes=time(17))
    day_ago = now - timedelta(days=1, minutes=1)
    late = make_request(received_at=day_ago, location=locations[1])
    taken = make_request(State.IN_REVIEW, received_at=day_ago, location=locations[2])
    make_request(received_at=day_ago, location=closed_office)
    make_request(received_at=now - timedelta(hours=23), location=locations[1])
    make_request(State.WAITLISTED, received_at=day_ago)
    assert "2 requests are past due" in banner_of(desk)
    listed = desk.get(INBOX, {"watch": "requests"}).context["object_list"]
    assert {row.pk for row in listed} == {late.pk, taken.pk}

    moves.move(late, "take", by=staff, now=now, version=1)
    assert "2 requests are past due" in banner_of(desk)  # nobody has turned to the person
    moves.log_attempt(late, by=staff, now=now, version=2, channel="phone", outcome="no_answer")
    assert "1 request is past due" in banner_of(desk)


def test_the_promise_of_the_clinic_sets_the_due_time(desk, beating, make_request, open_clinic, now):
    open_clinic.response_business_days = 3
    open_clinic.save()
    make_request(received_at=now - timedelta(days=2))  # on a Sunday: it counts from Monday
    assert banner_of(desk) == ""


@pytest.mark.parametrize(("place", "late"), [(None, 0), (0, 1), (1, 0)])
def test_closed_days_of_the_clinic_or_the_place_put_the_due_time_off(
    desk, beating, make_request, locations, now, place, late
):
    ClosedDays.objects.create(
        location=None if place is None else locations[place],
        first_day=date(2026, 11, 9),
        last_day=date(2026, 11, 9),
    )
    make_request(received_at=now - timedelta(days=1, minutes=1), location=locations[1])
    assert ("is past due" in banner_of(desk)) == late


def test_a_trouble_is_announced_once_and_again_when_it_returns(desk, now):
    assert 'role="alert"' in banner_of(desk)
    assert 'role="alert"' not in banner_of(desk, INBOX)
    heartbeat = ClockJob.objects.create(name="heartbeat", started_at=now)
    assert banner_of(desk) == ""
    heartbeat.delete()
    assert 'role="alert"' in banner_of(desk)


def test_it_stands_in_the_main_part_of_every_kind_of_page(client, make_staff, make_request, now):
    client.force_login(make_staff(roles.MANAGER))
    settings = reverse("wagtailsettings:edit", args=["appointments", "requestsettings"])
    paths = ["/admin/", INBOX, page_of(make_request()), "/admin/request-pauses/", "/admin/account/"]
    for path in [*paths, settings, reverse("locations:index")]:
        html = html_of(client.get(path, follow=True))
        assert html.count('class="watch"') == 1, path
        assert html.index("<main") < html.index('class="watch"') < html.index("</main>")


@pytest.mark.parametrize("role", [roles.EDITOR, roles.REVIEWER])
def test_others_see_none(client, make_staff, make_request, now, role):
    make_request(received_at=now - timedelta(days=9))
    client.force_login(make_staff(role))
    page = html_of(client.get("/admin/"))
    assert "watch" not in page and "past due" not in page


def test_it_costs_the_same_with_many_requests(desk, make_request, locations, now):
    desk.get("/admin/account/")
    few = queries(desk, "/admin/account/")
    for days in range(5, 15):
        make_request(received_at=now - timedelta(days=days))
    desk.get("/admin/account/")
    assert queries(desk, "/admin/account/") == few
