"""The form in which staff enter a request for somebody on the telephone.

It is the public form on one page, with its fields, rules and sentences: staff read the questions
out, so that a caller is asked in the same words as everybody.
"""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.eligibility import FLORIDA_STATEMENT_VERSION
from appointments.forms import NOT_IN_FLORIDA, CheckForm, ContactForm, TimesForm, WhereForm
from appointments.journey import answers_of
from clinic_site.context_processors import live_notices

SOMEBODY_ELSE = _(
    "Ask to speak with the person. A request needs their own answers, and their own yes to how we "
    "may reach them."
)


class CallerForm(CheckForm, TimesForm, ContactForm, WhereForm):
    """All pages of the public form. `form_key` sees to it that a second click finds the first."""

    subject = None  # the trap for programs
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    handles = forms.BooleanField(
        label=_("I handle this request myself"),
        help_text=_("Else it waits in the inbox until somebody takes it."),
        required=False,
        initial=True,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("form_key", uuid4())
        place = self.fields["place"]
        place.choices = [choice for choice in place.choices if choice[0] != NOT_IN_FLORIDA]
        privacy = self.fields["privacy_read"]
        privacy.label = _("I told the caller about our website privacy notice and where it is.")
        privacy.error_messages["required"] = _("Tell the caller about the notice, then check this.")
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"  # else it offers the details of the clerk
            field.widget.attrs.pop("class", None)  # of the public style sheet
        for box in self.fields["date_of_birth"].widget.widgets:
            box.attrs |= {"autocomplete": "off", "class": ""}

    def clean(self):
        data = super().clean()
        if data.get("for_myself") == "no":
            self.add_error("for_myself", SOMEBODY_ELSE)
        return data

    def answers(self):
        """What the caller answered, for `appointments.submission`. The form is right."""
        notice = live_notices().get("website_privacy")
        is_virtual = self.location.is_virtual
        return answers_of(
            self,
            self,
            self,
            statement=FLORIDA_STATEMENT_VERSION if is_virtual else "",
            stated_at=self.now if is_virtual else None,
            notice=notice and notice.live_revision_id,
        )
