"""Business days in Florida: Monday to Friday without public holidays. Pure rules over dates.

All dates are the clinic's (America/New_York); see `appointments.eligibility.clinic_date`.
"""

from datetime import timedelta
from functools import cache

import holidays


@cache
def florida_holidays():
    """The public holidays of Florida; years are added when they are asked for."""
    return holidays.country_holidays("US", subdiv="FL")


def is_business_day(day):
    return day.weekday() < 5 and day not in florida_holidays()


def business_days_spanned(first, last):
    """How many business days lie between two dates, both of them counted."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return sum(is_business_day(day) for day in days)
