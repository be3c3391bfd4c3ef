"""An account that stands in a timeline cannot be deleted. No column changes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def staff(help_text):
    return models.ForeignKey(
        blank=True,
        help_text=help_text,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0011_first_deletion_after_a_day"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="requestevent",
            name="assignee",
            field=staff("Whom the request was given to, where this event gave it."),
        ),
        migrations.AlterField(
            model_name="requestevent",
            name="by",
            field=staff("Nobody: the patient, or the clock."),
        ),
    ]
