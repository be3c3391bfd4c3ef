"""What the clinic keeps to tell spam from people: traces for a day, and counts."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Suspicion(models.TextChoices):
    """Why a request is held back. Staff read it; the public never does."""

    TRAP = "trap", _("A box that people cannot see was filled in")
    TOO_FAST = "too_fast", _("The form was sent faster than people can fill it in")
    ADDRESS = "address", _("Many requests came from the same internet connection in one day")
    CONTACT = "contact", _("Many requests gave the same phone number or e-mail in one day")


class SenderTrace(models.Model):
    """That a request was sent from here: only a keyed hash, and only for 24 hours.

    Written by `appointments.spam` with the request. Nothing leads to the request: the hash is not
    the one by which requests are found, the moment is the full hour before, and the key is drawn,
    since numbers in a row would tell which trace came with which request.
    """

    class Kind(models.TextChoices):
        """Of what the hash is."""

        ADDRESS = "address", _("Internet address")
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("E-mail")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    sender_hash = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True, help_text="The full hour before it was sent.")

    class Meta:
        default_permissions = []
        indexes = [models.Index(fields=["kind", "sender_hash", "at"], name="sender_trace_count")]

    def __str__(self):
        return f"{self.kind} · {self.pk}"


class QuarantineCount(models.Model):
    """How many requests were held back on a day (America/New_York). It outlives the requests."""

    day = models.DateField(unique=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"{self.day} · {self.count}"
