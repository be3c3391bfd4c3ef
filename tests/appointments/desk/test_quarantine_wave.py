"""A wave of suspected spam: looked at by reason, and discarded in few steps."""

import re
from datetime import timedelta

import pytest

from appointments import quarantine
from appointments.models import BookingRequest, OutboundMessage, RequestEvent
from appointments.transitions import State
from tests.appointments.desk.conftest import html_of, queries

PAGE = "/admin/requests/quarantine/"


@pytest.fixture
def held(make_request):
    """A function that makes a request that was held back."""

    def make(suspicions="trap,address", **fields):
        return make_request(State.QUARANTINED, suspicions=suspicions, **fields)

    return make


def forms_of(client):
    """What each button of the page sends."""
    html = html_of(client.get(PAGE))
    pairs = re.findall(r'name="(suspicions|until)" value="([^"]*)"', html)
    values = [value for _name, value in pairs]
    return [
        {"suspicions": suspicions, "until": until}
        for suspicions, until in zip(values[::2], values[1::2], strict=True)
    ]


def states():
    return dict(BookingRequest.objects.values_list("suspicions", "state"))


def test_what_is_held_back_is_told_by_reason_the_most_first(desk, held, make_request):
    held("too_fast")
    held(), held()
    make_request(suspicions="contact")  # released
    html = html_of(desk.get(PAGE))
    assert "3 requests are held back" in html
    assert html.index("2 requests </h2>") < html.index("1 request </h2>")
    assert "The form was sent faster" in html and "Many requests gave the same" not in html
    assert "Sentinel" not in html and "5550150" not in html


def test_one_wave_goes_and_all_others_stay(desk, held, make_request, staff, now):
    wave = [held(received_at=now - timedelta(minutes=n)) for n in range(3)]
    held("trap"), held("address"), make_request(suspicions="trap,contact")
    form = forms_of(desk)[0]
    assert form["suspicions"] == "trap,address"
    response = desk.post(PAGE, form, follow=True)
    assert "3 requests are discarded as spam." in html_of(response)
    assert states() == {
        "trap,address": State.SPAM,
        "trap": State.QUARANTINED,
        "address": State.QUARANTINED,
        "trap,contact": State.RECEIVED,
    }
    events = RequestEvent.objects.filter(move="discard", request__in=wave)
    assert list(events.values_list("by", "at", "version")) == [(staff.pk, now, 2)] * 3
    assert not OutboundMessage.objects.exists()


def test_what_came_after_the_page_was_read_stays(desk, held, now):
    held(received_at=now - timedelta(hours=1))
    form = forms_of(desk)[0]
    later = held(received_at=now - timedelta(minutes=59))
    desk.post(PAGE, form)
    assert BookingRequest.objects.get(state=State.QUARANTINED) == later


def test_a_great_wave_goes_in_steps_the_oldest_first(desk, held, now, monkeypatch):
    monkeypatch.setattr(quarantine, "MOST_AT_ONCE", 2)
    newest, *_older = [held(received_at=now - timedelta(minutes=n)) for n in range(3)]
    form = forms_of(desk)[0]
    desk.post(PAGE, form)
    assert BookingRequest.objects.get(state=State.QUARANTINED) == newest
    desk.post(PAGE, form)
    assert not BookingRequest.objects.filter(state=State.QUARANTINED).exists()


def test_what_somebody_else_has_just_handled_is_left(desk, held, now, monkeypatch):
    first, second = held(), held()
    move, calls = quarantine.moves.move, []

    def release_first(request, *args, **kwargs):
        if not calls:
            calls.append(request)
            same = BookingRequest.objects.get(pk=request.pk)
            move(same, "release", by=None, now=now, version=1)
        return move(request, *args, **kwargs)

    monkeypatch.setattr(quarantine.moves, "move", release_first)
    response = desk.post(PAGE, forms_of(desk)[0], follow=True)
    assert "1 request is discarded as spam." in html_of(response)
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.state, second.state) == (State.RECEIVED, State.SPAM)


@pytest.mark.parametrize(
    "wrong",
    [{}, {"until": ""}, {"until": "tomorrow"}, {"until": "2026-11-10T10:00"}]
    + [{"until": "2026-13-45T99:00Z"}, {"until": "2030-01-01T00:00Z", "suspicions": "x" * 99}]
    + [{"until": "0001-01-01T00:00+14:00"}, {"until": "9999-12-31T23:00-10:00"}]
    + [{"until": "\x00", "suspicions": "\x00"}],
)
def test_a_form_that_is_no_form_of_the_page_discards_nothing(desk, held, wrong):
    held()
    response = desk.post(PAGE, {"suspicions": "trap,address", **wrong}, follow=True)
    assert response.status_code == 200
    assert set(states().values()) == {State.QUARANTINED}


def test_the_page_takes_as_many_queries_for_a_wave_as_for_one(desk, held):
    held()
    desk.get(PAGE)
    few = queries(desk, PAGE)
    for suspicions in ["trap", "trap", "address", "contact"]:
        held(suspicions)
    assert queries(desk, PAGE) == few
    BookingRequest.objects.update(state=State.SPAM)
    assert "0 requests are held back" in html_of(desk.get(PAGE))
