"""Old requests are deleted every hour now. Where nothing was ever deleted, 0003 has put the first
time off by the day that there used to be between two: it stays a day, so that managers can look.
"""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

BUT_AN_HOUR = timedelta(hours=23)  # the worker adds the hour


def wait_a_day(apps, schema_editor):
    never_run = apps.get_model("appointments", "ClockJob").objects.filter(
        name="purge_requests", finished_at=None
    )
    never_run.exclude(started_at=None).update(started_at=timezone.now() + BUT_AN_HOUR)


class Migration(migrations.Migration):
    dependencies = [("appointments", "0010_inbox_indexes")]

    operations = [migrations.RunPython(wait_a_day, migrations.RunPython.noop, elidable=True)]
