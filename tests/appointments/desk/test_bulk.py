"""Many requests at once: assign, spam, duplicate. Each by a move of its own, nobody booked."""

import pytest

from appointments import moves
from appointments.bulk import STEPS
from appointments.models import BookingRequest, OutboundMessage, RequestEvent
from appointments.transitions import State
from clinic_site import roles
from tests.appointments.desk.conftest import INBOX, html_of, page_of

BULK = "/admin/requests/bulk/"


def pairs(*requests):
    return [f"{request.pk}:{request.version}" for request in requests]


def act(client, name, *requests, **data):
    return client.post(BULK, {"act": name, "chosen": pairs(*requests), **data})


def states():
    return list(BookingRequest.objects.order_by("pk").values_list("state", flat=True))


@pytest.fixture
def lee(make_staff):
    return make_staff(roles.MANAGER, "lee")


def test_nobody_books_in_bulk():
    assert set(STEPS) == {"assign", "spam", "duplicate"}


def test_the_chosen_are_given_to_a_member_of_the_desk_by_one_click(desk, make_request, staff, lee):
    requests = [make_request(), make_request(State.BOOKED)]
    stays = make_request()
    response = act(desk, "assign", *requests, to=lee.pk, group="unassigned")
    assert response.url == f"{INBOX}?group=unassigned"
    assert "2 requests are assigned." in html_of(desk.get(response.url))
    rows = BookingRequest.objects.filter(assigned_to=lee)
    assert set(rows) == set(requests) and stays.assigned_to is None
    events = RequestEvent.objects.filter(move="assign")
    assert {(event.request_id, event.by, event.assignee, event.version) for event in events} == {
        (request.pk, staff, lee, 2) for request in requests
    }
    assert not OutboundMessage.objects.exists()


def test_the_chosen_are_given_back(desk, make_request, staff):
    request = make_request(State.IN_REVIEW, assigned_to=staff)
    assert act(desk, "assign", request, to="nobody").url == INBOX
    request.refresh_from_db()
    assert request.assigned_to is None


@pytest.mark.parametrize("to", ["", "0", "x", "editor"])
def test_to_whom_must_be_said(desk, make_request, make_staff, to):
    editor = make_staff(roles.EDITOR, "ed")
    request = make_request()
    html = html_of(act(desk, "assign", request, to=editor.pk if to == "editor" else to))
    assert request.reference in html and 'class="error-message"' in html
    assert f'name="chosen" value="{request.pk}:1"' in html
    request.refresh_from_db()
    assert request.version == 1


@pytest.mark.parametrize(
    ("name", "state", "button"),
    [
        ("spam", State.RECEIVED, "Close as spam"),
        ("spam", State.QUARANTINED, "Close as spam"),
        ("duplicate", State.IN_REVIEW, "Close as duplicates"),
    ],
)
def test_what_closes_requests_is_asked_once_more(desk, make_request, name, state, button):
    requests = [make_request(state), make_request(state)]
    other = make_request()
    asked = act(desk, name, *requests)
    html = html_of(asked)
    assert asked.status_code == 200 and states() == [state, state, State.RECEIVED]
    for request in requests:
        assert request.reference in html
        assert f'name="chosen" value="{request.pk}:1"' in html
    assert f"{button}</button>" in html
    data = {"confirmed": "yes", "duplicate_of": other.reference.lower()}
    assert act(desk, name, *requests, **data).url == INBOX
    closed = State.SPAM if name == "spam" else State.DUPLICATE
    assert states() == [closed, closed, State.RECEIVED]
    assert RequestEvent.objects.filter(version=2).count() == 2
    assert not OutboundMessage.objects.exists()


@pytest.mark.parametrize("reference", ["", "7K3M-9QXR", "nonsense"])
def test_of_which_request_they_are_duplicates_must_be_said(desk, make_request, reference):
    request = make_request(State.IN_REVIEW, reference="7K3M-9QXX")
    data = {"confirmed": "yes", "duplicate_of": reference}
    html = html_of(act(desk, "duplicate", request, **data))
    assert 'class="error-message"' in html
    assert states() == [State.IN_REVIEW]


