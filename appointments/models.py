"""A request for an appointment, what happened to it, and the messages it sends."""

import secrets
import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from appointments.encryption import EncryptedDateField, EncryptedTextField
from appointments.transitions import OPEN, Channel, DeclineCode, Outcome, State

# Without vowels, so that no word arises, and without look-alikes: 0 O, 1 I L, 5 S, 2 Z, 8 B.
REFERENCE_ALPHABET = "34679CDFGHJKMNPQRTVWXY"


def new_reference():
    """A reference such as "7K3M-9QXR": about 5.5e10 of them, so nobody guesses one."""
    letters = [secrets.choice(REFERENCE_ALPHABET) for _n in range(8)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


class PatientType(models.TextChoices):
    """Whether the person has been a patient here before."""

    NEW = "new", _("New to the clinic")
    RETURNING = "returning", _("I have been a patient here before")


class Language(models.TextChoices):
    """The language a person prefers to speak with us."""

    ENGLISH = "en", _("English")
    SPANISH = "es", _("Spanish")


class AccessNeed(models.TextChoices):
    """What makes a visit possible for a person. A closed list: there is no free text."""

    STEP_FREE = "step-free", _("Step-free access")
    INTERPRETER = "interpreter", _("An interpreter")
    SIGN_LANGUAGE = "sign-language", _("A sign language interpreter")
    CAPTIONS = "captions", _("Captions for video visits")
    LARGE_PRINT = "large-print", _("Large print")
    QUIET = "quiet", _("A quiet place to wait")
    COMPANION = "companion", _("Somebody with me")


class BookingRequestQuerySet(models.QuerySet):
    """Requests by what staff have to do with them."""

    def open(self):
        return self.filter(state__in=OPEN)

    def oldest_first(self):
        return self.order_by("received_at", "pk")

    def booked_between(self, clinician, start, end):
        """Booked visits of a clinician that overlap [start, end)."""
        return self.filter(
            state=State.BOOKED,
            visit_clinician=clinician,
            visit_start__lt=end,
            visit_end__gt=start,
        )


class BookingRequest(models.Model):
    """A person's request. It is made by `appointments.submission.submit` and by nothing else.

    Over encrypted fields no database constraint can speak, so that is the one way in. It changes
    only by `appointments.moves.move`.
    """

    reference = models.CharField(max_length=9, unique=True, default=new_reference)
    form_key = models.UUIDField(unique=True, default=uuid.uuid4)
    answers_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=20, choices=State, default=State.RECEIVED)
    version = models.PositiveIntegerField(default=1)
    received_at = models.DateTimeField()
    state_changed_at = models.DateTimeField()
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="assigned_requests",
    )
    phone_instead = models.BooleanField(default=False)

    location = models.ForeignKey(
        "clinic_site.Location", on_delete=models.PROTECT, related_name="requests"
    )
    patient_type = models.CharField(max_length=10, choices=PatientType)
    language = models.CharField(max_length=5, choices=Language)
    voicemail_allowed = models.BooleanField(default=False)
    text_allowed = models.BooleanField(default=False)
    email_allowed = models.BooleanField(default=False)

    first_name = EncryptedTextField()
    last_name = EncryptedTextField()
    date_of_birth = EncryptedDateField()
    phone = EncryptedTextField(blank=True)
    email = EncryptedTextField(blank=True)
    access_needs = EncryptedTextField(blank=True, help_text="Codes of AccessNeed, with commas.")
    name_hash = models.CharField(max_length=64, db_index=True)
    phone_hash = models.CharField(max_length=64, db_index=True, blank=True)
    email_hash = models.CharField(max_length=64, db_index=True, blank=True)

    age_rule_version = models.CharField(max_length=20)
    florida_statement_version = models.CharField(max_length=20, blank=True)
    florida_stated_at = models.DateTimeField(null=True, blank=True)
    privacy_notice_revision = models.PositiveBigIntegerField(null=True, blank=True)
    privacy_acknowledged_at = models.DateTimeField()

    look_again_on = models.DateField(null=True, blank=True)
    decline_code = models.CharField(max_length=20, choices=DeclineCode, blank=True)
    duplicate_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="duplicates"
    )
    visit_start = models.DateTimeField(null=True, blank=True)
    visit_end = models.DateTimeField(null=True, blank=True)
    visit_clinician = models.ForeignKey(
        "clinic_site.Clinician",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="visits",
    )
    visit_location = models.ForeignKey(
        "clinic_site.Location",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="visits",
    )
    visit_uid = models.UUIDField(default=uuid.uuid4, help_text="UID of the calendar entry.")
    visit_sequence = models.PositiveIntegerField(default=0, help_text="RFC 5545, SEQUENCE.")

    objects = BookingRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        default_permissions = ["view"]
        permissions = [("move_bookingrequest", "Can move a request on")]
        indexes = [models.Index(fields=["state", "received_at"], name="request_inbox")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="request_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.BOOKED)
                | Q(
                    visit_start__isnull=False,
                    visit_end__gt=F("visit_start"),
                    visit_clinician__isnull=False,
                    visit_location__isnull=False,
                ),
                name="request_booked_has_visit",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.WAITLISTED) | Q(look_again_on__isnull=False),
                name="request_waitlisted_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DECLINED) | ~Q(decline_code=""),
                name="request_declined_has_code",
            ),
            models.CheckConstraint(
                condition=Q(duplicate_of__isnull=True) | ~Q(duplicate_of=F("pk")),
                name="request_duplicates_another",
            ),
        ]

    def __str__(self):
        # The reference only: Wagtail's log keeps what this says.
        return self.reference


