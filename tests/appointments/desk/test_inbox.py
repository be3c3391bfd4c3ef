"""The inbox: which requests it lists, in which order, and what it says of each."""

import re
from datetime import timedelta

import pytest

from appointments import outbox
from appointments.models import OutboundMessage
from appointments.transitions import State
from tests.appointments.desk.conftest import INBOX, html_of, queries


def references(response):
    return [request.reference for request in response.context["object_list"]]


def test_the_inbox_shows_open_requests_the_oldest_first(desk, make_request, now):
    young = make_request(received_at=now - timedelta(hours=1))
    old = make_request(State.IN_REVIEW, received_at=now - timedelta(days=3))
    make_request(State.DECLINED)
    make_request(State.QUARANTINED)
    assert references(desk.get(INBOX)) == [old.reference, young.reference]


@pytest.mark.parametrize(
    ("group", "count"),
    [("", 5), ("waiting", 1), ("talking", 3), ("booked", 1), ("closed", 9), ("quarantined", 1)]
    + [("all", 15), ("nonsense", 5)],
)
def test_the_inbox_is_filtered_by_state(desk, make_request, group, count):
    for state in State:
        make_request(state)
    assert len(references(desk.get(INBOX, {"group": group}))) == count


def test_the_inbox_is_filtered_by_place_and_by_who_has_it(desk, make_request, locations, staff):
    mine = make_request(State.IN_REVIEW, location=locations[0], assigned_to=staff)
    free = make_request(location=locations[1])
    assert references(desk.get(INBOX, {"location": locations[1].pk})) == [free.reference]
    assert references(desk.get(INBOX, {"holder": "me"})) == [mine.reference]
    assert references(desk.get(INBOX, {"holder": "nobody"})) == [free.reference]


def test_the_inbox_says_how_long_each_waits_and_who_has_it(desk, make_request, staff, now):
    make_request(received_at=now - timedelta(days=2, hours=3))
    make_request(State.IN_REVIEW, assigned_to=staff)
    html = html_of(desk.get(INBOX)).replace("\xa0", " ")
    assert "2 days, 3 hours" in html
    assert "since Nov 8, 7:00 AM ET" in html
    assert "dana" in html and "Nobody" in html


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"status": "refused"}, "Mail failed"),
        ({"status": "given_up"}, "Mail failed"),
        ({"status": "queued", "tries": 2}, "Mail is late"),
        ({"status": "queued"}, ""),
        ({"status": "sent", "tries": 2}, ""),
    ],
)
def test_the_inbox_shows_trouble_with_the_mail(desk, make_request, message, words, now):
    request = make_request()
    queued = outbox.queue(request.events.get(), kind="received", audience="patient", now=now)
    OutboundMessage.objects.filter(pk=queued.pk).update(**message)
    trouble = re.findall(r'desk-trouble">.*?</svg>(.*?)</span>', html_of(desk.get(INBOX)))
    assert [found.strip() for found in trouble] == ([words] if words else [])


def test_the_inbox_says_whom_to_phone_instead(desk, make_request):
    make_request(phone_instead=True)
    assert "Phone instead" in html_of(desk.get(INBOX))


def test_the_inbox_decrypts_nothing(desk, make_request, monkeypatch):
    make_request()

    def refuse(value):
        raise AssertionError("the inbox read a personal field")

    monkeypatch.setattr("appointments.encryption.decrypt", refuse)
    html = html_of(desk.get(INBOX))
    assert "Sentinel" not in html


def test_the_inbox_takes_as_many_queries_for_thirty_requests_as_for_three(
    desk, make_request, staff, locations, now
):
    def make(count):
        for number in range(count):
            request = make_request(assigned_to=staff, location=locations[number % 3])
            outbox.queue(request.events.get(), kind="desk_new", audience="desk", now=now)

    make(3)
    desk.get(INBOX)  # what Wagtail caches on first use
    few = queries(desk, INBOX)
    make(27)
    assert queries(desk, INBOX) == few


def test_the_inbox_shows_fifty_a_page(desk, make_request):
    for _number in range(51):
        make_request()
    assert len(references(desk.get(INBOX))) == 50
    assert len(references(desk.get(INBOX, {"p": 2}))) == 1


def test_the_inbox_can_be_neither_exported_nor_searched_by_its_address(desk, make_request):
    first, second = make_request(), make_request()
    response = desk.get(INBOX, {"export": "csv", "q": first.reference})
    assert response["Content-Type"].startswith("text/html")
    assert len(references(response)) == 2
    assert 'name="q"' not in html_of(response)
    assert second.reference in html_of(response)