def test_what_does_not_fit_or_has_changed_is_left_and_named_with_the_reason(
    desk, make_request, staff, now
):
    other, fits, changed, booked, closed = (
        make_request(),
        make_request(),
        make_request(),
        make_request(State.BOOKED),
        make_request(State.DECLINED),
    )
    chosen = [fits, changed, booked, closed]
    sent = [*pairs(*chosen), "999999:1"]
    moves.move(changed, "take", by=staff, now=now, version=1)
    data = {"confirmed": "yes", "duplicate_of": other.reference, "group": "all"}
    response = desk.post(BULK, {"act": "duplicate", "chosen": sent, **data})
    html = html_of(response).replace("&#x27;", "'")
    assert response.status_code == 409
    assert "1 request is closed as a duplicate." in html
    assert "4 requests were left as they are:" in html
    for request, reason in [
        (changed, "Somebody else has just handled this request."),
        (booked, "This step does not fit the request as it stands."),
        (closed, "This step does not fit the request as it stands."),
    ]:
        assert f'<a href="{page_of(request)}">{request.reference}</a>: {reason}' in html
    assert "<li>It is not there any more.</li>" in html
    assert f'href="{INBOX}?group=all"' in html
    assert states() == [
        State.RECEIVED,
        State.DUPLICATE,
        State.IN_REVIEW,
        State.BOOKED,
        State.DECLINED,
    ]


def test_of_requests_that_are_alike_the_one_that_goes_on_may_be_chosen_too(desk, make_request):
    kept, repeated = make_request(), make_request()
    data = {"confirmed": "yes", "duplicate_of": kept.reference}
    response = act(desk, "duplicate", kept, repeated, **data)
    assert response.url == INBOX
    assert "1 request is closed as a duplicate." in html_of(desk.get(INBOX))
    assert states() == [State.RECEIVED, State.DUPLICATE]
    assert "Choose the requests that repeat it." in html_of(
        desk.post(BULK, {"act": "duplicate", "chosen": pairs(kept), **data}, follow=True)
    )


def test_one_that_fails_takes_no_other_along(desk, make_request, monkeypatch):
    """Each has a transaction of its own: what was done before a fault stays done, and whole."""
    first, second = make_request(), make_request()
    write = moves.write

    def break_at_second(request, event, changes):
        if request.pk == second.pk:
            raise RuntimeError("the power fails")
        return write(request, event, changes)

    monkeypatch.setattr("appointments.moves.write", break_at_second)
    with pytest.raises(RuntimeError):
        act(desk, "spam", first, second, confirmed="yes")
    assert states() == [State.SPAM, State.RECEIVED]
    assert RequestEvent.objects.filter(move="mark_spam").count() == 1


@pytest.mark.parametrize(
    "chosen", [[], ["x"], ["1"], ["-1:1"], [f"{10**30}:1"], [f"1:{2**31}"], ["1:1:1"], ["²:1"]]
)
@pytest.mark.parametrize("name", ["assign", "spam", "book", ""])
def test_nothing_chosen_or_nonsense_changes_nothing(desk, make_request, name, chosen):
    make_request()
    data = {"act": name, "chosen": chosen, "confirmed": "yes", "group": "https://evil.example"}
    response = desk.post(BULK, data)
    assert response.url == INBOX
    assert states() == [State.RECEIVED]


@pytest.mark.parametrize("name", ["book", "reschedule", "fulfill", "release", "decline", "erase"])
def test_there_is_no_other_act(desk, make_request, name):
    request = make_request()
    assert act(desk, name, request, confirmed="yes").url == INBOX
    assert states() == [State.RECEIVED]


def test_a_reload_of_its_address_leads_back_to_the_inbox(desk):
    assert desk.get(BULK).url == INBOX


def test_the_boxes_can_all_be_chosen_without_a_script(desk, make_request):
    requests = [make_request(), make_request()]
    html = html_of(desk.get(INBOX))
    assert html.count('form="bulk"') == 2 and 'form="bulk" checked' not in html
    html = html_of(desk.get(f"{INBOX}?choose=all"))
    for request in requests:
        box = f'value="{request.pk}:1" form="bulk" checked aria-label="Choose {request.reference}"'
        assert box in html


def test_closed_requests_have_no_box(desk, make_request):
    make_request(State.DECLINED)
    request = make_request()
    html = html_of(desk.get(f"{INBOX}?group=closed"))
    assert 'form="bulk"' not in html and BULK not in html
    html = html_of(desk.get(f"{INBOX}?group=all"))
    assert html.count('form="bulk"') == 1 and f'value="{request.pk}:1"' in html
