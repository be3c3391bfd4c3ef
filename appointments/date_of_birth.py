"""A date of birth in three boxes: month, day, year, the order of the United States."""

import calendar
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

MONTH_NAMES = [
    ("january", "enero"),
    ("february", "febrero"),
    ("march", "marzo"),
    ("april", "abril"),
    ("may", "mayo"),
    ("june", "junio"),
    ("july", "julio"),
    ("august", "agosto"),
    ("september", "septiembre", "setiembre"),
    ("october", "octubre"),
    ("november", "noviembre"),
    ("december", "diciembre"),
]
SHORTEST_NAME = 3  # letters; with two, June and July would be one

MISSING = {
    "month": _("Your date of birth must include a month."),
    "day": _("Your date of birth must include a day."),
    "year": _("Your date of birth must include a year."),
}
WRONG = {
    "month": _("Enter the month as a number from 1 to 12, or as a name such as March."),
    "day": _("Enter the day as a number from 1 to 31."),
    "year": _("Enter all four digits of the year, such as 1984."),
}


def number(text, least, most):
    """The whole number of a text, or None if it is none or out of range."""
    value = int(text) if text.isdecimal() and len(text) <= 4 else -1
    return value if least <= value <= most else None


def month_number(text):
    """1 to 12 of a number or of an English or Spanish name, also cut short; else None."""
    word = text.casefold().rstrip(".")
    if len(word) >= SHORTEST_NAME:
        for month, names in enumerate(MONTH_NAMES, start=1):
            if any(name.startswith(word) for name in names):
                return month
    return number(text, 1, 12)


class DateBoxes(forms.MultiWidget):
    """The three boxes. `wrong` names those that an error is about; the others are not marked."""

    template_name = "appointments/includes/date_boxes.html"
    use_fieldset = True
    labels = {"month": _("Month"), "day": _("Day"), "year": _("Year")}

    def __init__(self, attrs=None):
        self.wrong = []
        boxes = {
            "month": box("bday-month", maxlength=12),
            "day": box("bday-day", maxlength=2, inputmode="numeric"),
            "year": box("bday-year", maxlength=4, inputmode="numeric"),
        }
        super().__init__(boxes, attrs)

    def get_context(self, name, value, attrs):
        invalid = (attrs or {}).pop("aria-invalid", None)
        context = super().get_context(name, value, attrs)
        boxes = context["widget"]["subwidgets"]
        for part, box_context in zip(self.labels, boxes, strict=True):
            box_context["label"] = self.labels[part]
            box_context["part"] = part
            if invalid and part in self.wrong:
                box_context["attrs"]["aria-invalid"] = "true"
                box_context["attrs"]["aria-describedby"] = f"{attrs['id']}_error"
        return context

    def decompress(self, value):
        """Never has a date to take apart: the boxes are filled with what was typed."""
        return value or ["", "", ""]

    def box_id(self, id_, part):
        """The id of the box for a part of the date."""
        return f"{id_}_{list(self.labels).index(part)}"


def box(autocomplete, **attrs):
    return forms.TextInput(attrs={"autocomplete": autocomplete, "class": "input", **attrs})


class DateOfBirthField(forms.Field):
    """A date that may be somebody's birthday. The code of each error is the part it is about."""

    widget = DateBoxes

    def clean(self, value):
        parts = dict(zip(DateBoxes.labels, [(text or "").strip() for text in value], strict=True))
        if not any(parts.values()):
            raise self.wrong({"month": _("Enter your date of birth.")}, ["month", "day", "year"])
        missing = {part: MISSING[part] for part, text in parts.items() if not text}
        numbers = {
            "month": month_number(parts["month"]),
            "day": number(parts["day"], 1, 31),
            "year": number(parts["year"], 1, 9999) if len(parts["year"]) == 4 else None,
        }
        wrong = {part: WRONG[part] for part in parts if numbers[part] is None} | missing
        if wrong:
            raise self.wrong({part: wrong[part] for part in parts if part in wrong})
        return self.existing_date(**numbers)

    def existing_date(self, year, month, day):
        """The date. Raises ValidationError where the month was shorter."""
        days = calendar.monthrange(year, month)[1]
        if day > days:
            sentence = _("%(month)s had only %(days)s days. Check the day.") % {
                "month": date_format(date(year, month, 1), "YEAR_MONTH_FORMAT"),
                "days": days,
            }
            raise self.wrong({"day": sentence})
        return date(year, month, day)

    def wrong(self, sentences, parts=None):
        """The error of a dict from part to sentence; marks the boxes of these parts."""
        self.widget.wrong = list(parts or sentences)
        return ValidationError(
            [ValidationError(sentence, code=part) for part, sentence in sentences.items()]
        )
