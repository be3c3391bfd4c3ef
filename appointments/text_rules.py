"""What editors may write to patients: known placeholders, plain text, and no name in a mail."""

import re
import unicodedata

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from appointments.text_kinds import LINK, PHONE, PLACEHOLDERS, REFERENCE
from clinic_site.models import Clinician, ClinicSettings, Location

PLACEHOLDER = re.compile(r"\{[^{}]*\}")
LONGEST_BODY = 2000
# Where these stand alone, the text would look like HTML or like our own mark for the link.
FORBIDDEN_SIGNS = ["<", ">", "{", "}", "[[", "]]"]
# Control signs, and those such as the soft hyphen: a name with one inside is not found in a mail.
UNSEEN = ["Cc", "Cf"]
# Who sees a mail on a locked screen is not to learn what kind of care it is about.
# Shorter ones, such as "May" or "Day", are words of every mail.
SHORTEST_NAME = 4
CARE = re.compile(r"\b(?:psych|psiq|psic|mental|therap|terap)\w*", re.IGNORECASE)


class ClinicFacts:
    """What the clinic has filled in, read when it is asked for, and once."""

    @cached_property
    def names(self):
        """What no message may say: names of clinicians and places, and the places' addresses.

        Of a clinician the last name, too, where it is no short word.
        """
        names = []
        for name in Clinician.objects.values_list("name", flat=True):
            names += [name, name.split()[-1]]
        for place in Location.objects.values_list("name", "street_address"):
            names += place
        return [name for name in names if len(name) >= SHORTEST_NAME]

    @cached_property
    def has_phone(self):
        return bool(ClinicSettings.load().phone)


def faults(text, heading, body, facts):
    """Pairs of the field, "heading" or "body", and the sentence that says what is wrong with it.

    An empty field is right: the standard words stand there. `facts` are ClinicFacts.
    """
    if heading:
        allowed = [REFERENCE] if text.is_message else []
        must_hold = [text.heading_must_hold] if text.heading_must_hold else []
        for sentence in field_faults(heading, allowed, must_hold):
            yield "heading", sentence
        if text.heading is None:
            yield "heading", _("This text has no heading.")
        if not is_one_line(heading):
            yield "heading", _("Write it in one line.")
    if PHONE in body and not facts.has_phone:
        yield "body", _("The clinic’s phone number is not filled in.")
    if len(body) > LONGEST_BODY:
        yield "body", _("Write at most %(count)s letters.") % {"count": LONGEST_BODY}
    if body:
        for sentence in field_faults(body, text.placeholders, text.must_hold):
            yield "body", sentence
        if not is_link_alone(body):
            yield "body", _("Write {link} once, on a line of its own.")
    if text.is_message:
        for field, words in [("heading", heading), ("body", body)]:
            if found := name_in(words, facts.names):
                sentence = _("Mails must not say “%(word)s”: others may read them, too.")
                yield field, sentence % {"word": found}


def field_faults(words, allowed, must_hold):
    """What is wrong with the words of one field."""
    unknown = [found for found in PLACEHOLDER.findall(words) if found not in allowed]
    for found in dict.fromkeys(unknown):
        if found in PLACEHOLDERS:
            yield _("%(placeholder)s cannot stand here.") % {"placeholder": found}
        else:
            yield _("There is no placeholder %(placeholder)s.") % {"placeholder": found}
    rest = PLACEHOLDER.sub("", words)
    if signs := [sign for sign in FORBIDDEN_SIGNS if sign in rest]:
        yield _("Leave out: %(signs)s") % {"signs": " ".join(signs)}
    if any(unicodedata.category(sign) in UNSEEN for sign in words if sign != "\n"):
        yield _("There is a sign in it that cannot be seen. Type the text anew.")
    for needed in must_hold:
        if needed not in words:
            yield _("It must hold %(needed)s.") % {"needed": needed}


def is_one_line(words):
    """Whether it can be the subject of a mail, whatever counts as the end of a line."""
    return len(words.splitlines()) == 1


def is_link_alone(words):
    """Whether the place of the patient's link, which becomes several lines, is one line."""
    lines = [line.strip() for line in words.splitlines()]
    return words.count(LINK) == lines.count(LINK) <= 1


def name_in(words, names):
    """The first word of a message that tells who or what it is about; "" if there is none."""
    plain = folded(words)
    found = next(
        (name for name in names if re.search(rf"\b{re.escape(folded(name))}\b", plain)), ""
    )
    if not found and (care := CARE.search(plain)):
        found = care.group()
    return found


def folded(words):
    """The words as they are compared: one space between them, and no capital letters."""
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())
