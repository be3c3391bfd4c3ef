"""What staff read is recorded before they see it: each request, how, and never what stood in it."""

import json
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from appointments import audit, notes, outbox
from appointments.models import AccessRecord, BookingRequest
from appointments.transitions import State
from clinic_site import roles
from tests.appointments.audit.conftest import recorded
from tests.appointments.desk.conftest import INBOX, page_of

SEARCH = "/admin/requests/search/"


def sentinels(number):
    """What is personal in a request of this number, as it is stored."""
    return {
        "first_name": f"Zqfirst{number}",
        "last_name": f"Zqlast{number}",
        "date_of_birth": date(1950 + number, 7, 17),
        "phone": f"+1305555019{number}",
        "email": f"zqmail{number}@patient.example",
    }


def shown(number):
    """The same as pages may write it."""
    return [
        f"Zqfirst{number}",
        f"Zqlast{number}",
        f"Jul 17, {1950 + number}",
        f"July 17, {1950 + number}",
        f"555-019{number}",
        f"zqmail{number}@",
        f"Zqnote{number}",
    ]


@pytest.fixture
def three(make_request, dana, now):
    """A request in review, a booked one, and one that repeats the first; each with a note."""
    states = [State.IN_REVIEW, State.BOOKED, State.RECEIVED]
    found = [make_request(state, **sentinels(n)) for n, state in enumerate(states)]
    BookingRequest.objects.filter(pk=found[2].pk).update(phone_hash=found[0].phone_hash)
    for number, request in enumerate(found):
        notes.add_note(request, by=dana, now=now, version=1, note=f"Zqnote{number}")
    return found


DESK = ["requests", "visits", "request-figures", "request-deletion", "request-access"]
# One word of each kind: what a word does is not asked here.
WORDS = {"move": "decline", "assign": "hand_over", "link": "link_sent"}


def addresses(request):
    """Every address of the desk, for a request."""
    for pattern in get_resolver().url_patterns:
        for inner in getattr(pattern, "url_patterns", []):
            if getattr(inner, "namespace", None) in DESK:
                for found in inner.url_patterns:
                    given = {"pk": request.pk, "name": WORDS.get(found.name)}
                    given = {key: given[key] for key in found.pattern.converters}
                    yield reverse(f"{inner.namespace}:{found.name}", kwargs=given)


def test_no_page_of_the_desk_shows_a_request_without_its_row(client, make_staff, three, now):
    staff = [make_staff(roles.FRONT_DESK, "clerk"), make_staff(roles.MANAGER, "manager")]
    staff.append(User.objects.create_superuser("root", password="a password"))
    chosen = [f"{request.pk}:2" for request in three]
    # What is sent to each: what is wrong comes back with the page.
    data = {"version": 2, "looked_for": "Zqfirst0 Zqlast0", "act": "spam", "chosen": chosen}
    data |= {"reference": three[0].reference, "staff": staff[0].pk}
    for user, request in zip(staff, three, strict=True):
        client.force_login(user)
        seen = sum(
            assert_recorded(response, user, three)
            for address in addresses(request)
            for response in [client.get(address), client.post(address, data)]
        )
        assert seen > 5  # pages with something personal in them were among these


def assert_recorded(response, user, requests):
    """Whether there is something personal of any request, each of which must have its row."""
    text = b"".join(response).decode(errors="ignore")
    found = [n for n in range(3) if any(words in text for words in shown(n))]
    for number in found:
        rows = AccessRecord.objects.filter(
            staff_id=user.pk,
            reference=requests[number].reference,
            action__in=["view", "search", "audit"],
        )
        assert rows.exists(), response.wsgi_request.path
    return bool(found)


def test_nothing_of_a_request_is_in_the_record(client, dana, three):
    client.force_login(dana)
    for request in three:
        client.get(page_of(request))
    client.post(SEARCH, {"looked_for": "Zqfirst0 Zqlast0"})
    client.post(SEARCH, {"looked_for": "zqmail9@patient.example"})
    names = {field.name for field in AccessRecord._meta.fields} - {"hash"}
    everything = json.dumps(list(AccessRecord.objects.values(*names)), default=str)
    assert three[0].reference in everything
    for words in ["zq", "-07-17", "555019", "patient.example"]:
        assert words not in everything.lower()


def test_an_opened_request_and_those_beside_it_are_recorded_each_time(client, dana, three):
    client.force_login(dana)
    first, second, twin = (request.reference for request in three)
    before = len(recorded())
    for _time in range(2):
        client.get(page_of(three[0]))
    opened = sorted([first, twin])
    assert recorded()[before:] == [
        ("dana", "view", one, "requests:inspect") for one in [*opened, *opened]
    ]


