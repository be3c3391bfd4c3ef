"""Indexes that hold all that the inbox counts, filters and sorts by, however many requests."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0009_visits_by_time")]

    operations = [
        migrations.RemoveIndex(model_name="bookingrequest", name="request_inbox"),
        migrations.AddIndex(
            model_name="bookingrequest",
            index=models.Index(
                fields=[
                    "state",
                    "received_at",
                    "location",
                    "language",
                    "assigned_to",
                    "first_contact_at",
                    "look_again_on",
                    "id",
                ],
                name="request_inbox",
            ),
        ),
        migrations.AddIndex(
            model_name="bookingrequest",
            index=models.Index(fields=["received_at", "id"], name="request_age"),
        ),
        migrations.AddIndex(
            model_name="requestevent",
            index=models.Index(fields=["by", "move", "request", "version"], name="event_moves"),
        ),
    ]