class PreferredTime(models.Model):
    """A weekday and part of the day that suits the person, the best first."""

    class Weekday(models.TextChoices):
        """ "Any" is any weekday."""

        ANY = "any", _("Any day")
        MONDAY = "mon", _("Monday")
        TUESDAY = "tue", _("Tuesday")
        WEDNESDAY = "wed", _("Wednesday")
        THURSDAY = "thu", _("Thursday")
        FRIDAY = "fri", _("Friday")

    class PartOfDay(models.TextChoices):
        """In Eastern Time."""

        ANY = "any", _("Any time")
        MORNING = "morning", _("Morning")
        AFTERNOON = "afternoon", _("Afternoon")
        EVENING = "evening", _("Early evening")

    request = models.ForeignKey(
        BookingRequest, on_delete=models.CASCADE, related_name="preferred_times"
    )
    rank = models.PositiveSmallIntegerField()
    weekday = models.CharField(max_length=3, choices=Weekday)
    part_of_day = models.CharField(max_length=10, choices=PartOfDay)

    class Meta:
        default_permissions = []
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["request", "rank"], name="preferred_time_rank_once"),
            models.CheckConstraint(condition=Q(rank__range=(1, 3)), name="preferred_time_rank"),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()}, {self.get_part_of_day_display()}"


class RequestEvent(models.Model):
    """A line of a request's timeline. Written with the change itself, never changed after."""

    request = models.ForeignKey(BookingRequest, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Nobody: the patient, or the clock.",
    )
    move = models.CharField(max_length=20, help_text="A key of TRANSITIONS, submit, or attempt.")
    from_state = models.CharField(max_length=20, choices=State, blank=True)
    to_state = models.CharField(max_length=20, choices=State)
    version = models.PositiveIntegerField()
    channel = models.CharField(max_length=10, choices=Channel, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    note = EncryptedTextField(blank=True)

    class Meta:
        default_permissions = []
        ordering = ["version"]
        constraints = [
            # The second of two staff at once would write the same version: the database says no.
            models.UniqueConstraint(fields=["request", "version"], name="event_version_once")
        ]

    def __str__(self):
        return f"{self.request_id} · {self.version}"


class OutboundMessage(models.Model):
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


class RequestPause(models.Model):
    """Requests are paused, for one place or wholly, with a sentence for the public."""

    location = models.OneToOneField(
        "clinic_site.Location",
        verbose_name=_("place"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="request_pause",
        help_text=_("Empty: all requests are paused."),
    )
    sentence = models.CharField(
        _("sentence"), max_length=300, help_text=_("What people read instead of the form.")
    )
    since = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        constraints = [
            models.UniqueConstraint(
                Q(location__isnull=True),
                condition=Q(location__isnull=True),
                name="request_pause_wholly_once",
                violation_error_message=_("All requests are paused already."),
            )
        ]

    def __str__(self):
        return str(self.location) if self.location else str(_("All requests"))


@register_setting(icon="calendar-check")
class RequestSettings(BaseGenericSetting):
    """What the clinic decides about how requests are handled (FACTS section 3)."""

    unreachable_attempts = models.PositiveSmallIntegerField(
        _("attempts before a request may be closed as not reached"),
        default=3,
        validators=[MinValueValidator(1)],
    )
    unreachable_business_days = models.PositiveSmallIntegerField(
        _("business days that these attempts must span"),
        default=5,
        validators=[MinValueValidator(1)],
        help_text=_("Both the first and the last day count."),
    )

    panels = [FieldPanel("unreachable_attempts"), FieldPanel("unreachable_business_days")]

    class Meta:
        verbose_name = _("request rules")


class ClockJob(models.Model):
    """When the worker last ran a job of the clock, such as scheduled publishing."""

    name = models.CharField(max_length=40, unique=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=60, blank=True)

    class Meta:
        default_permissions = []

    def __str__(self):
        return self.name
