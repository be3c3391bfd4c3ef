"""The states are written as in the United States. No column changes."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0012_staff_of_events"),
    ]

    operations = [
        migrations.AlterField(
            model_name="bookingrequest",
            name="state",
            field=models.CharField(
                choices=[
                    ("quarantined", "Quarantined"),
                    ("received", "Received"),
                    ("in_review", "In review"),
                    ("awaiting_patient", "Waiting for the patient"),
                    ("waitlisted", "Waitlisted"),
                    ("booked", "Booked"),
                    ("fulfilled", "Visit kept"),
                    ("no_show", "Visit missed"),
                    ("cancelled", "Canceled"),
                    ("withdrawn", "Withdrawn"),
                    ("declined", "Declined"),
                    ("unreachable", "Could not be reached"),
                    ("duplicate", "Duplicate"),
                    ("spam", "Spam"),
                    ("entered_in_error", "Entered in error"),
                ],
                default="received",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="purgedcount",
            name="state",
            field=models.CharField(
                choices=[
                    ("quarantined", "Quarantined"),
                    ("received", "Received"),
                    ("in_review", "In review"),
                    ("awaiting_patient", "Waiting for the patient"),
                    ("waitlisted", "Waitlisted"),
                    ("booked", "Booked"),
                    ("fulfilled", "Visit kept"),
                    ("no_show", "Visit missed"),
                    ("cancelled", "Canceled"),
                    ("withdrawn", "Withdrawn"),
                    ("declined", "Declined"),
                    ("unreachable", "Could not be reached"),
                    ("duplicate", "Duplicate"),
                    ("spam", "Spam"),
                    ("entered_in_error", "Entered in error"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="purgerecord",
            name="state",
            field=models.CharField(
                choices=[
                    ("quarantined", "Quarantined"),
                    ("received", "Received"),
                    ("in_review", "In review"),
                    ("awaiting_patient", "Waiting for the patient"),
                    ("waitlisted", "Waitlisted"),
                    ("booked", "Booked"),
                    ("fulfilled", "Visit kept"),
                    ("no_show", "Visit missed"),
                    ("cancelled", "Canceled"),
                    ("withdrawn", "Withdrawn"),
                    ("declined", "Declined"),
                    ("unreachable", "Could not be reached"),
                    ("duplicate", "Duplicate"),
                    ("spam", "Spam"),
                    ("entered_in_error", "Entered in error"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="requestevent",
            name="from_state",
            field=models.CharField(
                blank=True,
                choices=[
                    ("quarantined", "Quarantined"),
                    ("received", "Received"),
                    ("in_review", "In review"),
                    ("awaiting_patient", "Waiting for the patient"),
                    ("waitlisted", "Waitlisted"),
                    ("booked", "Booked"),
                    ("fulfilled", "Visit kept"),
                    ("no_show", "Visit missed"),
                    ("cancelled", "Canceled"),
                    ("withdrawn", "Withdrawn"),
                    ("declined", "Declined"),
                    ("unreachable", "Could not be reached"),
                    ("duplicate", "Duplicate"),
                    ("spam", "Spam"),
                    ("entered_in_error", "Entered in error"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="requestevent",
            name="to_state",
            field=models.CharField(
                choices=[
                    ("quarantined", "Quarantined"),
                    ("received", "Received"),
                    ("in_review", "In review"),
                    ("awaiting_patient", "Waiting for the patient"),
                    ("waitlisted", "Waitlisted"),
                    ("booked", "Booked"),
                    ("fulfilled", "Visit kept"),
                    ("no_show", "Visit missed"),
                    ("cancelled", "Canceled"),
                    ("withdrawn", "Withdrawn"),
                    ("declined", "Declined"),
                    ("unreachable", "Could not be reached"),
                    ("duplicate", "Duplicate"),
                    ("spam", "Spam"),
                    ("entered_in_error", "Entered in error"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="requestsettings",
            name="keep_cancelled",
            field=models.PositiveSmallIntegerField(
                blank=True,
                default=90,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(7),
                    django.core.validators.MaxValueValidator(3650),
                ],
                verbose_name="Canceled",
            ),
        ),
    ]
