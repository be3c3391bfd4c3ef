"""What stays of a request that was deleted: counts, and a record that it is gone."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from appointments.models.requests import Language
from appointments.transitions import DeclineCode, State


class PurgedCount(models.Model):
    """How many deleted requests were alike. Nothing here says anything about a person.

    Written by `appointments.retention` in the transaction of each deletion.
    """

    month = models.DateField(
        help_text="The first day of the month in which the request came, in Eastern Time."
    )
    week = models.DateField(
        null=True,
        help_text="The Monday of its week. Unknown of what was deleted before this was counted.",
    )
    location = models.ForeignKey(
        "clinic_site.Location", on_delete=models.PROTECT, related_name="purged_counts"
    )
    state = models.CharField(max_length=20, choices=State)
    decline_code = models.CharField(max_length=20, choices=DeclineCode, blank=True)
    language = models.CharField(max_length=5, choices=Language)
    count = models.PositiveIntegerField(default=0)
    mail_failed = models.PositiveIntegerField(
        default=0, help_text="Of how many of them a mail to the patient failed for good."
    )

    class Meta:
        verbose_name = _("count of deleted requests")
        verbose_name_plural = _("counts of deleted requests")
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                fields=["month", "week", "location", "state", "decline_code", "language"],
                name="purged_count_once_a_week",
            ),
            # Two unknown weeks are equal here, which they are not to the constraint above.
            models.UniqueConstraint(
                fields=["month", "location", "state", "decline_code", "language"],
                condition=models.Q(week__isnull=True),
                name="purged_count_once",
            ),
        ]

    def __str__(self):
        return f"{self.month:%Y-%m} · {self.state} · {self.count}"


class ContactTime(models.Model):
    """How long a deleted request waited for its first contact, for the figures that stay.

    A week and a place, no reference: nothing here leads to a request.
    """

    week = models.DateField(help_text="The Monday of the week in which the request came, ET.")
    location = models.ForeignKey(
        "clinic_site.Location", on_delete=models.PROTECT, related_name="contact_times"
    )
    business_minutes = models.PositiveIntegerField()

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"{self.week} · {self.business_minutes}"


class PurgeRecord(models.Model):
    """That a request was deleted: which, when, and by which rule. It outlives the request
    (FACTS section 4; 45 CFR 164.312(b)), so it names it by its reference as text.

    It is written once: there is no way in the site to change or delete it.
    """

    reference = models.CharField(max_length=9, db_index=True)
    state = models.CharField(max_length=20, choices=State)
    closed_at = models.DateTimeField()
    kept_days = models.PositiveSmallIntegerField(help_text="What the rule of the state said.")
    purged_at = models.DateTimeField()

    class Meta:
        default_permissions = []
        ordering = ["-purged_at", "-pk"]

    def __str__(self):
        return self.reference

    def save(self, *args, **kwargs):
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args, **kwargs):
        raise TypeError("The record of a deletion is never deleted.")
