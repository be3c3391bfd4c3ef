"""The forms of what staff do beside the moves of the table: notes, hand-overs, contact details."""

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.assignment import desk_members
from appointments.contact_details import ContactDetails
from appointments.desk_columns import name_of
from appointments.forms import ContactForm
from appointments.models import Language
from appointments.move_forms import LARGEST_VERSION, MoveForm, NoteField
from appointments.moves import LONGEST_NOTE


class NoteForm(MoveForm):
    """What staff tell each other about a request."""

    note = NoteField(
        label=_("Note"),
        max_length=LONGEST_NOTE,
        help_text=_("Staff read this in the timeline. Write nothing about health."),
    )


class MemberField(forms.ModelChoiceField):
    """A member of the desk, named as everywhere in the admin."""

    def label_from_instance(self, user):
        return name_of(user)


class HandOverForm(MoveForm):
    """To whom the request goes."""

    to = MemberField(label=_("To"), queryset=None, empty_label=_("Choose"))
    note = NoteField(
        label=_("Note"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Such as what is left to do. Write nothing about health."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = desk_members()


class ContactDetailsForm(ContactForm):
    """How to reach the person, by the rules of the public form. It begins with what we have."""

    patient_type = first_name = last_name = subject = None  # asked once, by the public form alone
    version = forms.IntegerField(min_value=1, max_value=LARGEST_VERSION, widget=forms.HiddenInput)
    language = forms.ChoiceField(label=_("Language"), choices=Language)
    labels = {
        "phone": _("Phone number"),
        "voicemail": _("May leave a voicemail"),
        "text": _("May send a text message"),
        "email": _("E-mail address"),
        "email_consent": _("May send e-mail"),
    }
    helps = {
        "email": _(
            "Messages that still wait go to the new address. If the old one is somebody else’s,"
            " send a new link afterwards: then the link in mails to the old one works no more."
        )
    }

    def __init__(self, data=None, *, request, now, **kwargs):
        initial = {
            "version": request.version,
            "phone": request.phone,
            "voicemail": request.voicemail_allowed,
            "text": request.text_allowed,
            "email": request.email,
            "email_consent": request.email_allowed,
            "language": request.language,
        }
        super().__init__(data, opening=None, now=now, initial=initial, **kwargs)
        for name, label in self.labels.items():
            field = self.fields[name]
            field.label, field.help_text = label, self.helps.get(name, "")
            field.widget.attrs["autocomplete"] = "off"  # else the browser offers the clerk's own

    def details(self):
        """The details as they were typed."""
        data = self.cleaned_data
        return ContactDetails(
            phone=data["phone"].as_e164 if data["phone"] else "",
            voicemail_allowed=data["voicemail"],
            text_allowed=data["text"],
            email=data["email"],
            email_allowed=data["email_consent"],
            language=data["language"],
        )
