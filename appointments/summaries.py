"""The answers in words, for the check page: rows of a question and what was answered."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from phonenumber_field.phonenumber import to_python

from appointments.eligibility import FLORIDA_STATEMENT
from appointments.models import AccessNeed, Language, PatientType, PreferredTime


def summaries(answers):
    """(step, heading, rows) of each page."""
    return [
        ("where", _("Your visit"), where_rows(answers)),
        ("contact", _("About you"), contact_rows(answers)),
        ("times", _("Times and needs"), times_rows(answers)),
    ]


def where_rows(answers):
    place = [answers.location.name]
    if answers.location.is_virtual:
        place.append(FLORIDA_STATEMENT)
    return [
        (_("Where"), place),
        (_("Date of birth"), [date_format(answers.date_of_birth, "LONG_DATE_FORMAT")]),
        (_("You are asking"), [_("For yourself")]),
    ]


def contact_rows(answers):
    phone, email = [_("None given")], [_("None given")]
    if answers.phone:
        phone = [
            phone_text(answers.phone),
            _("We may leave a voicemail") if answers.voicemail_allowed else _("No voicemail"),
            _("We may send a text") if answers.text_allowed else _("No text messages"),
        ]
    if answers.email:
        consent = answers.email_allowed
        email = [answers.email, _("We may email you") if consent else _("We will not email you")]
    return [
        (_("Patient here before"), [PatientType(answers.patient_type).label]),
        (_("First name, or the name you use"), [answers.first_name]),
        (_("Last name"), [answers.last_name]),
        (_("Phone number"), phone),
        (_("Email address"), email),
    ]


def times_rows(answers):
    times = [
        str(PreferredTime(weekday=weekday, part_of_day=part))
        for weekday, part in answers.preferred_times
    ]
    needs = [AccessNeed(need).label for need in answers.access_needs]
    return [
        (_("Times that suit you, Eastern Time (ET)"), times),
        (_("Language"), [Language(answers.language).label]),
        (_("What would help you"), needs or [_("Nothing chosen")]),
    ]


def phone_text(e164):
    """A number as people write it here; with its country where that is another one."""
    phone = to_python(e164)
    return phone.as_national if phone.country_code == 1 else phone.as_international
