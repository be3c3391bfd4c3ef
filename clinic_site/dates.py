"""The clinic's calendar: the date in Miami, whatever zone the account of a reader is set to."""

from django.utils import timezone


def clinic_date(moment=None):
    """The date in Eastern Time at a moment (UTC or any other zone), or now."""
    return timezone.localdate(moment, timezone.get_default_timezone())
