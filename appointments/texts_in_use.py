"""The words that patients read now: the editors' own where there are any, else the standard."""

import logging
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from appointments.models import PatientText
from appointments.text_kinds import PHONE
from appointments.text_rules import ClinicFacts, faults
from appointments.texts import TEXTS
from clinic_site.models import ClinicSettings

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Words:
    """A text with its placeholders filled in."""

    heading: str
    body: str

    @property
    def paragraphs(self):
        return [part.strip() for part in self.body.split("\n\n") if part.strip()]


def words_of(key, **values):
    """The words of one text in the active language. `values` are put in for its placeholders."""
    return words_of_each([key], **values)[key]


def words_of_each(keys, **values):
    """The words of some texts, by key, with one query."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    rows = PatientText.objects.filter(key__in=keys, language=language)
    own = {row.key: row for row in rows}
    return {key: filled(*chosen(key, own.get(key)), values) for key in keys}


def chosen(key, row):
    """The heading and the body to be filled in.

    Own words that cannot be sent as they are, such as after a placeholder was given up, are left
    aside: a message is never held back by them.
    """
    text = TEXTS[key]
    standard = str(text.heading or ""), text.body
    if row is None:
        return standard
    if any(faults(text, row.heading, row.body, ClinicFacts())):
        logger.warning("The own words of the text %s (%s) cannot be used", key, row.language)
        return standard
    return row.heading or standard[0], row.body or standard[1]


def filled(heading, body, values):
    """The words with the values in place of the placeholders."""
    if PHONE in body:
        values = {**values, "phone": phone_in_words()}
    for name, value in values.items():
        heading = heading.replace(f"{{{name}}}", value)
        body = body.replace(f"{{{name}}}", value)
    return Words(heading, body)


def phone_in_words():
    """The clinic's phone number, or ""."""
    phone = ClinicSettings.load().phone
    return phone.as_national if phone else ""
