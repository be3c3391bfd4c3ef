"""What happened to a request, and the messages it sends."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from appointments.encryption import EncryptedTextField
from appointments.models.reads import ReadRow
from appointments.models.requests import BookingRequest
from appointments.transitions import Channel, Outcome, State


class RequestEvent(ReadRow):
    """A line of a request's timeline. Written with the change itself, never changed after."""

    request = models.ForeignKey(BookingRequest, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # else what staff did would read as if the patient had
        related_name="+",
        help_text="Nobody: the patient, or the clock.",
    )
    move = models.CharField(
        max_length=20,
        help_text="A key of TRANSITIONS, or what leaves the state as it is: attempt, note …",
    )
    from_state = models.CharField(max_length=20, choices=State, blank=True)
    to_state = models.CharField(max_length=20, choices=State)
    version = models.PositiveIntegerField()
    channel = models.CharField(max_length=10, choices=Channel, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Whom the request was given to, where this event gave it.",
    )
    note = EncryptedTextField(blank=True)

    class Meta:
        default_permissions = []
        ordering = ["version"]
        # By which the inbox finds news of the link among all events.
        indexes = [models.Index(fields=["by", "move", "request", "version"], name="event_moves")]
        constraints = [
            # The second of two staff at once would write the same version: the database says no.
            models.UniqueConstraint(fields=["request", "version"], name="event_version_once")
        ]

    def __str__(self):
        return f"{self.request_id} · {self.version}"


class OutboundMessage(ReadRow):
    """A message of the outbox: written with the event that causes it, sent by the worker."""

    class Audience(models.TextChoices):
        """Whom it goes to. The address is read when it is sent, so it stands in no second place."""

        PATIENT = "patient", _("Patient")
        DESK = "desk", _("Front desk")

    class Status(models.TextChoices):
        """Where the message stands."""

        QUEUED = "queued", _("Waiting")
        SENT = "sent", _("Sent")
        REFUSED = "refused", _("Refused")
        GIVEN_UP = "given_up", _("Given up")
        SUPERSEDED = "superseded", _("Overtaken by a later change")

    request = models.ForeignKey(BookingRequest, on_delete=models.CASCADE, related_name="messages")
    event = models.ForeignKey(RequestEvent, on_delete=models.CASCADE, related_name="messages")
    audience = models.CharField(max_length=10, choices=Audience)
    kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=120)
    body = EncryptedTextField()
    calendar = EncryptedTextField(blank=True, help_text="The calendar file, where there is one.")
    message_id = models.CharField(max_length=120, unique=True)
    once_key = models.CharField(
        max_length=120,
        unique=True,
        null=True,
        blank=True,
        help_text="At most one message has it, such as one acknowledgement an address a day.",
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(
        max_length=60, blank=True, help_text="The kind of the last error; never the server's words."
    )

    class Meta:
        default_permissions = []
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["status", "next_try_at"], name="outbox_due")]
        constraints = [
            models.UniqueConstraint(fields=["event", "audience"], name="message_once_an_event")
        ]

    def __str__(self):
        return f"{self.kind} · {self.message_id}"
