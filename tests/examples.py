"""How many random examples a test plays."""

from django.db import connection


def examples(number):
    """All of them on PostgreSQL, on which a clinic runs, and a third on the demo's SQLite.

    What they look for seldom hangs on the database, and each of them is dear.
    """
    return number if connection.vendor == "postgresql" else number // 3
