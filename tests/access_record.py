"""What tests do with the record of access that the site cannot: empty it, and forge it."""

from contextlib import contextmanager

from django.db import connection
from django.test import testcases

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


flush = testcases.TransactionTestCase._fixture_teardown


def flush_unguarded(self):
    """After a test without a transaction Django empties all tables; the record refuses it."""
    with unguarded():
        flush(self)


testcases.TransactionTestCase._fixture_teardown = flush_unguarded
