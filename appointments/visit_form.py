"""The form of a visit: who, where, when, how long. Dates and times are America/New_York."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appointments.business_days import florida_holidays
from appointments.eligibility import CLINIC_ZONE, clinic_date
from appointments.move_forms import ClockInput, DayInput, MoveForm, clinic_moment
from appointments.move_needs import TOO_FAR, Visit, is_too_far
from appointments.transitions import State
from appointments.week import is_open
from appointments.week_rows import hours_of
from clinic_site.models import Clinician, Location

LENGTHS = [15, 20, 25, 30, 40, 45, 50, 60, 75, 90, 120]  # minutes


def visit_lengths():
    """The choices of a visit's length."""
    return [(minutes, gettext("%(count)s minutes") % {"count": minutes}) for minutes in LENGTHS]


class VisitForm(MoveForm):
    """A visit as staff have entered it in the clinic's record system."""

    clinician = forms.ModelChoiceField(
        label=_("Clinician"), queryset=Clinician.objects.none(), empty_label=_("Choose")
    )
    location = forms.ModelChoiceField(
        label=_("Place"), queryset=Location.objects.none(), empty_label=_("Choose")
    )
    day = forms.DateField(label=_("Date"), widget=DayInput)
    time = forms.TimeField(label=_("Time (ET)"), widget=ClockInput)
    minutes = forms.TypedChoiceField(
        label=_("Length"), coerce=int, choices=visit_lengths, initial=60
    )
    outside_hours = forms.BooleanField(
        label=_("Book it at this time anyway"),
        required=False,
        help_text=_("For a time when the place is closed."),
    )
    in_florida = forms.BooleanField(
        label=_("I asked again: the patient will be in Florida during the visit"),
        required=False,
        help_text=_("Needed for a virtual visit."),
    )
    entered_elsewhere = forms.BooleanField(
        label=_("I entered this visit in the clinic's record system"),
        error_messages={"required": _("Enter it there first, then check this box.")},
        help_text=_(
            "The record system stays the truth about visits. Here we only check that the "
            "clinician has no other visit, and no time off, that was entered here."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["clinician"].queryset = Clinician.objects.filter(is_active=True)
        self.fields["location"].queryset = Location.objects.all()
        for name, value in self.first_values().items():
            self.initial.setdefault(name, value)

    def first_values(self):
        """The visit as it is booked; for a new one the place that was asked for."""
        request = self.request
        if request.state != State.BOOKED:
            return {"location": request.location_id}
        start = request.visit_start.astimezone(CLINIC_ZONE)
        return {
            "clinician": request.visit_clinician_id,
            "location": request.visit_location_id,
            "day": start.date(),
            "time": start.time(),
            "minutes": int((request.visit_end - request.visit_start).total_seconds() // 60),
        }

    def clean_day(self):
        """Before the moment is computed, which the last days of the calendar do not survive."""
        day = self.cleaned_data["day"]
        if is_too_far(day, self.now):
            raise ValidationError(TOO_FAR)
        return day

    def clean(self):
        cleaned = super().clean()
        location = cleaned.get("location")
        if location and location.is_virtual and not cleaned.get("in_florida"):
            self.add_error(
                "in_florida", _("For a virtual visit, ask the patient and check this box.")
            )
        if cleaned.get("day") and cleaned.get("time"):
            try:
                self.start = clinic_moment(cleaned["day"], cleaned["time"])
            except ValidationError as error:
                self.add_error("time", error)
            else:
                if self.start <= self.now:
                    self.add_error("day", _("This time has passed."))
                elif location and cleaned.get("minutes"):
                    self.check_hours(location, cleaned["minutes"])
        return cleaned

    def check_hours(self, location, minutes):
        """Outside the opening hours, where the site has them, and on a holiday a box is checked."""
        end = self.start + timedelta(minutes=minutes)
        hours = hours_of(location)
        holiday = florida_holidays().get(clinic_date(self.start))
        if self.cleaned_data.get("outside_hours") or is_open(self.start, end, hours):
            return
        if holiday:
            sentence = _("%(holiday)s is a public holiday. To book it anyway, check this box.")
            self.add_error("outside_hours", sentence % {"holiday": holiday})
        elif hours:
            sentence = _("%(place)s is not open then. To book it anyway, check this box.")
            self.add_error("outside_hours", sentence % {"place": location.name})

    def details(self):
        """The visit, for the moves that need one."""
        cleaned = self.cleaned_data
        names = ["minutes", "clinician", "location", "in_florida", "entered_elsewhere"]
        return {"visit": Visit(start=self.start, **{name: cleaned[name] for name in names})}

    def chosen(self, name):
        """What a field holds now, typed or not, as a value; None where it holds none that is right.

        For the calendar, which is shown before the form is complete.
        """
        try:
            return self.fields[name].clean(self[name].value())
        except ValidationError:
            return None
