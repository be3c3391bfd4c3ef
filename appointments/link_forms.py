"""The forms behind a patient's link. They look and speak as the request form does."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appointments.date_of_birth import WRONG, number
from appointments.eligibility import OLDEST, clinic_date
from appointments.fields import Choices
from appointments.forms import ChoicesForm, JourneyForm
from appointments.move_forms import LARGEST_VERSION


class YearForm(JourneyForm):
    """The year of birth. One that nobody living was born in is a slip, and not a guess."""

    year = forms.CharField(
        label=_("What year were you born?"),
        help_text=_("Four digits. For example, 1984."),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "class": "input input--short",
                "autocomplete": "bday-year",
                "inputmode": "numeric",
            }
        ),
        error_messages={"required": _("Enter the year you were born.")},
    )

    def clean_year(self):
        text = self.cleaned_data["year"]
        year = number(text, 1, 9999) if len(text) == 4 else None
        if year is None:
            raise ValidationError(WRONG["year"])
        if not 0 <= clinic_date(self.now).year - year <= OLDEST + 1:
            raise ValidationError(_("Check the year."))
        return year


class ActForm(JourneyForm):
    """What the patient does to the request. `version` is the one that the page showed."""

    version = forms.IntegerField(min_value=1, max_value=LARGEST_VERSION, widget=forms.HiddenInput)


class CannotComeForm(ActForm):
    """The patient cannot come to the visit."""

    another = forms.ChoiceField(
        label=_("Would you like another time?"),
        choices=[("yes", _("Yes, please contact me")), ("no", _("No, not now"))],
        widget=Choices,
        error_messages={"required": _("Choose whether you would like another time.")},
    )


class CallTimesForm(ActForm, ChoicesForm):
    """When to call."""
