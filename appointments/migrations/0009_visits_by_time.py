"""An index by which a week of visits is found among those of all years."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0008_traces_without_order")]

    operations = [
        migrations.AddIndex(
            model_name="bookingrequest",
            index=models.Index(fields=["visit_start"], name="request_visits"),
        ),
    ]
