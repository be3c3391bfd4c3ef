"""When nobody can be booked: days on which the clinic is closed, and clinicians' time off."""

from datetime import time, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from appointments.eligibility import CLINIC_ZONE

DAY, MOMENT, CLOCK = "M j, Y", "M j, Y, g:i A", "g:i A"


class ClosedDays(models.Model):
    """Days on which a place, or the whole clinic, is closed, beside Florida's public holidays.

    Dates are America/New_York, both ends counted.
    """

    location = models.ForeignKey(
        "clinic_site.Location",
        verbose_name=_("place"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="closed_days",
        help_text=_("Empty: all places."),
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    reason = models.CharField(
        _("reason"), max_length=80, blank=True, help_text=_("For staff, such as “storm”.")
    )

    class Meta:
        verbose_name = _("closed days")
        verbose_name_plural = _("closed days")
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="closed_days_end_after_they_begin",
                violation_error_message=_("The last day is before the first day."),
            )
        ]

    def __str__(self):
        return self.in_words()

    def in_words(self):
        """The days, and why, where that is said."""
        days = date_format(self.first_day, DAY)
        if self.last_day != self.first_day:
            days = f"{days} – {date_format(self.last_day, DAY)}"
        return f"{days} ({self.reason})" if self.reason else days


class TimeOff(models.Model):
    """A time in which a clinician takes no visits. It keeps no reason: that is nobody's business.

    The moments are stored in UTC, shown and typed in America/New_York.
    """

    clinician = models.ForeignKey(
        "clinic_site.Clinician",
        verbose_name=_("clinician"),
        on_delete=models.CASCADE,
        related_name="time_off",
    )
    starts = models.DateTimeField(_("from (ET)"))
    ends = models.DateTimeField(_("until (ET)"))

    class Meta:
        verbose_name = _("time off")
        verbose_name_plural = _("time off")
        ordering = ["starts", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")),
                name="time_off_ends_after_it_starts",
                violation_error_message=_("The end must be after the start."),
            )
        ]

    def __str__(self):
        # Without the clinician: Wagtail's log keeps what this says.
        return self.in_words()

    def in_words(self):
        """From when until when, in Eastern Time; by days alone where whole days are meant."""
        starts, ends = (moment.astimezone(CLINIC_ZONE) for moment in (self.starts, self.ends))
        ends_with_day = ends.time() == time.min
        last_day = date_format(ends.date() - timedelta(days=ends_with_day), DAY)
        first_day = date_format(starts, DAY)
        if starts.time() == time.min and ends_with_day:
            return first_day if first_day == last_day else f"{first_day} – {last_day}"
        if ends_with_day:
            until = _("the end of %(day)s") % {"day": last_day}
        else:
            until = date_format(ends, CLOCK if first_day == last_day else MOMENT)
        return f"{date_format(starts, MOMENT)} – {until} ET"