def test_a_list_is_recorded_once_an_hour_for_each_request(
    client, dana, make_request, now, monkeypatch
):
    client.force_login(dana)
    one = make_request().reference
    client.get(INBOX)
    client.get(INBOX)
    client.get("/admin/requests/results/", headers={"X-Quiet-Refresh": "1"})
    other = make_request().reference
    client.get("/admin/requests/results/", headers={"X-Quiet-Refresh": "1"})
    assert recorded(action="list") == [
        ("dana", "list", one, "requests:index"),
        ("dana", "list", other, "requests:index_results"),
    ]
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=61))
    client.force_login(dana)
    client.get(INBOX)
    assert len(recorded(action="list")) == 4


@pytest.mark.parametrize("path", ["/admin/visits/?week=2026-W47", "/admin/request-deletion/"])
def test_other_lists_are_recorded_too(client, boss, make_request, now, path):
    client.force_login(boss)
    shown = [make_request(State.BOOKED), make_request(State.DECLINED, state_changed_at=now)]
    client.get(path)
    kind = shown[0] if "visits" in path else shown[1]
    assert [row[2] for row in recorded(action="list")] == [kind.reference]


def test_a_search_is_recorded_with_what_it_found_and_without_what_was_typed(
    client, dana, make_request
):
    client.force_login(dana)
    found = sorted(make_request().reference for _n in range(2))
    client.post(SEARCH, {"looked_for": "Sam Sentinel"})
    client.post(SEARCH, {"looked_for": "Somebody Else"})
    client.post(SEARCH, {"looked_for": found[0]})  # leads to the page at once
    client.post(SEARCH, {"looked_for": ""})
    assert [row[1:3] for row in recorded(action="search")] == [
        *[("search", one) for one in found],
        ("search", ""),
        ("search", found[0]),
    ]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_an_export_is_recorded_with_each_request_in_it(client, boss, make_request, file_format):
    client.force_login(boss)
    references = sorted(make_request().reference for _n in range(2))
    client.get("/admin/request-figures/export/requests/", {"export": file_format})
    client.get("/admin/request-figures/export/", {"export": file_format})
    name = "request-figures:export"
    assert recorded(action="export") == [
        *[("boss", "export", one, f"{name}_requests") for one in references],
        ("boss", "export", "", name),
    ]


def test_what_leads_elsewhere_or_refuses_was_read_by_nobody(client, dana, boss, three):
    client.force_login(dana)
    before = len(recorded())
    url = reverse("requests:note", args=[three[0].pk])
    assert client.post(url, {"version": 2, "note": "A note"}).status_code == 302
    assert client.get("/admin/requests/inspect/999999/").status_code == 404
    assert client.get(reverse("request-deletion:index")).status_code == 302
    assert client.get("/admin/").status_code == 200
    assert [row[1] for row in recorded()[before:]] == ["change"]


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_recorded_is_not_shown(client, home, make_staff, make_request, monkeypatch):
    request = make_request()
    client.force_login(make_staff(roles.FRONT_DESK))

    def fail(entries):
        raise OperationalError("disk full")

    monkeypatch.setattr(audit, "append", fail)
    for path in [page_of(request), INBOX]:
        response = client.get(path)
        assert response.status_code == 503
        assert request.email not in response.content.decode()
        assert request.reference not in response.content.decode()
    assert client.get("/admin/account/").status_code == 200  # nothing was read


def test_the_record_costs_a_page_three_questions_and_a_list_one_more(client, dana, make_request):
    def count(path):
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return sum("appointments_access" in query["sql"] for query in captured)

    client.force_login(dana)
    request = make_request()
    audit.locked_head()
    assert count(page_of(request)) == 3
    assert [count(INBOX), count(INBOX)] == [4, 1]


def test_who_writes_mails_and_who_reads_a_page_of_their_own_leave_no_row(client, make_request, now):
    request = make_request()
    outbox.queue(request.events.get(), kind="received", audience="patient", now=now)
    outbox.send_due(now)
    client.get("/")
    assert recorded() == []


def test_what_a_page_says_that_it_prints_is_recorded(client, dana, three):
    client.force_login(dana)
    pages = [page_of(three[0]), INBOX, "/admin/visits/?week=2026-W47"]
    printed = reverse("requests:printed")
    for page in pages:
        html = client.get(page).content.decode()
        assert f'action="{printed}"' in html and "data-request=" in html
    before = len(recorded())
    chosen = [f"{three[0].pk}:2", f"{three[1].pk}:1", "0:1", "x", f"{10**30}:1"]
    assert client.post(printed, {"chosen": chosen}).status_code == 204
    assert client.post(printed).status_code == 204
    assert recorded()[before:] == [
        ("dana", "print", one, "requests:printed")
        for one in sorted(request.reference for request in three[:2])
    ]
