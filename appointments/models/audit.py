"""Who read or changed which request, and when. Never what stood in it.

45 CFR 164.312(b) asks for the record, and 164.316(b)(2)(i) for six years of it. A row names the
request by its reference as text and the member of staff by number and name, so it says the same
when both are gone. `appointments.audit` writes it and nothing else does; the database refuses to
change a row, or to delete one that is younger than six years (migration 0014).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AccessRecord(models.Model):
    """One request that one person read or changed once. `hash` chains it to the row before."""

    class Actor(models.TextChoices):
        """Whose doing it was."""

        STAFF = "staff", _("Staff")
        PATIENT = "patient", _("The patient")
        SITE = "site", _("The site itself")

    class Action(models.TextChoices):
        """What was done."""

        VIEW = "view", _("Opened")
        SEARCH = "search", _("Searched")
        EXPORT = "export", _("Exported")
        PRINT = "print", _("Printed")
        LIST = "list", _("Seen in a list")
        CHANGE = "change", _("Changed")
        DELETION = "deletion", _("Deleted")
        AUDIT = "audit", _("Looked into this record")

    sequence = models.BigIntegerField(primary_key=True, help_text="From 1 on, without a gap.")
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=10, choices=Actor)
    # No foreign key: nothing that happens to an account changes what it did.
    staff_id = models.BigIntegerField(null=True, help_text="The key of the account, if any.")
    username = models.CharField(max_length=150, blank=True, help_text="As it was then.")
    action = models.CharField(max_length=10, choices=Action)
    reference = models.CharField(
        max_length=9, blank=True, help_text="Empty: a search that found none, or a file of counts."
    )
    what = models.CharField(
        max_length=60, blank=True, help_text="The name of the page or the move; never content."
    )
    hash = models.CharField(max_length=64, help_text="Keyed, over this row and the hash before.")

    class Meta:
        verbose_name = _("access record")
        verbose_name_plural = _("access records")
        default_permissions = ["view"]
        ordering = ["sequence"]
        indexes = [
            models.Index(fields=["reference", "sequence"], name="access_of_request"),
            models.Index(fields=["staff_id", "at"], name="access_of_staff"),
        ]

    def __str__(self):
        return f"{self.sequence}"

    def save(self, *args, **kwargs):
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args, **kwargs):
        raise TypeError("An access record is never deleted one by one.")


class AccessHead(models.Model):
    """The two ends of the chain, and how far it was checked. There is one row.

    Who appends locks it, so that rows come one after the other. `seal` is keyed, over both ends:
    who has the database alone can cut rows off neither end unseen, unless they put back a whole
    earlier record; for that the worker logs the head each day.
    """

    ONLY = 1

    sequence = models.BigIntegerField(default=0, help_text="Of the last row.")
    hash = models.CharField(max_length=64, blank=True, help_text="Of the last row.")
    kept_after = models.BigIntegerField(
        default=0, help_text="The last row that was deleted for its age; 0 for none."
    )
    hash_before = models.CharField(max_length=64, blank=True, help_text="Of that row.")
    accepted = models.JSONField(
        default=list, help_text="Rows that are wrong, looked into, and passed over since."
    )
    seal = models.CharField(max_length=64, blank=True)
    checked_to = models.BigIntegerField(default=0, help_text="Where the next check goes on.")
    checked_at = models.DateTimeField(null=True)
    broken_at = models.BigIntegerField(null=True, help_text="The first row that is wrong.")

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"{self.sequence}:{self.hash}"


class ReadingAlarm(models.Model):
    """That one member of staff read unusually many requests in a short time.

    Managers see it until one of them has looked into it. It locks nobody out.
    """

    staff_id = models.BigIntegerField()
    username = models.CharField(max_length=150)
    began_at = models.DateTimeField(help_text="The first reading that counts.")
    last_at = models.DateTimeField(help_text="The last one.")
    requests = models.PositiveIntegerField(help_text="How many different ones.")
    mailed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=150, blank=True)

    class Meta:
        default_permissions = []
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["staff_id"],
                condition=models.Q(settled_at__isnull=True),
                name="reading_alarm_once_a_person",
            )
        ]

    def __str__(self):
        return f"{self.staff_id} · {self.requests}"
