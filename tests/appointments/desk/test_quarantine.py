"""The quarantine at the desk: a place of its own, reasons in words, release and discard."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from appointments import holds, spam
from appointments.models import BookingRequest, OutboundMessage, RequestEvent
from appointments.transitions import State
from tests.appointments.desk.conftest import INBOX, html_of, move_url, page_of, queries
from tests.appointments.desk.test_home_panel import panel_of

BULK = "/admin/requests/bulk/"
QUARANTINE = f"{INBOX}?group=quarantined"


@pytest.fixture
def held(make_request):
    """A function that makes a request that was held back."""

    def make(suspicions="trap,address", **fields):
        return make_request(State.QUARANTINED, suspicions=suspicions, **fields)

    return make


def test_the_quarantine_has_its_place_its_count_and_the_reasons_in_words(desk, held, make_request):
    make_request()
    held(), held("too_fast,contact")
    html = html_of(desk.get(QUARANTINE))
    assert (
        'aria-current="page">Quarantine <span class="desk-count" data-renew="tab-quarantined">2<'
        in html
    )
    for words in [
        "A box that people cannot see was filled in",
        "The form was sent faster than people can fill it in",
        "Many requests came from the same internet connection in one day",
        "Many requests gave the same phone number or e-mail in one day",
    ]:
        assert html.count(words) == 1
    assert "Nothing was sent about them yet" in html
    assert "A box that people cannot see" not in html_of(desk.get(INBOX))


def test_an_empty_quarantine_says_so(desk):
    html = html_of(desk.get(QUARANTINE))
    assert "No request is in quarantine." in html and BULK not in html


def test_the_quarantine_takes_as_many_queries_for_thirty_as_for_three(desk, held):
    for _n in range(3):
        held()
    desk.get(QUARANTINE)
    few = queries(desk, QUARANTINE)
    for _n in range(27):
        held()
    assert queries(desk, QUARANTINE) == few


def test_the_page_of_a_request_says_why_it_was_held_back_and_still_after_its_release(desk, held):
    request = held("trap")
    html = html_of(desk.get(page_of(request)))
    assert "This looks like spam, and nothing was sent about it." in html
    assert "A box that people cannot see was filled in" in html
    assert desk.post(move_url(request, "release"), {"version": 1}).status_code == 302
    html = html_of(desk.get(page_of(request)))
    assert "This request was held back as suspected spam:" in html
    assert "Quarantined → Received" in html
    assert sorted(OutboundMessage.objects.values_list("kind", flat=True)) == ["received"]


def test_a_release_tells_the_desk_and_the_patient(desk, held, open_clinic):
    desk.post(move_url(held(), "release"), {"version": 1})
    kinds = OutboundMessage.objects.values_list("kind", flat=True)
    assert sorted(kinds) == ["desk_new", "received"]


def test_a_release_counts_the_due_time_from_when_the_request_came(desk, held, open_clinic, now):
    request = held(received_at=now - timedelta(days=6))
    assert "1 request is past due" in html_of(desk.get("/admin/"))
    link = re.search(r'href="([^"]+watch=requests)"', html_of(desk.get("/admin/")))[1]
    assert request.reference in html_of(desk.get(link.replace("&amp;", "&")))
    desk.post(move_url(request, "release"), {"version": 1})
    assert "1 request is past due" in html_of(desk.get("/admin/"))
    desk.post(move_url(request, "mark_spam"), {"version": 2})
    assert "past due" not in html_of(desk.get("/admin/"))


def test_many_are_discarded_at_once_each_by_a_move_of_its_own(desk, held, staff):
    requests = [held() for _n in range(3)]
    stays = held()
    chosen = [f"{request.pk}:1" for request in requests]
    data = {"act": "spam", "chosen": chosen, "group": "quarantined"}
    html = html_of(desk.post(BULK, data))
    assert BookingRequest.objects.filter(state=State.QUARANTINED).count() == 4  # it asks first
    assert all(request.reference in html for request in requests)
    page = desk.post(BULK, {**data, "confirmed": "yes"}, follow=True)
    assert page.redirect_chain == [(QUARANTINE, 302)]
    assert "3 requests are closed as spam." in html_of(page)
    assert set(BookingRequest.objects.filter(state=State.QUARANTINED)) == {stays}
    events = RequestEvent.objects.filter(move="discard")
    assert {(event.request_id, event.by, event.version) for event in events} == {
        (request.pk, staff, 2) for request in requests
    }
    assert not OutboundMessage.objects.exists()


def test_what_somebody_else_has_handled_meanwhile_stays_as_it_is(desk, held, staff, now):
    released, waits, looked_at = held(), held(), held()
    desk.post(move_url(released, "release"), {"version": 1})
    holds.hold(looked_at, by=staff, now=now, version=1, reason="A letter came.")
    chosen = [f"{request.pk}:1" for request in [looked_at, released, waits]]
    data = {"act": "spam", "chosen": chosen, "confirmed": "yes"}
    html = html_of(desk.post(BULK, data))
    assert "1 request is closed as spam." in html
    assert "2 requests were left as they are:" in html
    states = BookingRequest.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [State.RECEIVED, State.SPAM, State.QUARANTINED]


def test_the_home_page_counts_what_was_held_back_today_and_in_a_week(desk, held, now):
    held()
    for days in [0, 0, 3, 7]:
        spam.count_quarantined(now - timedelta(days=days))
    panel = panel_of(desk)
    assert "1 request waits in quarantine" in panel
    assert "Held back as suspected spam: 2 today, 3 in the last 7 days." in panel


def test_the_numbers_are_managers_and_have_limits(client, make_staff, now):
    from appointments.models import RequestSettings
    from clinic_site import roles

    rules = RequestSettings.load()
    client.force_login(make_staff(roles.MANAGER))
    url = reverse("wagtailsettings:edit", args=["appointments", "requestsettings", rules.pk])
    html = html_of(client.get(url))
    assert "What counts as suspected spam" in html and "A whole office, school" in html
    data = {"unreachable_attempts": 3, "unreachable_business_days": 5}
    data |= {"close_visits_after_days": 7, "alarm_requests": 30, "alarm_minutes": 10}
    wrong = {"fewest_seconds": 61, "most_per_address": 0, "most_per_contact": 101}
    assert client.post(url, data | wrong).status_code == 200
    right = {"fewest_seconds": 0, "most_per_address": 1, "most_per_contact": 100}
    client.post(url, data | right)
    rules.refresh_from_db()
    assert {name: getattr(rules, name) for name in right} == right
