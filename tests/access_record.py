"""What tests do with the record of access that the site cannot: empty it, and hold every page of
the staff's against it."""

import re
from contextlib import contextmanager

from django.db import connection
from django.test import Client

from appointments.models import AccessRecord, BookingRequest
from clinic_site.encryption import keyed_hash

TABLE = "appointments_accessrecord"


@contextmanager
def unguarded():
    """The table of the record without its triggers, as who owns the database can have it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
            yield
            cursor.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER")
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE]
        )
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _name, sql in triggers:
            cursor.execute(sql)


# ---------------------------------------------------------------- nothing is shown unrecorded

REFERENCE = re.compile(rb"\b[34679CDFGHJKMNPQRTVWXY]{4}-[34679CDFGHJKMNPQRTVWXY]{4}\b")
SENTINEL = re.compile(rb"\bsam\d+@patient\.example\b")  # of tests.appointments.conftest
# What the record itself says, and so does not say again.
OF_THE_RECORD = "/admin/request-access/"
ask = Client.request


def ask_and_check(self, **environ):
    """Every test's client fails where a page of the staff's shows a request that is not recorded
    as shown to that person."""
    response = ask(self, **environ)
    path = response.wsgi_request.path
    is_shown = response.status_code < 300 or response.status_code in (400, 409)
    if path.startswith("/admin/") and is_shown and not response.streaming:
        logged, connection.force_debug_cursor = connection.force_debug_cursor, False
        try:
            check_recorded(response)
        finally:
            connection.force_debug_cursor = logged
    return response


def check_recorded(response):
    """Each reference in a page has a row, and each request of which something personal is there
    has one that says so."""
    references = {text.decode() for text in REFERENCE.findall(response.content)}
    emails = {text.decode() for text in SENTINEL.findall(response.content)}
    if not (references or emails):
        return
    user, path = response.wsgi_request.user, response.wsgi_request.path
    seen = AccessRecord.objects.filter(staff_id=user.pk)
    if not path.startswith(OF_THE_RECORD):
        there = BookingRequest.objects.filter(reference__in=references)
        listed = seen.filter(reference__in=references).values("reference")
        missing = there.exclude(reference__in=listed).values_list("reference", flat=True)
        assert not missing, f"{path} shows {list(missing)}, of which there is no record."
    opened = seen.filter(action__in=["view", "search"]).values("reference")
    for email in emails:
        same = BookingRequest.objects.filter(email_hash=keyed_hash("email", email))
        is_recorded = not same.exists() or same.filter(reference__in=opened).exists()
        assert is_recorded, f"{path} shows {email}, of whose request there is no record."


Client.request = ask_and_check
