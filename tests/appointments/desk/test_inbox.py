"""The inbox: which requests it lists, in which order, and what it says of each."""

import re
from datetime import date, timedelta

import pytest

from appointments import outbox, patient_link
from appointments.models import BookingRequest, ClosedDays, OutboundMessage, RequestEvent
from appointments.transitions import State
from clinic_site.models import OpeningHours
from tests.appointments.desk.conftest import INBOX, html_of, queries

HALF_A_DAY, THREE_DAYS, FOUR_DAYS = (timedelta(hours=12), timedelta(days=3), timedelta(days=4))


def references(response):
    return [request.reference for request in response.context["object_list"]]


def words_of(response):
    """What each row says of its wait, by reference."""
    return {request.reference: request.wait.words for request in response.context["object_list"]}


def tab_counts(response):
    return {tab["group"] or "": tab["count"] for tab in response.context["tabs"]}


@pytest.fixture
def one_of_each(make_request, staff, now):
    """A fresh request in each state; the waitlisted one is due, and staff's own."""
    for state in State:
        fields = {"look_again_on": now.date(), "assigned_to": staff}
        make_request(state, received_at=now, **fields if state == State.WAITLISTED else {})


TABS = {"": 5, "mine": 1, "unassigned": 3, "overdue": 0, "waitlist": 1, "booked": 1}
TABS |= {"closed": 9, "quarantined": 1, "all": 15}


@pytest.mark.parametrize(("group", "count"), [*TABS.items(), ("nonsense", 5)])
def test_each_tab_lists_what_it_counts(desk, one_of_each, group, count):
    response = desk.get(INBOX, {"group": group})
    assert len(references(response)) == count
    assert tab_counts(response) == TABS


@pytest.mark.parametrize("group", ["", "mine", "unassigned", "overdue", "quarantined"])
def test_what_is_past_due_comes_first_and_then_the_oldest(desk, make_request, staff, now, group):
    state = State.QUARANTINED if group == "quarantined" else State.IN_REVIEW
    holder = staff if group == "mine" else None

    def make(ago, **fields):
        return make_request(state, received_at=now - ago, assigned_to=holder, **fields).reference

    young, late = make(HALF_A_DAY), make(THREE_DAYS)
    answered = make(FOUR_DAYS, first_contact_at=now - HALF_A_DAY)
    later = make(FOUR_DAYS)
    expected = [later, late] if group == "overdue" else [later, late, answered, young]
    assert references(desk.get(INBOX, {"group": group})) == expected


def test_what_is_booked_comes_after_what_staff_have_to_go_on_with(desk, make_request, now):
    booked = make_request("booked", received_at=now - FOUR_DAYS).reference
    fresh, late = make_request(received_at=now).reference, make_request().reference
    expected = [late, fresh, booked]
    BookingRequest.objects.filter(reference=late).update(received_at=now - THREE_DAYS)
    assert references(desk.get(INBOX)) == expected


def test_a_visit_that_is_over_stands_among_what_waits_and_asks_how_it_went(desk, make_request, now):
    over = make_request("booked", visit_start=now - HALF_A_DAY, visit_end=now - HALF_A_DAY / 2)
    fresh, ahead = make_request(received_at=now), make_request("booked")
    response = desk.get(INBOX)
    assert references(response) == [over.reference, fresh.reference, ahead.reference]
    words = words_of(response)
    assert words[over.reference] == "Visit Nov 9, 2026, 10:00 PM ET: kept or missed?"
    assert words[ahead.reference].endswith("ET")


def test_the_waitlist_shows_whom_to_look_at_again_today_or_before(desk, make_request, now):
    dates = {day: date(2026, 11, day) for day in [10, 9, 11]}
    made = {day: make_request(State.WAITLISTED, look_again_on=on) for day, on in dates.items()}
    response = desk.get(INBOX, {"group": "waitlist"})
    assert references(response) == [made[9].reference, made[10].reference]
    assert words_of(response)[made[9].reference] == "Look again on Nov 9, 2026"
    assert words_of(desk.get(INBOX))[made[11].reference] == "Look again on Nov 11, 2026"


def test_the_booked_stand_in_the_order_of_their_visits_with_the_time_in_miami(desk, make_request):
    first, second = make_request(State.BOOKED), make_request(State.BOOKED)
    BookingRequest.objects.filter(pk=first.pk).update(
        visit_start=second.visit_end, visit_end=second.visit_end + HALF_A_DAY
    )
    response = desk.get(INBOX, {"group": "booked"})
    assert references(response) == [second.reference, first.reference]
    assert words_of(response)[second.reference] == "Visit Nov 16, 2026, 11:00 AM ET"


