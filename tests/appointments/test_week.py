"""A week of the calendar: what falls on which day, and the weeks in which the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from appointments.week import (
    Block,
    Closure,
    Kind,
    agenda,
    bounds,
    clock,
    free_starts,
    is_open,
    monday_of,
    week,
)

MIAMI = ZoneInfo("America/New_York")
MONDAY = date(2026, 11, 16)
NINE_TO_FIVE = {weekday: [(time(9), time(17))] for weekday in range(5)}
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
SPRING, AUTUMN = date(2027, 3, 8), date(2026, 10, 26)  # Mondays; the clocks change on Sunday


def at(day, hour, minute=0, **fold):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=MIAMI, **fold)


def visit(day, hour, minutes=60, kind=Kind.VISIT, what=None):
    start = at(day, hour).astimezone(UTC)
    return Block(kind, start, start + timedelta(minutes=minutes), what)


def clocks(day):
    return [block.clocks for block in day.blocks]


def local_times(starts):
    return [start.astimezone(MIAMI).strftime("%H:%M") for start in starts]


@pytest.mark.parametrize("day", [date(2026, 11, 16), date(2026, 11, 19), date(2026, 11, 22)])
def test_the_week_of_a_day_begins_on_monday(day):
    assert monday_of(day) == MONDAY


def test_a_week_has_seven_days_each_with_its_own_visits_in_the_order_of_time():
    tuesday = MONDAY + timedelta(days=1)
    late, early = visit(tuesday, 14, what="late"), visit(tuesday, 9, what="early")
    days = week(MONDAY, visits=[late, early, visit(MONDAY + timedelta(days=7), 9)])
    assert [day.date.day for day in days] == list(range(16, 23))
    assert [block.what for block in days[1].blocks] == ["early", "late"]
    assert [len(day.blocks) for day in days] == [0, 2, 0, 0, 0, 0, 0]


def test_a_visit_in_the_evening_stands_on_miamis_day_though_utc_is_a_day_further():
    days = week(MONDAY, visits=[visit(MONDAY, 21)])
    assert clocks(days[0]) == ["9 – 10 PM"]
    assert days[1].blocks == []


def test_what_goes_over_midnight_stands_on_both_days():
    off = Block(Kind.TIME_OFF, at(MONDAY, 22), at(MONDAY + timedelta(days=2), 6))
    days = week(MONDAY, time_off=[off])
    assert [len(day.blocks) for day in days[:4]] == [1, 1, 1, 0]
    assert [day.blocks[0].is_all_day for day in days[:3]] == [False, True, False]
    assert clocks(days[0]) == ["10 PM – midnight"]
    assert clocks(days[2]) == ["midnight – 6 AM"]


def test_closed_days_and_holidays_are_named_and_a_holiday_has_no_hours():
    closures = [Closure(date(2026, 11, 24), date(2026, 11, 25), "Storm")]
    days = week(date(2026, 11, 23), closures=closures, hours=NINE_TO_FIVE)
    assert [day.closures for day in days] == [[], ["Storm"], ["Storm"], [], [], [], []]
    assert days[3].holiday == "Thanksgiving Day"
    assert [len(day.spans) for day in days] == [1, 1, 1, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("monday", "hours", "words"), [(SPRING, 23, "no time from 2 AM"), (AUTUMN, 25, "comes twice")]
)
def test_the_week_in_which_the_clocks_change_is_an_hour_shorter_or_longer(monday, hours, words):
    first, after = bounds(monday)
    assert after - first == timedelta(hours=6 * 24 + hours)
    changes = [day.clock_change for day in week(monday)]
    assert changes[:6] == [""] * 6
    assert words in changes[6]


@pytest.mark.parametrize("sunday", [date(2027, 3, 14), date(2026, 11, 1)])
def test_visits_keep_their_wall_time_before_and_after_the_clocks_change(sunday):
    saturday, monday = sunday - timedelta(days=1), sunday + timedelta(days=1)
    visits = [visit(day, 9) for day in [saturday, sunday, monday]]
    days = [*week(monday_of(sunday), visits=visits), *week(monday, visits=visits)]
    assert [clocks(day) for day in days[5:8]] == [["9 – 10 AM"]] * 3


def test_the_hour_that_comes_twice_says_which_one_it_is_and_sorts_by_real_time():
    sunday = date(2026, 11, 1)
    second = Block(Kind.VISIT, at(sunday, 1, 30, fold=1), at(sunday, 2, 30), "second")
    first = Block(Kind.VISIT, at(sunday, 1, 30), at(sunday, 1, 45), "first")
    day = week(AUTUMN, visits=[second, first])[6]
    assert [block.what for block in day.blocks] == ["first", "second"]
    assert clocks(day) == ["1:30 AM – 1:45 AM EDT", "1:30 AM EST – 2:30 AM"]
    assert [block.minutes for block in day.blocks] == [15, 60]


def test_a_visit_over_the_hour_that_is_left_out_ends_when_the_clock_says_so():
    sunday = date(2027, 3, 14)
    day = week(SPRING, visits=[visit(sunday, 1, minutes=90)])[6]
    assert clocks(day) == ["1 – 3:30 AM"]


@pytest.mark.parametrize("sunday", [date(2027, 3, 14), date(2026, 11, 1)])
def test_a_whole_day_off_is_one_on_the_day_of_the_change_too(sunday):
    off = Block(Kind.TIME_OFF, at(sunday, 0), at(sunday + timedelta(days=1), 0))
    day = week(monday_of(sunday), time_off=[off])[6]
    assert day.blocks[0].is_all_day
    assert clock(day.blocks[0].starts) == clock(day.blocks[0].ends) == "midnight"


def test_free_starts_are_where_the_whole_visit_fits():
    hours = {0: [(time(9), time(12))]}
    blocks = [visit(MONDAY, 10, 60), visit(MONDAY, 9, 180, Kind.OTHER)]
    day = week(MONDAY, visits=blocks, hours=hours)[0]
    assert local_times(free_starts(day, 60, after=LONG_AGO)) == ["09:00", "11:00"]
    assert local_times(free_starts(day, 30, after=LONG_AGO)) == ["09:00", "09:30", "11:00", "11:30"]
    assert local_times(free_starts(day, 90, after=LONG_AGO)) == []
    assert local_times(free_starts(day, 30, after=at(MONDAY, 9))) == ["09:30", "11:00", "11:30"]


def test_nothing_is_free_on_closed_days_on_holidays_and_in_time_off():
    monday = date(2026, 11, 23)
    closures = [Closure(monday, monday, "Storm")]
    off = Block(
        Kind.TIME_OFF, at(monday, 0) + timedelta(days=1), at(monday, 12) + timedelta(days=1)
    )
    days = week(monday, time_off=[off], closures=closures, hours=NINE_TO_FIVE)
    first = [local_times(free_starts(day, 60, after=LONG_AGO))[:1] for day in days]
    assert first == [[], ["12:00"], ["09:00"], [], [], [], []]


@pytest.mark.parametrize(
    ("monday", "found"),
    [
        (SPRING, ["01:00", "01:30", "03:00", "03:30"]),
        (AUTUMN, ["02:00", "02:30", "03:00", "03:30"]),
    ],
)
def test_no_time_is_offered_that_the_clocks_skip_or_repeat(monday, found):
    day = week(monday, hours={6: [(time(1), time(4))]})[6]
    assert local_times(free_starts(day, 30, after=LONG_AGO)) == found


def test_the_agenda_of_a_day_puts_free_starts_between_what_is_taken():
    hours = {0: [(time(9), time(12))]}
    day = week(MONDAY, visits=[visit(MONDAY, 10)], hours=hours)[0]
    items = agenda(day, free_starts(day, 30, after=LONG_AGO))
    assert [item.kind for item in items] == [Kind.FREE, Kind.VISIT, Kind.FREE]
    assert [start.hour for start in items[0].what] == [9, 9]


@pytest.mark.parametrize(
    ("day", "hour", "minutes", "expected"),
    [
        (MONDAY, 9, 480, True),
        (MONDAY, 8, 60, False),
        (MONDAY, 16, 60, True),
        (MONDAY, 16, 61, False),
        (date(2026, 11, 21), 9, 60, False),
        (date(2026, 11, 26), 9, 60, False),  # Thanksgiving
    ],
)
def test_a_place_is_open_where_the_whole_visit_lies_in_its_hours(day, hour, minutes, expected):
    block = visit(day, hour, minutes)
    assert is_open(block.starts, block.ends, NINE_TO_FIVE) == expected
