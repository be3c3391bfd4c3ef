"""Business days are counted without weekends and holidays."""

from datetime import date

import pytest

from appointments.business_days import business_days_spanned, is_business_day


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2026, 11, 9), date(2026, 11, 9), 1),
        (date(2026, 11, 9), date(2026, 11, 13), 4),  # Veterans Day is a Wednesday
        (date(2026, 11, 20), date(2026, 11, 30), 5),  # Thanksgiving and the Friday after
        (date(2026, 11, 14), date(2026, 11, 15), 0),
        (date(2026, 12, 31), date(2027, 1, 4), 2),
    ],
)
def test_business_days_leave_out_weekends_and_holidays_of_florida(first, last, days):
    assert business_days_spanned(first, last) == days


def test_a_holiday_on_a_saturday_is_kept_on_friday():
    assert not is_business_day(date(2026, 7, 3))
    assert is_business_day(date(2026, 7, 6))
