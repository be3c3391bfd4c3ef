"""Who may ask for an appointment: adults, and for virtual visits people who will be in Florida.

Pure rules of plain values. `now` is always passed in, aware, in any zone.
"""

from datetime import date
from enum import Enum
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

CLINIC_ZONE = ZoneInfo("America/New_York")
ADULT_AT = 18  # years; Florida Statutes s. 743.07
OLDEST = 120  # years; an older age is a slip in the year

# Kept with every request, so that it is known later which rule and wording it was checked by.
AGE_RULE_VERSION = "2026-11"
FLORIDA_STATEMENT_VERSION = "2026-11"
# Other words need another version, so that it stays known what each person has stated.
FLORIDA_STATEMENT = _("I expect to be in Florida during my virtual visits.")


class Reason(Enum):
    """Why a request is not taken. The values name the public pages that say so."""

    UNDER_AGE = "under-age"
    CHECK_YEAR = "check-year"
    NOT_IN_FLORIDA = "not-in-florida"
    FOR_SOMEBODY_ELSE = "for-somebody-else"


def clinic_date(now):
    """The date in Miami at a moment. Raises ValueError for a naive `now`."""
    if now.utcoffset() is None:
        raise ValueError("now must be aware")
    return now.astimezone(CLINIC_ZONE).date()


def adult_from(date_of_birth):
    """The day from whose first minute a person is an adult: the 18th birthday.

    Who was born on 29 February is an adult on 1 March of a year without that day, which is the
    latest of the conventions, so it never admits a minor.
    """
    year = date_of_birth.year + ADULT_AT
    try:
        return date_of_birth.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def age_reason(date_of_birth, now):
    """None for an adult; else why not. The day that counts is the clinic's (America/New_York)."""
    today = clinic_date(now)
    if date_of_birth > today or today.year - date_of_birth.year > OLDEST:
        return Reason.CHECK_YEAR
    if today < adult_from(date_of_birth):
        return Reason.UNDER_AGE
    return None


def florida_reason(is_virtual, expects_florida):
    """None unless a virtual visit is asked for by somebody who will not be in Florida.

    Where the patient is at the time of the visit counts, not where they live (s. 456.47).
    """
    return Reason.NOT_IN_FLORIDA if is_virtual and not expects_florida else None
