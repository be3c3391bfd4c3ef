"""The texts that patients read and editors own: of each, what it may hold and its standard words.

Here stand the tone and the advice. What the code promises, the law, and what nobody may leave out
is not the editors': the reference, the link's lines, the phone number's line, what the calendar
file does, when we answer, that a request is no booking, where to get help at once, Eastern Time,
and the labels and errors of fields. It stands in `fixed`, or in the templates.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What stands for something else. It is put in by str.replace, so nothing can be run by it.
REFERENCE, LINK, PHONE, VISIT_TIME = "{reference}", "{link}", "{phone}", "{visit_time}"
PLACEHOLDERS = {
    REFERENCE: _("the reference of the request"),
    LINK: _("the patient’s own link, with what can be done there; on a line of its own"),
    PHONE: _("the clinic’s phone number"),
    VISIT_TIME: _("the day and time of the visit, in Eastern Time"),
}


class Group(models.TextChoices):
    """Where a text is read."""

    MESSAGE = "message", _("E-mails")
    FORM = "form", _("The request form")
    LINK = "link", _("Behind the patient’s link")


@dataclass(frozen=True)
class Text:
    """A text: where it is read, its standard words, and what must and may stand in it."""

    group: Group
    label: str | Promise
    heading: str | Promise | None  # the subject of a message; None where there is none
    paragraphs: tuple
    placeholders: tuple = ()  # in the text; in a subject only the reference may stand
    must_hold: tuple = ()
    heading_must_hold: str = ""
    fixed: tuple = ()  # the paragraphs that follow in a message, whoever wrote the text

    @property
    def body(self):
        """The standard words, in the active language."""
        return "\n\n".join(str(paragraph) for paragraph in self.paragraphs)

    @property
    def is_message(self):
        return self.group == Group.MESSAGE
