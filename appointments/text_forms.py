"""The form in which editors write a text for patients."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from appointments.models import PatientText
from appointments.move_forms import NoteField


class TextForm(forms.ModelForm):
    """The editors' own words of one text, in one language.

    `standard` are the standard words as a dict: what equals them is not kept, so that it goes on
    following them. An empty field brings them back, too.
    """

    class Meta:
        model = PatientText
        fields = ["heading", "body"]
        field_classes = {"body": NoteField}
        widgets = {"body": AdminAutoHeightTextInput}

    def __init__(self, data=None, *, text, standard, **kwargs):
        self.standard = standard
        row = kwargs["instance"]
        initial = {name: getattr(row, name) or words for name, words in standard.items()}
        super().__init__(data, initial=initial, auto_id="text-%s", **kwargs)
        if text.heading is None:
            del self.fields["heading"]
        elif text.is_message:
            self.fields["heading"].label = _("Subject")

    def clean_heading(self):
        return self.own("heading")

    def clean_body(self):
        return self.own("body")

    def own(self, name):
        """What was typed, if it is not the standard words."""
        typed = self.cleaned_data[name]
        return "" if typed == self.standard[name] else typed
