"""Adults, by the date in Miami; for virtual visits people who will be in Florida."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from appointments import eligibility
from appointments.eligibility import Reason, adult_from, age_reason, clinic_date, florida_reason

MIAMI = ZoneInfo("America/New_York")
NOON = datetime(2026, 11, 9, 12, tzinfo=MIAMI)


@pytest.mark.parametrize(
    ("born", "reason"),
    [
        (date(2008, 11, 8), None),
        (date(2008, 11, 9), None),
        (date(2008, 11, 10), Reason.UNDER_AGE),
        (date(2026, 11, 9), Reason.UNDER_AGE),
        (date(2026, 11, 10), Reason.CHECK_YEAR),
        (date(9999, 12, 31), Reason.CHECK_YEAR),
        (date(1906, 1, 1), None),
        (date(1905, 12, 31), Reason.CHECK_YEAR),
        (date(1, 1, 1), Reason.CHECK_YEAR),
    ],
)
def test_the_day_before_the_birthday_the_day_and_the_day_after(born, reason):
    assert age_reason(born, NOON) is reason


# The clocks in Miami went back on 1 November 2026, and forward on 8 March 2026.
@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1), date(2026, 7, 4)])
def test_adult_from_midnight_in_miami_also_when_the_clocks_change(day):
    born = day.replace(year=2008)
    midnight = datetime(day.year, day.month, day.day, tzinfo=MIAMI)
    minute_before = midnight.astimezone(UTC) - timedelta(minutes=1)
    assert age_reason(born, minute_before) is Reason.UNDER_AGE
    assert age_reason(born, midnight) is None
    assert age_reason(born, midnight.replace(hour=23, minute=59)) is None


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1)])
def test_one_minute_before_the_end_of_a_day_with_23_or_25_hours_is_not_the_next_day(day):
    born = date(2008, day.month, day.day + 1)
    last_minute = datetime(day.year, day.month, day.day, 23, 59, tzinfo=MIAMI)
    first_minute = datetime(day.year, day.month, day.day + 1, 0, 0, tzinfo=MIAMI)
    assert age_reason(born, last_minute.astimezone(UTC)) is Reason.UNDER_AGE
    assert age_reason(born, first_minute.astimezone(UTC)) is None


@pytest.mark.parametrize(
    ("today", "reason"),
    [
        (date(2026, 2, 27), Reason.UNDER_AGE),
        (date(2026, 2, 28), Reason.UNDER_AGE),
        (date(2026, 3, 1), None),
    ],
)
def test_who_was_born_on_29_february_is_an_adult_on_1_march(today, reason):
    now = datetime(today.year, today.month, today.day, 23, 59, tzinfo=MIAMI)
    assert age_reason(date(2008, 2, 29), now) is reason


def test_29_february_18_years_after_28_february_counts_as_any_day():
    assert adult_from(date(2002, 2, 28)) == date(2020, 2, 28)
    assert adult_from(date(2004, 2, 29)) == date(2022, 3, 1)


def test_the_clinics_day_counts_when_it_is_tomorrow_already_in_utc():
    half_past_eight = datetime(2026, 7, 4, 20, 30, tzinfo=MIAMI).astimezone(UTC)
    assert half_past_eight.date() == date(2026, 7, 5)
    assert clinic_date(half_past_eight) == date(2026, 7, 4)
    assert age_reason(date(2008, 7, 5), half_past_eight) is Reason.UNDER_AGE
    assert age_reason(date(2026, 7, 5), half_past_eight) is Reason.CHECK_YEAR


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="aware"):
        age_reason(date(1984, 2, 29), datetime(2026, 11, 9, 12))


@pytest.mark.parametrize(
    ("is_virtual", "expects_florida", "reason"),
    [
        (True, True, None),
        (True, False, Reason.NOT_IN_FLORIDA),
        (False, True, None),
        (False, False, None),
    ],
)
def test_only_a_virtual_visit_asks_for_florida(is_virtual, expects_florida, reason):
    assert florida_reason(is_virtual, expects_florida) is reason


def test_other_words_of_the_statement_need_another_version():
    statements = {"2026-11": "I expect to be in Florida during my virtual visits."}
    assert statements[eligibility.FLORIDA_STATEMENT_VERSION] == eligibility.FLORIDA_STATEMENT
