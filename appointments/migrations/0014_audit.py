"""The record of who read or changed which request. It begins empty: of what was read before, nothing
is known, and what was changed stands in the requests' timelines.

The database itself refuses to change a row, and to delete one that is younger than six years. (On
SQLite, Django changes a table by making a new one, which loses its triggers: a migration that
changes this table must add them again.)
"""

import json

import django.core.validators
from django.db import migrations, models

from clinic_site.encryption import digests

TABLE = "appointments_accessrecord"
REFUSAL = "An access record is never changed, and is deleted only after six years."

POSTGRESQL = [
    f"""
    CREATE FUNCTION {TABLE}_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.at < now() - interval '6 years' THEN
                RETURN OLD;
            END IF;
        END IF;
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    f"CREATE TRIGGER {TABLE}_stays BEFORE UPDATE OR DELETE ON {TABLE}"
    f" FOR EACH ROW EXECUTE FUNCTION {TABLE}_stays()",
    f"CREATE TRIGGER {TABLE}_stays_whole BEFORE TRUNCATE ON {TABLE}"
    f" FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_stays()",
]
SQLITE = [
    f"CREATE TRIGGER {TABLE}_stays BEFORE UPDATE ON {TABLE}"
    f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    f"CREATE TRIGGER {TABLE}_stays_whole BEFORE DELETE ON {TABLE}"
    " WHEN OLD.at >= datetime('now', '-6 years')"
    f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
]


def add_triggers(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRESQL if is_postgresql else SQLITE:
        schema_editor.execute(statement, params=None)


def begin(apps, schema_editor):
    """The head of a record without rows: its one row is there to be locked from the start.

    Sealed as `appointments.audit` seals it, so that a record that was emptied is not a new one.
    """
    seal = digests(json.dumps(["access-head", 0, "", 0, "", []]).encode())[0].hex()
    apps.get_model("appointments", "AccessHead").objects.create(pk=1, seal=seal)


def remove_triggers(apps, schema_editor):
    # They go with the table; the function would stay.
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP FUNCTION {TABLE}_stays() CASCADE")


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0013_canceled"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessHead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.BigIntegerField(default=0, help_text="Of the last row.")),
                ("hash", models.CharField(blank=True, help_text="Of the last row.", max_length=64)),
                (
                    "kept_after",
                    models.BigIntegerField(
                        default=0,
                        help_text="The last row that was deleted for its age; 0 for none.",
                    ),
                ),
                (
                    "hash_before",
                    models.CharField(blank=True, help_text="Of that row.", max_length=64),
                ),
                (
                    "accepted",
                    models.JSONField(
                        default=list,
                        help_text="Rows that are wrong, looked into, and passed over since.",
                    ),
                ),
                ("seal", models.CharField(blank=True, max_length=64)),
                (
                    "checked_to",
                    models.BigIntegerField(default=0, help_text="Where the next check goes on."),
                ),
                ("checked_at", models.DateTimeField(null=True)),
                (
                    "broken_at",
                    models.BigIntegerField(help_text="The first row that is wrong.", null=True),
                ),
            ],
            options={
                "default_permissions": [],
            },
        ),
        migrations.AddField(
            model_name="requestsettings",
            name="alarm_minutes",
            field=models.PositiveSmallIntegerField(
                default=10,
                help_text="1 to 120.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(120),
                ],
                verbose_name="within so many minutes",
            ),
        ),
        migrations.AddField(
            model_name="requestsettings",
            name="alarm_requests",
            field=models.PositiveSmallIntegerField(
                default=30,
                help_text="5 to 1000. Opened, found by a search, exported or printed. Lists do not count.",
                validators=[
                    django.core.validators.MinValueValidator(5),
                    django.core.validators.MaxValueValidator(1000),
                ],
                verbose_name="different requests that one person reads",
            ),
        ),
        migrations.CreateModel(
            name="AccessRecord",
            fields=[
                (
                    "sequence",
                    models.BigIntegerField(
                        help_text="From 1 on, without a gap.", primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(db_index=True)),
                (
                    "actor",
                    models.CharField(
                        choices=[
                            ("staff", "Staff"),
                            ("patient", "The patient"),
                            ("site", "The site itself"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "staff_id",
                    models.BigIntegerField(help_text="The key of the account, if any.", null=True),
                ),
                (
                    "username",
                    models.CharField(blank=True, help_text="As it was then.", max_length=150),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("view", "Opened"),
                            ("search", "Searched"),
                            ("export", "Exported"),
                            ("print", "Printed"),
                            ("list", "Seen in a list"),
                            ("change", "Changed"),
                            ("deletion", "Deleted"),
                            ("audit", "Looked into this record"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        blank=True,
                        help_text="Empty: a search that found none, or a file of counts.",
                        max_length=9,
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        blank=True,
                        help_text="The name of the page or the move; never content.",
                        max_length=60,
                    ),
                ),
                (
                    "hash",
                    models.CharField(
                        help_text="Keyed, over this row and the hash before.", max_length=64
                    ),
                ),
            ],
            options={
                "verbose_name": "access record",
                "verbose_name_plural": "access records",
                "ordering": ["sequence"],
                "default_permissions": ["view"],
                "indexes": [
                    models.Index(fields=["reference", "sequence"], name="access_of_request"),
                    models.Index(fields=["staff_id", "at"], name="access_of_staff"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadingAlarm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("staff_id", models.BigIntegerField()),
                ("username", models.CharField(max_length=150)),
                ("began_at", models.DateTimeField(help_text="The first reading that counts.")),
                ("last_at", models.DateTimeField(help_text="The last one.")),
                ("requests", models.PositiveIntegerField(help_text="How many different ones.")),
                ("mailed_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.CharField(blank=True, max_length=150)),
            ],
            options={
                "ordering": ["-began_at", "-pk"],
                "default_permissions": [],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("settled_at__isnull", True)),
                        fields=("staff_id",),
                        name="reading_alarm_once_a_person",
                    )
                ],
            },
        ),
        migrations.RunPython(add_triggers, remove_triggers),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
