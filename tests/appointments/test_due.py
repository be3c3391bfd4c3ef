"""When a first contact is due: rules over plain values, in Eastern Time."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments.due import (
    WITHOUT_HOURS,
    OpenHours,
    business_days_after,
    business_time,
    contact_due,
    received_before,
)
from appointments.eligibility import CLINIC_ZONE

# Monday to Thursday with a break at noon, Friday mornings, closed on the weekend.
BREAK = [(time(9), time(12)), (time(13), time(17))]
HOURS = OpenHours({0: BREAK, 1: BREAK, 2: BREAK, 3: BREAK, 4: [(time(10), time(13))]})
STORM = (date(2026, 11, 17), date(2026, 11, 18))
AFTER_A_STORM = OpenHours(HOURS.weekdays, (STORM,))
SATURDAYS = OpenHours({5: [(time(9), time(11))]})


def et(text):
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=CLINIC_ZONE)


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        ("11-16 10:30", 1, "11-17 10:30"),  # on a Monday in opening hours
        ("11-16 12:20", 1, "11-17 13:00"),  # in the break: from its end
        ("11-16 20:00", 1, "11-18 09:00"),  # in the evening: from Tuesday's opening
        ("11-16 07:00", 2, "11-18 09:00"),
        ("11-19 16:00", 1, "11-20 13:00"),  # Friday closes earlier
        ("11-19 09:10", 1, "11-20 10:00"),  # and opens later
        ("11-20 14:00", 1, "11-24 09:00"),  # after Friday's hours: from Monday
        (
            "11-25 11:00",
            1,
            "11-30 11:00",
        ),  # before Thanksgiving and the Friday after, both holidays
        ("10-30 12:00", 1, "11-02 12:00"),  # over the change of the clocks: the same on the wall
        ("03-06 12:00", 1, "03-09 12:00"),
    ],
)
def test_a_request_is_due_after_business_days_in_the_hours_of_its_place(received, days, due):
    assert contact_due(et(received), HOURS, days) == et(due)


def test_where_no_hours_are_filled_in_days_alone_count():
    assert contact_due(et("11-16 22:15"), WITHOUT_HOURS, 1) == et("11-17 22:15")
    assert contact_due(et("11-21 10:00"), WITHOUT_HOURS, 1) == et("11-24 00:00")


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("11-16 10:30", "11-19 10:30"),  # the storm's two days do not count
        ("11-17 10:30", "11-20 10:00"),  # what comes during it counts from Thursday's opening
        ("11-18 23:00", "11-20 10:00"),
        ("11-19 10:30", "11-20 10:30"),
    ],
)
def test_closed_days_are_no_business_days(received, due):
    assert contact_due(et(received), AFTER_A_STORM, 1) == et(due)


def test_nobody_waits_for_a_place_that_is_closed_for_more_than_a_year():
    for_good = OpenHours(HOURS.weekdays, ((date(2026, 11, 1), date.max),))
    assert contact_due(et("11-16 10:30"), for_good, 1) == et("11-17 10:30")


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("11-16 10:00", "11-16 11:30", 1.5),
        ("11-16 10:00", "11-16 14:00", 3),  # without the break
        ("11-16 07:00", "11-16 23:00", 7),
        ("11-19 16:00", "11-20 11:00", 2),  # over the night
        ("11-20 12:00", "11-23 10:00", 2),  # over the weekend
        ("11-25 16:00", "11-30 10:00", 2),  # over Thanksgiving
        ("11-21 08:00", "11-22 20:00", 0),
        ("11-16 11:00", "11-16 10:00", 0),  # the other way round
    ],
)
def test_business_time_is_the_time_that_the_place_is_open(start, end, hours):
    assert business_time(et(start), et(end), HOURS) == timedelta(hours=hours)


def test_business_time_leaves_closed_days_out():
    assert business_time(et("11-16 16:00"), et("11-19 10:00"), AFTER_A_STORM) == timedelta(hours=2)


def test_hours_that_overlap_count_once():
    twice = OpenHours({0: [(time(9), time(12)), (time(10), time(11)), (time(11), time(13))]})
    assert business_time(et("11-16 00:00"), et("11-16 23:00"), twice) == timedelta(hours=4)


@pytest.mark.parametrize(
    ("sunday", "hours"),
    [("03-08", 23), ("11-01", 25), ("11-08", 24)],  # the clocks change at 2 AM
)
def test_business_time_is_real_time_when_the_clocks_change(sunday, hours):
    always = OpenHours(dict.fromkeys(range(7), WITHOUT_HOURS.weekdays[0]))
    start = et(f"{sunday} 00:00")
    end = (start + timedelta(days=1)).replace(tzinfo=CLINIC_ZONE)
    assert business_time(start, end, always) == timedelta(hours=hours)
    by_night = OpenHours({6: [(time(0), time(4))]})
    assert business_time(start, end, by_night) == timedelta(hours=hours - 20)


def test_a_week_in_which_the_clocks_change_has_the_same_business_time():
    for monday in ["03-02", "10-26", "11-16"]:
        start = et(f"{monday} 00:00")
        assert business_time(start, start + timedelta(days=7), HOURS) == timedelta(hours=31)


MOMENTS = st.datetimes(datetime(2026, 1, 5), datetime(2027, 6, 1), timezones=st.just(UTC))


@given(MOMENTS, MOMENTS, MOMENTS, st.sampled_from([HOURS, WITHOUT_HOURS, SATURDAYS]))
def test_business_time_adds_up(one, two, three, hours):
    start, middle, end = sorted([one, two, three])
    parts = business_time(start, middle, hours) + business_time(middle, end, hours)
    assert parts == business_time(start, end, hours) <= end - start


@given(
    st.datetimes(datetime(2026, 1, 5), datetime(2027, 6, 1), timezones=st.just(UTC)),
    st.integers(1, 5),
    st.sampled_from([HOURS, WITHOUT_HOURS, AFTER_A_STORM, SATURDAYS]),
)
def test_what_came_before_the_found_moment_is_due_and_nothing_after_it(now, days, hours):
    moment = received_before(now, hours, days)
    assert contact_due(moment - timedelta(seconds=1), hours, days) <= now
    assert contact_due(moment, hours, days) > now


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("11-16 10:00", "11-16 18:00", 0),
        ("11-16 23:00", "11-17 08:00", 1),
        ("11-19 16:00", "11-23 08:00", 2),  # Friday and Monday
        ("11-25 16:00", "11-30 10:00", 1),  # without Thanksgiving and the Friday after
        ("11-16 16:00", "11-13 10:00", 0),
    ],
)
def test_business_days_are_counted_by_dates(start, end, days):
    assert business_days_after(et(start), et(end), HOURS) == days
