"""The forms of the desk's moves: one for each thing that a move needs to know.

Which one a move has follows from `needs` in `appointments.transitions`. Dates and times are
America/New_York, whatever zone a member of staff has set in their account.
"""

from datetime import UTC, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appointments.eligibility import CLINIC_ZONE, clinic_date
from appointments.models import BookingRequest
from appointments.moves import TOO_FAR, Visit, is_too_far
from appointments.transitions import TRANSITIONS, Channel, DeclineCode, Outcome, State
from clinic_site.models import Clinician, Location

LARGEST_VERSION = 2**31 - 1  # what the column holds
LENGTHS = [15, 20, 25, 30, 40, 45, 50, 60, 75, 90, 120]  # minutes


class DayInput(forms.DateInput):
    """The browser's own date field, which needs no script."""

    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    """The browser's own time field."""

    input_type = "time"

    def __init__(self):
        super().__init__(format="%H:%M")


def clinic_moment(day, time):
    """The moment of a date and a time in Miami. Raises ValidationError on the days clocks change.

    In the hour that is left out no such time exists; in the hour that comes twice it would have
    to be guessed which one is meant.
    """
    moment = datetime.combine(day, time, tzinfo=CLINIC_ZONE)
    before, after = moment.utcoffset(), moment.replace(fold=1).utcoffset()
    if before < after:
        raise ValidationError(
            _("This time does not exist on that day: the clocks go forward. Choose another.")
        )
    if before > after:
        raise ValidationError(
            _("This time comes twice on that day: the clocks go back. Choose another.")
        )
    return moment.astimezone(UTC)


def visit_lengths():
    """The choices of a visit's length."""
    return [(minutes, gettext("%(count)s minutes") % {"count": minutes}) for minutes in LENGTHS]


class MoveForm(forms.Form):
    """A move that needs nothing. `version` is the one that the page showed."""

    version = forms.IntegerField(min_value=1, max_value=LARGEST_VERSION, widget=forms.HiddenInput)

    def __init__(self, *args, request, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        self.now = now
        self.initial.setdefault("version", request.version)

    def details(self):
        """What `appointments.moves.move` takes besides the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class WaitlistForm(MoveForm):
    """When to look at the request again."""

    look_again_on = forms.DateField(label=_("Look again on"), widget=DayInput)

    def clean_look_again_on(self):
        day = self.cleaned_data["look_again_on"]
        if day <= clinic_date(self.now):
            raise ValidationError(_("Choose a day after today."))
        if is_too_far(day, self.now):
            raise ValidationError(TOO_FAR)
        return day


class DeclineForm(MoveForm):
    """Why the clinic declines, as a code."""

    decline_code = forms.ChoiceField(
        label=_("Reason"), choices=[("", _("Choose a reason")), *DeclineCode.choices]
    )


class ReasonForm(MoveForm):
    """Why, in a few words for the other staff."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Staff read this in the timeline. Write nothing about health."),
    )


class DuplicateForm(MoveForm):
    """Of which request this one is a duplicate."""

    duplicate_of = forms.CharField(
        label=_("Reference of the other request"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "7K3M-9QXR"}),
    )

    def clean_duplicate_of(self):
        letters = [sign for sign in self.cleaned_data["duplicate_of"].upper() if sign.isalnum()]
        reference = "".join(letters[:4]) + "-" + "".join(letters[4:])
        other = BookingRequest.objects.filter(reference=reference).first()
        if other is None:
            raise ValidationError(_("There is no request with this reference."))
        if other.pk == self.request.pk:
            raise ValidationError(_("This is the reference of the request itself."))
        return other


class VisitForm(MoveForm):
    """A visit: who, where, when, how long."""

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
    in_florida = forms.BooleanField(
        label=_("I asked again: the patient will be in Florida during the visit"),
        required=False,
        help_text=_("Needed for a virtual visit."),
    )
    entered_elsewhere = forms.BooleanField(
        label=_("I entered this visit in the clinic's record system"),
        error_messages={"required": _("Enter it there first, then check this box.")},
        help_text=_(
            "The record system stays the truth about visits. Here we only check "
            "that the clinician has no other visit that was entered here."
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
        return cleaned

    def details(self):
        cleaned = self.cleaned_data
        names = ["minutes", "clinician", "location", "in_florida", "entered_elsewhere"]
        return {"visit": Visit(start=self.start, **{name: cleaned[name] for name in names})}


class AttemptForm(MoveForm):
    """An attempt to reach the person."""

    channel = forms.ChoiceField(label=_("How"), choices=Channel.choices)
    outcome = forms.ChoiceField(
        label=_("What came of it"), choices=[("", _("Choose")), *Outcome.choices]
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Such as a better time to call. Write nothing about health."),
    )


FORM_OF_NEED = {
    "look_again_on": WaitlistForm,
    "decline_code": DeclineForm,
    "reason": ReasonForm,
    "duplicate_of": DuplicateForm,
    "visit": VisitForm,
}


def form_class(name):
    """The form of a move. What `needs` names beyond the forms is checked by the move itself."""
    for need in TRANSITIONS[name].needs:
        if need in FORM_OF_NEED:
            return FORM_OF_NEED[need]
    return MoveForm
