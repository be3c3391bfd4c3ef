"""A clinician's booked visits never overlap, said by PostgreSQL itself.

An `ExclusionConstraint` in `Meta` would break SQLite, which relies on immediate transactions and
the check in `appointments.moves`.
"""

from django.db import migrations


def add_constraint(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    schema_editor.execute(
        "ALTER TABLE appointments_bookingrequest ADD CONSTRAINT request_visits_do_not_overlap"
        " EXCLUDE USING gist (visit_clinician_id WITH =,"
        " tstzrange(visit_start, visit_end) WITH &&) WHERE (state = 'booked')"
    )


def remove_constraint(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "ALTER TABLE appointments_bookingrequest DROP CONSTRAINT request_visits_do_not_overlap"
        )


class Migration(migrations.Migration):
    dependencies = [("appointments", "0001_initial")]
    operations = [migrations.RunPython(add_constraint, remove_constraint)]
