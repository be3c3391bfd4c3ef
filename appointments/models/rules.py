"""What the clinic decides about requests, and what the worker does by the clock."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from appointments.transitions import CLOSED, State

# A mistake must be found, and a mail given up (72 hours), before anything is deleted.
FEWEST_DAYS, MOST_DAYS = 7, 3650
MOST_ALARM_MINUTES = 120


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


def kept_days_field(state, days):
    """For how many days a request is kept after it was closed so; for ever where it is empty."""
    return models.PositiveSmallIntegerField(
        State(state).label,
        default=days,
        null=True,
        blank=True,
        validators=[MinValueValidator(FEWEST_DAYS), MaxValueValidator(MOST_DAYS)],
    )


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

    close_visits_after_days = models.PositiveSmallIntegerField(
        _("days after which a booked visit counts as kept"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("If nobody has said by then that it was kept or missed. 1 to 60."),
    )

    # A request that goes beyond one of these is held back for staff to look at, never refused.
    fewest_seconds = models.PositiveSmallIntegerField(
        _("seconds that the form takes at least"),
        default=5,
        validators=[MaxValueValidator(60)],
        help_text=_(
            "From the end of the first page until the request is sent. 0 to 60. With 0 nobody is "
            "too fast."
        ),
    )
    most_per_address = models.PositiveSmallIntegerField(
        _("requests from one internet connection in 24 hours"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text=_("1 to 1000. A whole office, school or phone network can be one connection."),
    )
    most_per_contact = models.PositiveSmallIntegerField(
        _("requests with the same phone number or e-mail in 24 hours"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("1 to 100."),
    )

    # Unusual reading: managers are told of it, and nobody is locked out.
    alarm_requests = models.PositiveSmallIntegerField(
        _("different requests that one person reads"),
        default=30,
        validators=[MinValueValidator(5), MaxValueValidator(1000)],
        help_text=_(
            "5 to 1000. Opened, found by a search, exported or printed. Lists do not count."
        ),
    )
    alarm_minutes = models.PositiveSmallIntegerField(
        _("within so many minutes"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_ALARM_MINUTES)],
        help_text=_("1 to 120."),
    )

    # FACTS section 4: 90 days for closed and unbooked, 30 for spam. For visits that took place or
    # were missed it names no number: they are kept until the clinic has decided.
    keep_fulfilled = kept_days_field("fulfilled", None)
    keep_no_show = kept_days_field("no_show", None)
    keep_cancelled = kept_days_field("cancelled", 90)
    keep_withdrawn = kept_days_field("withdrawn", 90)
    keep_declined = kept_days_field("declined", 90)
    keep_unreachable = kept_days_field("unreachable", 90)
    keep_duplicate = kept_days_field("duplicate", 90)
    keep_spam = kept_days_field("spam", 30)
    keep_entered_in_error = kept_days_field("entered_in_error", 90)

    panels = [
        FieldPanel("unreachable_attempts"),
        FieldPanel("unreachable_business_days"),
        FieldPanel("close_visits_after_days"),
        MultiFieldPanel(
            [
                FieldPanel("fewest_seconds"),
                FieldPanel("most_per_address"),
                FieldPanel("most_per_contact"),
            ],
            heading=_("What counts as suspected spam"),
            help_text=_(
                "A request that is faster, or one more than these numbers, goes to the quarantine. "
                "Nothing is sent about it until staff release it. The sender sees the same page "
                "as everybody."
            ),
        ),
        MultiFieldPanel(
            [FieldPanel("alarm_requests"), FieldPanel("alarm_minutes")],
            heading=_("What counts as unusual reading"),
            help_text=_(
                "Managers see a banner and get an e-mail when one person reads so much in so short "
                "a time. Nobody is locked out."
            ),
        ),
        MultiFieldPanel(
            [FieldPanel(f"keep_{state.value}") for state in CLOSED],
            heading=_("Days until a closed request is deleted"),
            help_text=_(
                "So many days after it was closed, a request is deleted with its timeline and its "
                "notes. Nobody can bring it back. Give 7 to 3650 days. Empty: such requests are "
                "kept for ever. Counts without names stay. Requests, Deletion shows what would go."
            ),
        ),
    ]

    class Meta:
        verbose_name = _("request rules")

    def kept_days(self):
        """Days by state, for the states whose requests are deleted at all."""
        days = {state: getattr(self, f"keep_{state.value}") for state in CLOSED}
        return {state: number for state, number in days.items() if number is not None}


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