@pytest.mark.parametrize("group", ["closed", "all"])
def test_of_what_is_closed_the_newest_comes_first(desk, make_request, now, group):
    old = make_request(State.DECLINED, received_at=now - FOUR_DAYS)
    new = make_request(State.SPAM, received_at=now)
    assert references(desk.get(INBOX, {"group": group})) == [new.reference, old.reference]


def test_the_filters_narrow_the_list_and_what_its_tabs_count(
    desk, make_request, locations, staff, now
):
    mine = make_request(State.IN_REVIEW, location=locations[0], assigned_to=staff, received_at=now)
    free = make_request(location=locations[1], language="es", received_at=now)
    make_request(State.DECLINED, location=locations[1], received_at=now)
    for query, found in [
        ({"location": locations[1].pk}, free),
        ({"language": "es"}, free),
        ({"holder": "nobody"}, free),
        ({"holder": "me"}, mine),
        ({"holder": staff.pk}, mine),
    ]:
        response = desk.get(INBOX, query)
        assert references(response) == [found.reference], query
        assert "1 request matches" in html_of(response)
        assert tab_counts(response)[""] == 1, query
    response = desk.get(INBOX, {"location": locations[1].pk, "language": "en", "group": "all"})
    assert tab_counts(response) == dict.fromkeys(TABS, 0) | {"closed": 1, "all": 1}


def test_what_somebody_has_who_left_is_nobodys(desk, make_request, make_staff, now):
    gone = make_staff("Front desk", "lee")
    gone.is_active = False
    gone.save()
    elsewhere = make_staff("Content editors", "kim")
    requests = [
        make_request(State.IN_REVIEW, assigned_to=user, received_at=now)
        for user in [gone, elsewhere]
    ]
    response = desk.get(INBOX, {"group": "unassigned"})
    assert set(references(response)) == {request.reference for request in requests}
    assert "lee (left)" in html_of(response)


def test_a_request_says_in_business_hours_how_far_it_is_from_its_due_time(
    desk, make_request, locations, now
):
    for weekday in range(5):
        OpeningHours.objects.create(
            location=locations[0], weekday=weekday, opens="09:00", closes="17:00"
        )
    ClosedDays.objects.create(
        location=locations[1], first_day=date(2026, 11, 9), last_day=date(2026, 11, 9)
    )
    office = {"location": locations[0]}
    cases = {
        "Due in 5 business hours": {"received_at": now - timedelta(hours=19), **office},
        "Due in 30 minutes": {"received_at": now - timedelta(hours=23, minutes=30), **office},
        "Overdue by 9 business hours": {"received_at": now - timedelta(days=4, hours=2), **office},
        "Overdue by 40 minutes": {"received_at": now - timedelta(days=1, minutes=40), **office},
        # The place has no hours: whole days count, and the closed Monday does not.
        "Due in 14 business hours": {"received_at": now - THREE_DAYS, "location": locations[1]},
        "Overdue by 24 business hours": {"received_at": now - FOUR_DAYS, "location": locations[2]},
        "Overdue by 3 business days": {"received_at": now - timedelta(days=6), **office},
        "Asked 4 days ago": {"received_at": now - FOUR_DAYS, "first_contact_at": now},
    }
    expected = {make_request(**fields).reference: words for words, fields in cases.items()}
    words = words_of(desk.get(INBOX))
    assert {key: said.replace("\xa0", " ") for key, said in words.items()} == expected
    html = html_of(desk.get(INBOX))
    assert html.count("desk-waiting--late") == 4
    assert "since Nov 6, 2026, 10:00 AM ET" in html


def test_the_inbox_says_who_has_a_request_and_in_which_language_to_call(desk, make_request, staff):
    make_request(State.IN_REVIEW, assigned_to=staff, language="es")
    make_request()
    html = html_of(desk.get(INBOX))
    for cell in ["dana", "Nobody", "Spanish", "English"]:
        assert re.search(rf'<td class="desk-cell--(holder|language)"> {cell} </td>', html), cell


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


