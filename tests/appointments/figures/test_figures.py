"""What is counted, in which week, and what of it stays when requests are deleted."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments import retention
from appointments.figures import gather, last_weeks, percentile
from appointments.figures_tables import tables
from appointments.models import (
    ContactTime,
    OutboundMessage,
    PurgedCount,
    QuarantineCount,
    RequestSettings,
)
from appointments.transitions import CLOSED, OPEN, State
from clinic_site.models import Location, OpeningHours
from tests.appointments.figures.conftest import LAST_WEEK, MONDAY_9_AM, NOW, THIS_WEEK, WEEKS


def table(name, weeks=WEEKS):
    return next(found for found in tables(gather(weeks)) if found.name == name)


def row(name, label=LAST_WEEK):
    return next(row[1:] for row in table(name).rows if str(row[0]) == str(label))


# ---------------------------------------------------------------- pure rules


@pytest.mark.parametrize(
    ("numbers", "percent", "found"),
    [
        ([], 50, None),
        ([7], 50, 7),
        ([7], 90, 7),
        ([2, 1], 50, 1),  # the lower one in the middle
        ([3, 1, 2], 50, 2),
        ([15, 20, 35, 40, 50], 30, 20),  # the examples of Wikipedia's "Percentile"
        ([15, 20, 35, 40, 50], 40, 20),
        ([15, 20, 35, 40, 50], 50, 35),
        ([15, 20, 35, 40, 50], 100, 50),
        (range(1, 11), 90, 9),
        (range(1, 12), 90, 10),
    ],
)
def test_percentiles_are_by_nearest_rank(numbers, percent, found):
    assert percentile(numbers, percent) == found


@given(st.lists(st.integers(0, 10_000), min_size=1), st.integers(1, 100))
def test_a_percentile_is_the_smallest_number_that_enough_do_not_exceed(numbers, percent):
    found = percentile(numbers, percent)
    assert found in numbers
    assert sum(number <= found for number in numbers) * 100 >= percent * len(numbers)
    assert sum(number < found for number in numbers) * 100 < percent * len(numbers)


def test_the_last_weeks_end_with_this_one_and_begin_on_mondays_in_miami():
    assert last_weeks(NOW, 4) == [date(2026, 10, 19), date(2026, 10, 26), LAST_WEEK, THIS_WEEK]
    sunday_night = datetime(2026, 11, 9, 4, 30, tzinfo=UTC)  # 23:30 in Miami
    assert last_weeks(sunday_night, 1) == [LAST_WEEK]


# ---------------------------------------------------------------- requests


def test_requests_count_by_week_place_and_language(ask, locations):
    grove, doral, virtual = locations
    for _n in range(2):
        ask(State.RECEIVED, None, location=grove)
    ask(State.BOOKED, location=virtual, language="es")
    ask(State.DECLINED, location=doral, received_at=NOW)
    assert table("places").headings[1:] == [grove.name, doral.name, virtual.name, "All"]
    assert row("places") == [2, 0, 1, 3]
    assert row("places", THIS_WEEK) == [0, 1, 0, 1]
    assert table("places").total[1:] == [2, 1, 1, 4]
    assert row("languages") == [2, 1, 3]
    assert table("languages").total[1:] == [3, 1, 4]


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        (datetime(2026, 11, 2, 4, 59, tzinfo=UTC), date(2026, 10, 26)),  # after the clocks changed
        (datetime(2026, 11, 2, 5, 0, tzinfo=UTC), LAST_WEEK),
        (datetime(2026, 10, 26, 3, 59, tzinfo=UTC), date(2026, 10, 19)),  # and before
        (datetime(2026, 10, 26, 4, 0, tzinfo=UTC), date(2026, 10, 26)),
        (datetime(2026, 10, 19, 4, 0, tzinfo=UTC), date(2026, 10, 19)),  # the period's first moment
    ],
)
def test_a_week_begins_at_midnight_in_miami(ask, moment, week):
    ask(State.BOOKED, received_at=moment)
    counted = [monday for monday, *_places, count in table("places").rows if count]
    contacted = [row[0] for row in table("contact").rows if row[3]]
    assert counted == contacted == [week]


@pytest.mark.parametrize("moment", ["2026-10-19T03:59:59+00:00", "2026-11-16T05:00:00+00:00"])
def test_what_came_before_or_after_the_weeks_is_not_counted(ask, moment):
    ask(State.RECEIVED, received_at=datetime.fromisoformat(moment))
    assert table("places").total[-1] == 0
    assert table("contact").total[3:] == [0, 0]


def test_each_request_has_one_outcome_or_is_said_not_to_count(ask):
    for state in State:
        ask(state, None)
    assert row("outcomes", "Still open") == [len(OPEN)]
    assert row("outcomes", "Declined") == [1]
    assert len(table("outcomes").rows) == 1 + len(CLOSED) - 3
    apart = [[str(label), number] for label, number in table("not-counted").rows]
    assert apart == [
        ["Duplicate", 1],
        ["Spam", 1],
        ["Entered in error", 1],
        ["In the quarantine now", 1],
    ]
    counted = table("places").total[-1]
    assert counted == table("outcomes").total[1] == len(State) - 4
    assert sum(number for _label, number in table("outcomes").rows) == counted


def test_the_reasons_of_declining_are_counted(ask):
    for code in ["payment", "payment", "no_capacity"]:
        ask(State.DECLINED, decline_code=code)
    ask(State.CANCELLED)
    assert row("declined", "Insurance or cost") == [2]
    assert row("declined", "No opening in a reasonable time") == [1]
    assert table("declined").total[1] == 3


# ---------------------------------------------------------------- waits


def test_waits_are_hours_in_which_the_place_is_open(ask):
    place = Location.objects.create(kind="office", name="Doral", slug="doral")
    for weekday in range(5):
        OpeningHours.objects.create(location=place, weekday=weekday, opens=time(9), closes=time(17))
    friday_4_pm = datetime(2026, 11, 6, 21, 0, tzinfo=UTC)
    ask(State.BOOKED, 66, received_at=friday_4_pm, location=place)  # Monday, 10:00
    assert row("contact") == [2.0, 2.0, 1, 0]


def test_the_median_and_the_90th_percentile_are_of_each_week_and_of_all(ask):
    for hours in range(1, 11):  # a place without hours: all hours of business days
        ask(State.BOOKED, hours)
    ask(State.BOOKED, 4, received_at=NOW - timedelta(hours=5))
    assert row("contact") == [5.0, 9.0, 10, 0]
    assert row("contact", THIS_WEEK) == [4.0, 4.0, 1, 0]
    assert row("contact", WEEKS[0]) == [None, None, 0, 0]
    assert table("contact").total[1:] == [5.0, 9.0, 11, 0]


def test_who_waits_for_a_first_contact_is_counted_while_the_request_is_open(ask):
    for state in [State.RECEIVED, State.IN_REVIEW, State.WITHDRAWN, State.QUARANTINED, State.SPAM]:
        ask(state, None)
    assert row("contact") == [None, None, 0, 2]


@pytest.mark.parametrize("state", [State.SPAM, State.DUPLICATE, State.ENTERED_IN_ERROR])
def test_the_wait_of_what_is_no_request_is_not_counted(ask, state):
    ask(state, 3)
    assert row("contact") == [None, None, 0, 0]


# ---------------------------------------------------------------- mail and spam


def test_a_request_with_failed_mail_is_counted_once_whatever_became_of_it(ask):
    for state in [State.RECEIVED, State.SPAM]:
        booking = ask(state)
        for version, status in enumerate(["refused", "given_up"], start=2):
            event = booking.events.create(at=NOW, move="note", to_state=state, version=version)
            OutboundMessage.objects.create(
                request=booking,
                event=event,
                audience="patient",
                kind="received",
                message_id=f"<{event.pk}@example.org>",
                status=status,
                created_at=NOW,
                next_try_at=NOW,
            )
    OutboundMessage.objects.filter(request__state=State.SPAM).update(audience="desk")
    assert row("troubles") == [1, 0]
    assert row("places")[-1] == 1


def test_suspected_spam_is_counted_in_the_week_in_which_it_was_held_back(db):
    for day, count in [(1, 5), (2, 1), (8, 2), (9, 4)]:
        QuarantineCount.objects.create(day=date(2026, 11, day), count=count)
    assert row("troubles") == [0, 3]
    assert table("troubles").total[1:] == [0, 12]


# ---------------------------------------------------------------- deletion


def test_the_figures_stay_when_requests_are_deleted(ask, locations):
    for number, location in enumerate(locations):
        ask(State.DECLINED, number, location=location, decline_code="payment", language="es")
        ask(State.CANCELLED, None, location=location)
        ask(State.SPAM, None, location=location)
    booking = ask(State.WITHDRAWN, 2, location=locations[0])
    OutboundMessage.objects.create(
        request=booking,
        event=booking.events.get(),
        audience="patient",
        kind="withdrawn",
        message_id="<1@example.org>",
        status="refused",
        created_at=NOW,
        next_try_at=NOW,
    )
    before = tables(gather(WEEKS))
    assert row("contact") == [1.0, 2.0, 4, 0] and row("troubles") == [1, 0]
    kept_days = RequestSettings.load().kept_days()
    assert retention.purge(MONDAY_9_AM + timedelta(days=max(kept_days.values()))).total() == 10
    assert tables(gather(WEEKS)) == before
    assert ContactTime.objects.count() == 4


def test_what_was_deleted_before_weeks_were_counted_is_told_beside(locations):
    alike = {"location": locations[0], "state": "declined", "language": "en"}
    for month, count in [(9, 100), (10, 2), (11, 3), (12, 100)]:
        PurgedCount.objects.create(month=date(2026, month, 1), count=count, **alike)
    figures = gather(WEEKS)
    assert figures.without_week == 5
    assert table("places").total[-1] == 0


def test_nine_queries_however_many_requests_there_are(ask, django_assert_num_queries):
    for state in State:
        ask(state)
    with django_assert_num_queries(9):
        gather(WEEKS)
    for _n in range(3):
        ask(State.BOOKED)
        ask(State.DECLINED, received_at=NOW)
    with django_assert_num_queries(9):
        tables(gather(last_weeks(NOW, 52)))
