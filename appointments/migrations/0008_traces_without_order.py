"""Give the traces of senders drawn keys and full hours.

The table is made anew: it holds what was sent in the last 24 hours, and PostgreSQL turns no number
into a UUID. Once, the limits forget a day.
"""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0007_first_contact")]

    operations = [
        migrations.DeleteModel(name="SenderTrace"),
        migrations.CreateModel(
            name="SenderTrace",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("address", "Internet address"),
                            ("phone", "Phone"),
                            ("email", "E-mail"),
                        ],
                        max_length=10,
                    ),
                ),
                ("sender_hash", models.CharField(max_length=64)),
                (
                    "at",
                    models.DateTimeField(
                        db_index=True, help_text="The full hour before it was sent."
                    ),
                ),
            ],
            options={
                "default_permissions": [],
                "indexes": [
                    models.Index(fields=["kind", "sender_hash", "at"], name="sender_trace_count")
                ],
            },
        ),
    ]
