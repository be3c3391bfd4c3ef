"""The worker's look for keys that values need and that are not here."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from appointments.key_rotation import missing_keys
from clinic_site.jobs import Job

NAME = "check_keys"
NO_KEY = "No key: "


class KeysMissing(Exception):
    """Values cannot be read. `trouble` is what `ClockJob` keeps: the names of their keys."""

    def __init__(self, names):
        self.trouble = NO_KEY + ", ".join(names)
        super().__init__(self.trouble)


def check_keys():
    """The worker's job. Raises KeysMissing."""
    names = missing_keys()
    if names:
        raise KeysMissing(names)


def names_missing(jobs):
    """The names of keys that were missing when the worker looked last; "" for none."""
    trouble = jobs[NAME].trouble if NAME in jobs else ""
    return trouble.removeprefix(NO_KEY) if trouble.startswith(NO_KEY) else ""


JOBS = {NAME: Job(timedelta(minutes=10), check_keys, _("Keys last checked"))}
