"""The form in which a clinician signs a version of a page off."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from conditions.models import ChangeKind, SignOff, WordingOverride
from conditions.sign_off import CHANGED_MEANWHILE

HINTS = {
    ChangeKind.REVIEWED: _("You read all of it, and it says the same as before."),
    ChangeKind.MEDICAL: _("Something that it says about health is new or different."),
    ChangeKind.WORDING: _("It says the same in other words. The review date stays as it is."),
}


class SignOffForm(forms.Form):
    """Asks only for the kinds of change that fit, and for a reason for each harmful wording.

    `reasons` are those of the last time, by rule and excerpt.
    """

    mark = forms.CharField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("What kind of change is it?"),
        widget=forms.RadioSelect,
        help_text=_("Readers see it in the page's history."),
        error_messages={"required": _("Choose the kind of change.")},
    )
    note = forms.CharField(
        label=_("Note for readers"),
        required=False,
        max_length=SignOff._meta.get_field("note").max_length,
        help_text=_("One plain sentence about what changed, at most 200 characters. Optional."),
    )
    next_review_due = forms.DateField(
        label=_("Next review due"),
        required=False,
        widget=AdminDateInput,
        help_text=_("At most three years from today. Not used for a change of wording."),
    )
    has_read = forms.BooleanField(
        label=_("I have read this version, and I stand behind it."),
        error_messages={"required": _("Confirm that you have read this version.")},
    )

    def __init__(self, *args, kinds, harmful, reasons, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_of_other_version = self.is_bound and self.data.get("mark") != self.initial["mark"]
        self.fields["kind"].choices = [
            (kind.value, f"{kind.label}. {HINTS[kind]}") for kind in kinds
        ]
        if len(kinds) == 1:
            self.fields["kind"].initial = kinds[0].value
        self.harmful = {}
        for number, problem in enumerate(harmful):
            key = (problem.rule, problem.excerpt)
            if key in self.harmful.values():
                continue  # the same words in two places need one reason
            self.harmful[f"reason-{number}"] = key
            self.fields[f"reason-{number}"] = forms.CharField(
                label=_("Why may this stand? “%(words)s”") % {"words": problem.excerpt},
                max_length=WordingOverride._meta.get_field("reason").max_length,
                help_text=problem.advice,
                initial=reasons.get(key, ""),
                error_messages={"required": _("Give a reason, or ask for changes.")},
            )

    def clean(self):
        if self.is_of_other_version:
            raise forms.ValidationError(CHANGED_MEANWHILE)
        return super().clean()

    def show_other_version(self):
        """Keep what was typed, but for the tick: that is asked for the version that is shown."""
        self.data = {**self.data.dict(), "mark": self.initial["mark"], "has_read": ""}

    @property
    def reasons(self):
        """The fields for the harmful wordings."""
        return [self[name] for name in self.harmful]

    def overrides(self):
        """The reasons that were given, as `conditions.sign_off.sign_off` takes them."""
        return {key: self.cleaned_data[name] for name, key in self.harmful.items()}
