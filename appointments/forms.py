"""The pages of the request journey, as plain forms. What they ask, and no more: FACTS section 3."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from appointments.date_of_birth import DateBoxes, DateOfBirthField
from appointments.eligibility import FLORIDA_STATEMENT, Reason, age_reason
from appointments.fields import CheckBoxes, Choices, FieldRenderer, NameField, TickField
from appointments.models import AccessNeed, Language, PatientType, PreferredTime

# A value of the radio for the place that no place has, since a short name holds no colon.
NOT_IN_FLORIDA = ":not-in-florida"
# More is cut before it travels in the form. No field takes as much.
LONGEST_TYPED = 400
MOST_VALUES = 20
# The name of the box that is a trap for programs.
TRAP = "subject"


class JourneyForm(forms.Form):
    """A page of the journey. `opening` is what is open and `now` the moment it is checked for."""

    default_renderer = FieldRenderer
    use_required_attribute = False  # our own errors come instead of the browser's

    def __init__(self, data=None, *, opening, now, **kwargs):
        self.opening, self.now = opening, now
        super().__init__(data, label_suffix="", **kwargs)

    def box_names(self):
        """The names of all boxes of the page."""
        for name, field in self.fields.items():
            for suffix in getattr(field.widget, "widgets_names", [""]):
                yield name + suffix

    def typed(self):
        """What was typed, by box, as it travels in the form."""
        return {
            name: [text[:LONGEST_TYPED] for text in self.data.getlist(name)[:MOST_VALUES]]
            for name in self.box_names()
            if name in self.data
        }

    def values_typed(self):
        """What was typed, by field, to fill in a page without checking it."""
        return {
            name: field.widget.value_from_datadict(self.data, {}, name)
            for name, field in self.fields.items()
        }

    def error_links(self):
        """(id of the box, sentence) of each error, in the order of the page."""
        errors = self.errors.as_data()
        for name in self.fields:
            for error in errors.get(name, []):
                yield self.box_id(name, error), error.messages[0]

    def box_id(self, name, error):
        """The id of the box that an error is about; the first one of several."""
        widget, id_ = self.fields[name].widget, self[name].auto_id
        if isinstance(widget, DateBoxes):
            return widget.box_id(id_, error.code)
        return widget.id_for_label(id_) or f"{id_}_0"


class WhereForm(JourneyForm):
    """Page 1: where, and whether the person may ask for an appointment at all."""

    place = forms.ChoiceField(
        label=_("Where would you like your visit?"),
        widget=Choices,
        error_messages={
            "required": _("Choose where you would like your visit."),
            "invalid_choice": _("This place takes no requests now. Choose another one."),
        },
    )
    expects_florida = TickField(
        label=FLORIDA_STATEMENT,
        help_text=_("Only for virtual visits. By law, you must be in Florida during the visit."),
        required=False,
    )
    date_of_birth = DateOfBirthField(
        label=_("Date of birth"), help_text=_("Month, day and year. For example, March 27 1984.")
    )
    for_myself = forms.ChoiceField(
        label=_("Are you asking for yourself?"),
        choices=[("yes", _("Yes, I am asking for myself")), ("no", _("No, for somebody else"))],
        widget=Choices,
        error_messages={"required": _("Choose whether you are asking for yourself.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.places = {place.slug: place for place in self.opening.places}
        place = self.fields["place"]
        place.choices = [
            *[(slug, location.name) for slug, location in self.places.items()],
            (NOT_IN_FLORIDA, _("I will not be in Florida")),
        ]
        place.widget.hints = {slug: item.description for slug, item in self.places.items()}

    @property
    def location(self):
        """The place that was chosen; None if it is not one that is open."""
        return self.places.get(self.cleaned_data.get("place"))

    @property
    def stop_reason(self):
        """Why the journey ends here, whatever else on the page may be wrong; else None."""
        if not self.is_bound:
            return None
        self.is_valid()  # so that the page is checked; what else is wrong does not matter here
        born = self.cleaned_data.get("date_of_birth")
        if born and age_reason(born, self.now) is Reason.UNDER_AGE:
            return Reason.UNDER_AGE
        if self.cleaned_data.get("for_myself") == "no":
            return Reason.FOR_SOMEBODY_ELSE
        if self.cleaned_data.get("place") == NOT_IN_FLORIDA:
            return Reason.NOT_IN_FLORIDA
        return None

    def clean_date_of_birth(self):
        born = self.cleaned_data["date_of_birth"]
        if age_reason(born, self.now) is Reason.CHECK_YEAR:
            field = self.fields["date_of_birth"]
            raise field.wrong({"year": _("Check the year of your date of birth.")})
        return born

    def clean(self):
        data = super().clean()
        if self.location and self.location.is_virtual and not data.get("expects_florida"):
            self.add_error(
                "expects_florida",
                _(
                    "For a virtual visit, check the box to say that you expect to be in Florida. "
                    "If you will not be, choose “I will not be in Florida”."
                ),
            )
        return data


class ContactForm(JourneyForm):
    """Page 2: who is asking, and how to reach them."""

    patient_type = forms.ChoiceField(
        label=_("Have you been a patient here before?"),
        choices=PatientType,
        widget=Choices,
        error_messages={"required": _("Choose whether you have been a patient here before.")},
    )
    first_name = NameField(
        label=_("First name, or the name you use"),
        max_length=80,
        widget=forms.TextInput(
            attrs={"class": "input", "autocomplete": "given-name", "dir": "auto"}
        ),
        error_messages={"required": _("Enter your first name, or the name you use.")},
    )
    last_name = NameField(
        label=_("Last name"),
        max_length=80,
        widget=forms.TextInput(
            attrs={"class": "input", "autocomplete": "family-name", "dir": "auto"}
        ),
        error_messages={"required": _("Enter your last name.")},
    )
    phone = PhoneNumberField(
        label=_("Phone number"),
        help_text=_("You may leave this empty if you give an email address."),
        required=False,
        max_length=40,
        error_messages={
            "invalid": _("Enter a phone number with its area code, such as 305-555-0123.")
        },
    )
    voicemail = TickField(
        label=_("You may leave a voicemail at this number."),
        required=False,
    )
    text = TickField(
        label=_("You may send a text message to this number."),
        required=False,
    )
    email = forms.EmailField(
        label=_("Email address"),
        help_text=_("You may leave this empty if you give a phone number."),
        required=False,
        max_length=254,
        widget=forms.EmailInput(
            attrs={"class": "input", "autocomplete": "email", "spellcheck": "false"}
        ),
        error_messages={"invalid": _("Enter an email address such as name@example.com.")},
    )
    email_consent = TickField(
        label=_("You may email me about this request."),
        help_text=_(
            "Email is not fully private. Our messages do not hold your name or anything about "
            "your health. Without this consent we will not email you."
        ),
        required=False,
    )

    # People do not see it. No autofill knows a "subject", and programs like to fill it in.
    subject = forms.CharField(
        label=_("Leave this box empty"),
        required=False,
        max_length=LONGEST_TYPED,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.attrs |= {"class": "input", "autocomplete": "tel"}

    def clean_phone(self):
        phone = self.cleaned_data["phone"]
        if phone and phone.extension:
            raise ValidationError(_("Enter a phone number without an extension."))
        return phone

    def clean(self):
        data = super().clean()
        if "phone" in self.errors or "email" in self.errors or data.get("phone"):
            return data
        if not data.get("email"):
            self.add_error(
                "phone", _("Enter a phone number or an email address, so we can reach you.")
            )
        elif not data.get("email_consent"):
            self.add_error(
                "email_consent",
                _("Check this box or give a phone number. Without one of them we can't reach you."),
            )
        return data


SAME_AS = {
    1: _("This is the same as your first choice. Change it, or leave it empty."),
    2: _("This is the same as your second choice. Change it, or leave it empty."),
}
RANKS = {1: _("First choice"), 2: _("Second choice"), 3: _("Third choice")}


def half(label, choices, rank):
    """The select for one half of a preferred time. Only the first choice must be made."""
    empty = _("Choose one") if rank == 1 else _("No choice")
    return forms.ChoiceField(
        label=label,
        choices=[("", empty), *choices.choices],
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
    )


def weekday(rank):
    return half(_("Day"), PreferredTime.Weekday, rank)


def part_of_day(rank):
    return half(_("Part of the day"), PreferredTime.PartOfDay, rank)


class ChoicesForm(JourneyForm):
    """Up to three weekdays and parts of the day, the best first."""

    weekday_1, part_of_day_1 = weekday(1), part_of_day(1)
    weekday_2, part_of_day_2 = weekday(2), part_of_day(2)
    weekday_3, part_of_day_3 = weekday(3), part_of_day(3)

    @property
    def rows(self):
        """For the page: the name of each choice and its two fields."""
        return [
            (label, self[f"weekday_{rank}"], self[f"part_of_day_{rank}"])
            for rank, label in RANKS.items()
        ]

    @property
    def preferred_times(self):
        """(weekday, part of day) of each choice that was made, by rank."""
        halves = {
            rank: (
                self.cleaned_data.get(f"weekday_{rank}"),
                self.cleaned_data.get(f"part_of_day_{rank}"),
            )
            for rank in RANKS
        }
        return {rank: choice for rank, choice in halves.items() if any(choice)}

    def clean(self):
        data = super().clean()
        times = {1: ("", "")} | self.preferred_times
        for rank, (day, part) in times.items():
            if day == "":
                self.add_error(f"weekday_{rank}", _("Choose a day, or “Any day”."))
            if part == "":
                self.add_error(f"part_of_day_{rank}", _("Choose a part of the day, or “Any time”."))
            earlier = [other for other in times if other < rank and times[other] == (day, part)]
            if earlier and day and part:
                self.add_error(f"weekday_{rank}", SAME_AS[earlier[0]])
        return data


class TimesForm(ChoicesForm):
    """Page 3: up to three times that suit, the language, and what makes a visit possible."""

    language = forms.ChoiceField(
        label=_("Which language do you prefer?"),
        choices=Language,
        widget=Choices,
        error_messages={"required": _("Choose a language.")},
    )
    access_needs = forms.MultipleChoiceField(
        label=_("What would help you at your visit? (optional)"),
        help_text=_("Check all that apply."),
        choices=AccessNeed,
        required=False,
        widget=CheckBoxes,
    )


class CheckForm(JourneyForm):
    """The last page: the answers were looked at, and the privacy notice was read."""

    privacy_read = TickField(
        label=_("I have read the website privacy notice."),
        error_messages={
            "required": _("Check the box to say that you have read the privacy notice.")
        },
    )