def test_mail_that_failed_is_no_trouble_any_more_once_a_later_one_was_sent(desk, make_request, now):
    request = make_request()
    failed = outbox.queue(request.events.get(), kind="received", audience="patient", now=now)
    OutboundMessage.objects.filter(pk=failed.pk).update(status="refused")
    patient_link.send_anew(request, by=None, now=now, version=request.version)
    assert "Mail failed" in html_of(desk.get(INBOX))
    OutboundMessage.objects.exclude(pk=failed.pk).update(status="sent")
    assert "Mail failed" not in html_of(desk.get(INBOX))


def test_the_inbox_says_whom_to_phone_instead(desk, make_request):
    make_request(phone_instead=True)
    assert "Phone instead" in html_of(desk.get(INBOX))


PERSON = {"phone_hash": "p", "email_hash": "e", "name_hash": "n"}
SOMEBODY = {"phone_hash": "q", "email_hash": "f", "name_hash": "m"}


@pytest.mark.parametrize(
    ("state", "hashes", "is_said"),
    [
        (State.RECEIVED, {"phone_hash": "p"}, True),
        (State.BOOKED, {"email_hash": "e"}, True),
        (State.QUARANTINED, {"name_hash": "n"}, True),
        (State.RECEIVED, {}, False),
        (State.DUPLICATE, PERSON, False),  # it is settled
        (State.DECLINED, PERSON, False),
    ],
)
def test_a_possible_duplicate_shares_a_hash_with_one_that_is_not_settled(
    desk, make_request, state, hashes, is_said
):
    request = make_request(**PERSON)
    make_request(state, **SOMEBODY | hashes)
    (row,) = [row for row in desk.get(INBOX).context["object_list"] if row.pk == request.pk]
    assert ("Possible duplicate" in str(row.flags)) == is_said


def test_two_without_a_phone_are_no_duplicates_for_that(desk, make_request):
    make_request(phone_hash="", email_hash="", name_hash="n")
    make_request(phone_hash="", email_hash="", name_hash="m")
    assert "Possible duplicate" not in html_of(desk.get(INBOX))


@pytest.mark.parametrize(
    ("moves", "is_news"),
    [
        (["better_time"], True),
        (["better_time", "reminder_48"], True),  # the clock answers nobody
        (["better_time", "attempt"], False),
        ([], False),
    ],
)
def test_the_news_of_the_link_are_shown_and_found_until_staff_act(
    desk, make_request, staff, now, moves, is_news
):
    request = make_request(version=1 + len(moves))
    make_request()
    for version, move in enumerate(moves, 2):
        by = staff if move == "attempt" else None
        fields = {"move": move, "version": version, "by": by, "to_state": request.state}
        RequestEvent.objects.create(request=request, at=now, **fields)
    response = desk.get(INBOX, {"watch": "patient"})
    assert references(response) == ([request.reference] if is_news else [])
    assert ("News by the link</span>" in html_of(response)) == is_news


def test_the_inbox_decrypts_nothing(desk, make_request, monkeypatch):
    make_request()

    def refuse(value):
        raise AssertionError("the inbox read a personal field")

    monkeypatch.setattr("appointments.encryption.decrypt", refuse)
    html = html_of(desk.get(INBOX))
    assert "Sentinel" not in html


def test_the_inbox_takes_as_many_queries_for_sixty_requests_as_for_five(
    desk, make_request, staff, locations, now
):
    def make(count):
        for number in range(count):
            state = list(State)[number % 5]
            request = make_request(state, location=locations[number % 3], assigned_to=staff)
            outbox.queue(request.events.get(), kind="desk_new", audience="desk", now=now)

    addresses = [f"{INBOX}?group={group}" for group in ["", "mine", "booked", "all"]]
    make(5)
    desk.get(INBOX)  # what Wagtail caches on first use
    few = [queries(desk, address) for address in addresses]
    make(55)
    assert [queries(desk, address) for address in addresses] == few


def test_the_inbox_shows_fifty_a_page(desk, make_request):
    for _number in range(51):
        make_request()
    assert len(references(desk.get(INBOX))) == 50
    assert len(references(desk.get(INBOX, {"p": 2}))) == 1


def test_the_inbox_can_be_neither_exported_nor_searched_by_its_address(desk, make_request):
    first, second = make_request(), make_request()
    response = desk.get(INBOX, {"export": "csv", "q": first.reference, "looked_for": "Sam"})
    assert response["Content-Type"].startswith("text/html")
    assert len(references(response)) == 2
    assert 'name="q"' not in html_of(response)
    assert second.reference in html_of(response)
