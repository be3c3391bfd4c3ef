"""What managers ask the record of access."""

from datetime import time, timedelta

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from appointments.desk_columns import name_of
from appointments.due import moment_of
from appointments.models import AccessRecord
from appointments.models.requests import reference_of
from appointments.move_forms import DayInput

Action = AccessRecord.Action
USUAL_DAYS = 30  # that the question about a person begins with


class RequestForm(forms.Form):
    """Which request. It may be deleted long since, so its rows alone say whether there was one."""

    reference = forms.CharField(
        label=_("Reference"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_reference(self):
        reference = reference_of(self.cleaned_data["reference"])
        if not reference:
            raise forms.ValidationError(_("A reference has eight signs, such as 7K3M-9QXR."))
        return reference

    def rows(self):
        return AccessRecord.objects.filter(reference=self.cleaned_data["reference"])


class PersonField(forms.ModelChoiceField):
    """An account, also of somebody who has left."""

    def label_from_instance(self, user):
        name = name_of(user)
        words = user.username if name == user.username else f"{name} ({user.username})"
        return words if user.is_active else _("%(name)s, left") % {"name": words}


class PersonForm(forms.Form):
    """Whose reading, and on which days in Eastern Time."""

    person = PersonField(label=_("Person"), queryset=None, empty_label=_("Choose"))
    first_day = forms.DateField(label=_("From"), widget=DayInput)
    last_day = forms.DateField(label=_("To"), widget=DayInput)
    without_lists = forms.BooleanField(label=_("Leave out lists"), required=False)

    def __init__(self, *args, today, **kwargs):
        days = {"first_day": today - timedelta(days=USUAL_DAYS), "last_day": today}
        super().__init__(*args, initial=days, **kwargs)
        self.fields["person"].queryset = get_user_model().objects.order_by("username")

    def clean(self):
        first, last = self.cleaned_data.get("first_day"), self.cleaned_data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("This is before the first day."))

    def rows(self):
        asked = self.cleaned_data
        rows = AccessRecord.objects.filter(
            staff_id=asked["person"].pk,
            at__gte=moment_of(asked["first_day"], time.min),
            at__lt=moment_of(asked["last_day"], time.max),
        )
        return rows.exclude(action=Action.LIST) if asked["without_lists"] else rows
