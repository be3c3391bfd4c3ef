"""The forms of the desk's moves: one for each thing that a move needs to know.

Which one a move has follows from `needs` in `appointments.transitions`; a visit has a page of its
own (`appointments.visit_form`). Dates and times are America/New_York, whatever zone a member of
staff has set in their account.
"""

from datetime import UTC, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appointments.eligibility import CLINIC_ZONE, clinic_date
from appointments.models import BookingRequest
from appointments.models.requests import reference_of
from appointments.move_needs import TOO_FAR, is_too_far
from appointments.transitions import TRANSITIONS, Channel, DeclineCode, Outcome

LARGEST_VERSION = 2**31 - 1  # what the column holds


class NoteField(forms.CharField):
    """Text of several lines. A line's end counts as one letter, as in the browser."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


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

    reason = NoteField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Staff read this in the timeline. Write nothing about health."),
    )


class HoldForm(ReasonForm):
    """Why a request is held back from deletion, or no more."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _(
            "Such as who asked for it. Staff read this in the timeline. Write nothing about health."
        )


class ReferenceField(forms.CharField):
    """The reference of a request, in any spelling. Its value is the request, sealed."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "placeholder": "7K3M-9QXR"})

    def clean(self, value):
        reference = reference_of(super().clean(value))
        found = BookingRequest.objects.only("reference").filter(reference=reference).first()
        if found is None:
            raise ValidationError(_("There is no request with this reference."))
        return found


class DuplicateForm(MoveForm):
    """Of which request this one is a duplicate."""

    duplicate_of = ReferenceField(label=_("Reference of the other request"), max_length=20)

    def clean_duplicate_of(self):
        other = self.cleaned_data["duplicate_of"]
        if other.pk == self.request.pk:
            raise ValidationError(_("This is the reference of the request itself."))
        return other


class AttemptForm(MoveForm):
    """An attempt to reach the person."""

    channel = forms.ChoiceField(label=_("How"), choices=Channel.choices)
    outcome = forms.ChoiceField(
        label=_("What came of it"), choices=[("", _("Choose")), *Outcome.choices]
    )
    note = NoteField(
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
}


def form_class(name):
    """The form of a move. What `needs` names beyond the forms is checked by the move itself."""
    for need in TRANSITIONS[name].needs:
        if need in FORM_OF_NEED:
            return FORM_OF_NEED[need]
    return MoveForm
