"""A request for an appointment: what the person asked, and where it stands."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appointments.encryption import EncryptedDateField, EncryptedTextField
from appointments.models.reads import ReadRow
from appointments.models.spam import Suspicion
from appointments.transitions import DeclineCode, State

# Without vowels, so that no word arises, and without look-alikes: 0 O, 1 I L, 5 S, 2 Z, 8 B.
REFERENCE_ALPHABET = "34679CDFGHJKMNPQRTVWXY"


def new_reference():
    """A reference such as "7K3M-9QXR": about 5.5e10 of them, so nobody guesses one."""
    letters = [secrets.choice(REFERENCE_ALPHABET) for _n in range(8)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


def reference_of(text):
    """The reference that a text spells, in any case and with or without its hyphen; else ""."""
    letters = "".join(sign for sign in text.upper() if sign.isalnum())
    if len(letters) != 8 or not set(letters) <= set(REFERENCE_ALPHABET):
        return ""
    return f"{letters[:4]}-{letters[4:]}"


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

    def sealed(self):
        """Without what is encrypted, so that it stays so."""
        fields = self.model._meta.concrete_fields
        return self.defer(*(f.name for f in fields if isinstance(f, EncryptedTextField)))

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


# What the inbox counts, filters and sorts by: it reads the index alone, and no row for it.
OF_THE_INBOX = ["state", "received_at", "location", "language", "assigned_to"]
OF_THE_INBOX += ["first_contact_at", "look_again_on", "id"]


class BookingRequest(ReadRow):
    """A person's request. It is made by `appointments.submission.submit` and by nothing else.

    Over encrypted fields no database constraint can speak, so that is the one way in. It changes
    only by `appointments.moves.write`, which leaves an event; the outbox alone sets
    `phone_instead`. It is deleted only by `appointments.retention`.
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
    first_contact_at = models.DateTimeField(
        null=True, blank=True, help_text="When staff first turned to the person (CONTACTS)."
    )
    phone_instead = models.BooleanField(default=False)
    suspicions = models.CharField(
        max_length=60,
        blank=True,
        help_text="Why it was held back: codes of Suspicion, with commas. They outlive a release.",
    )
    on_hold = models.BooleanField(default=False, help_text="Legal hold: it is never purged.")

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
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates"
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

    request_key = "id"

    objects = BookingRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        default_permissions = ["view"]
        permissions = [
            ("move_bookingrequest", "Can move a request on"),
            ("hold_bookingrequest", "Can hold a request back from deletion"),
            ("export_bookingrequest", "Can export figures about requests"),
        ]
        indexes = [
            models.Index(fields=OF_THE_INBOX, name="request_inbox"),
            models.Index(fields=["received_at", "id"], name="request_age"),
            models.Index(fields=["visit_start"], name="request_visits"),  # a week of them
        ]
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

    def suspicions_in_words(self):
        """Why the request was held back as suspected spam, if it was."""
        return [Suspicion(code).label for code in self.suspicions.split(",") if code]


class PreferredTime(models.Model):
    """A weekday and part of the day that suits the person, the best first."""

    class Weekday(models.TextChoices):
        """ "Any" is any weekday. Spanish writes a choice with a capital, but not a date's day."""

        ANY = "any", _("Any day")
        MONDAY = "mon", pgettext_lazy("choice of a day", "Monday")
        TUESDAY = "tue", pgettext_lazy("choice of a day", "Tuesday")
        WEDNESDAY = "wed", pgettext_lazy("choice of a day", "Wednesday")
        THURSDAY = "thu", pgettext_lazy("choice of a day", "Thursday")
        FRIDAY = "fri", pgettext_lazy("choice of a day", "Friday")

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
