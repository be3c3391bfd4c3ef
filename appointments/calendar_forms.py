"""The forms of time off and of closed days. Dates and times are America/New_York, whatever zone a
member of staff has set in their account.

Both may be entered over visits that are booked already: the clinician is ill, a storm comes. Then
the form names these visits once, and is saved when staff have seen them. It is to be checked
within the transaction that saves it, since it takes the locks that a booking takes.
"""

from datetime import time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appointments import availability
from appointments.due import LONGEST_CLOSURE
from appointments.eligibility import CLINIC_ZONE, clinic_date
from appointments.models import ClosedDays, TimeOff
from appointments.move_forms import ClockInput, DayInput, clinic_moment
from appointments.move_needs import TOO_FAR, is_too_far
from clinic_site.models import Clinician

ONE_DAY = timedelta(days=1)


class AwayForm(forms.ModelForm):
    """From the first day to the last, over which visits may be booked."""

    first_day = forms.DateField(label=_("First day"), widget=DayInput)
    last_day = forms.DateField(
        label=_("Last day"),
        widget=DayInput,
        required=False,
        help_text=_("Empty: the same day."),
    )
    seen = forms.BooleanField(
        label=_("I have seen these visits and will call the patients"), required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The visits that are booked then; of a row that stands, as it is saved.
        self.booked = list(self.find_booked()) if self.instance.pk and not self.is_bound else []

    def find_booked(self):
        """The booked visits in the time of the instance."""
        raise NotImplementedError

    def clean(self):
        cleaned = super().clean()
        first = cleaned.get("first_day")
        if first:
            cleaned["last_day"] = cleaned.get("last_day") or first
            self.check_days(first, cleaned["last_day"])
        else:
            # The row keeps its own, which the page's heading tells.
            cleaned.pop("last_day", None)
        return cleaned

    def check_days(self, first, last):
        """Refuse days that are a slip."""
        now = timezone.now()
        if last < first:
            self.add_error("last_day", _("The last day is before the first day."))
        elif last < clinic_date(now):
            self.add_error("last_day", _("These days have passed."))
        elif is_too_far(last, now):
            self.add_error("last_day", TOO_FAR)
        elif last - first >= LONGEST_CLOSURE:
            self.add_error("last_day", _("This is more than a year. Check the year."))

    def check_seen(self):
        """Once all else is right: name the visits that are booked then."""
        self.booked = list(self.find_booked())
        if self.booked and not self.cleaned_data.get("seen"):
            self.add_error("seen", _("Visits are booked then. Look at them, then check this box."))


class TimeOffForm(AwayForm):
    """When a clinician takes no visits: whole days, or from a time to a time."""

    from_time = forms.TimeField(
        label=_("From (ET)"),
        widget=ClockInput,
        required=False,
        help_text=_("Empty: from the start of the first day."),
    )
    until_time = forms.TimeField(
        label=_("Until (ET)"),
        widget=ClockInput,
        required=False,
        help_text=_("Empty: until the end of the last day."),
    )
    field_order = ["clinician", "first_day", "from_time", "last_day", "until_time", "seen"]

    class Meta:
        model = TimeOff
        fields = ["clinician"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["clinician"].queryset = Clinician.objects.filter(is_active=True)
        if self.instance.pk:
            self.initial |= self.as_typed()

    def as_typed(self):
        """The moments of the row as the form has them: a midnight is the edge of a whole day."""
        starts = self.instance.starts.astimezone(CLINIC_ZONE)
        ends = self.instance.ends.astimezone(CLINIC_ZONE)
        is_whole = ends.time() == time.min
        return {
            "first_day": starts.date(),
            "from_time": starts.time() if starts.time() != time.min else None,
            "last_day": ends.date() - ONE_DAY if is_whole else ends.date(),
            "until_time": None if is_whole else ends.time(),
        }

    def find_booked(self):
        row = self.instance
        return availability.booked_in_time_off(row.clinician, row.starts, row.ends)

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        starts = self.moment("from_time", cleaned["first_day"], cleaned.get("from_time"))
        until = cleaned.get("until_time")
        last = cleaned["last_day"] if until else cleaned["last_day"] + ONE_DAY
        ends = self.moment("until_time", last, until)
        if starts and ends and ends <= starts:
            self.add_error("until_time", _("The end must be after the start."))
        elif starts and ends:
            self.instance.clinician = cleaned["clinician"]
            self.instance.starts, self.instance.ends = starts, ends
            availability.lock_clinician(cleaned["clinician"].pk)
            self.check_seen()
        return cleaned

    def moment(self, name, day, clock):
        """The moment of a day and a time, midnight where none is given; None with an error."""
        try:
            return clinic_moment(day, clock or time.min)
        except ValidationError as error:
            self.add_error(name, error)
            return None


class ClosedDaysForm(AwayForm):
    """Days on which a place, or every place, is closed."""

    field_order = ["location", "first_day", "last_day", "reason", "seen"]

    class Meta:
        model = ClosedDays
        fields = ["location", "first_day", "last_day", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["location"].empty_label = _("All places")

    def find_booked(self):
        row = self.instance
        return availability.booked_on_closed_days(row.location, row.first_day, row.last_day)

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            place = self.instance.location = cleaned["location"]
            self.instance.first_day = cleaned["first_day"]
            self.instance.last_day = cleaned["last_day"]
            availability.lock_places(*([place.pk] if place else []))
            self.check_seen()
        return cleaned
