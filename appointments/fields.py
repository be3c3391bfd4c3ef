"""Fields and widgets of the request journey."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

# Signs that turn the direction of a line around them: a name could garble the screen it is on.
DIRECTION_SIGNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


class FieldRenderer(TemplatesSetting):
    """Renders a field with its label, hint and error by templates of ours."""

    field_template_name = "appointments/includes/field.html"


class WithHints:
    """Each option has a hint where `hints` has one for its value."""

    template_name = "appointments/includes/choices.html"
    hints = {}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        return {**option, "hint": self.hints.get(value, "")}


class Choices(WithHints, forms.RadioSelect):
    """Radio buttons."""


class CheckBoxes(WithHints, forms.CheckboxSelectMultiple):
    """Several check boxes of one question."""


class NameField(forms.CharField):
    """A name in any script. White space is folded; signs that nobody can see alone are no name."""

    def to_python(self, value):
        text = super().to_python(value).translate(DIRECTION_SIGNS)
        text = " ".join(unicodedata.normalize("NFC", text).split())
        kinds = {unicodedata.category(sign)[0] for sign in text}
        if any(unicodedata.category(sign) == "Cc" for sign in text):
            raise ValidationError(_("This holds a sign that cannot be part of a name."))
        return text if kinds & set("LNPS") else ""


class TickField(forms.BooleanField):
    """One check box that stands for itself, with its label beside it."""

    def __init__(self, **kwargs):
        super().__init__(template_name="appointments/includes/tick.html", **kwargs)
