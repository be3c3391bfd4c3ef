"""The words of a message: its subject and body, in the language of the person it goes to.

What is the editors' own in them stands in `appointments.texts`.
"""

import re

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import formats, translation
from django.utils.translation import ngettext

from appointments.eligibility import CLINIC_ZONE
from appointments.models import OutboundMessage
from appointments.place_hours import promised_due
from appointments.texts import TEXTS
from appointments.texts_in_use import phone_in_words, words_of
from clinic_site.models import ClinicSettings

Audience = OutboundMessage.Audience

# Stands in the text of a message for the patient's link, which is filled in when it is sent.
LINK_PLACE = "[[link]]"


def compose(request, kind, audience, now):
    """The subject and the body of a message that is written at `now`."""
    if audience == Audience.DESK:
        return desk_message(request, kind)
    with translation.override(mail_language(request)):
        words = words_of(
            kind,
            reference=request.reference,
            link=LINK_PLACE,
            visit_time=visit_time(request) if request.visit_start else "",
        )
        promised = promise(request, now) if kind == "received" else ""
        return words.heading, patient_message(kind, words, request.reference, promised)


def patient_message(kind, words, reference, promised=""):
    """The body of a message in the active language: the words of the text, and what is fixed."""
    context = {
        "paragraphs": [words.body, *TEXTS[kind].fixed, *filter(None, [promised])],
        "reference": reference,
        "link": "" if LINK_PLACE in words.body else LINK_PLACE,
        "phone": phone_in_words(),
    }
    return tidy(render_to_string("appointments/email/patient.txt", context))


def desk_message(request, kind):
    """A message to the front desk: the subject is the first line of its template."""
    context = {"reference": request.reference, "site": settings.BASE_URL}
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string(f"appointments/email/{kind}.txt", context)
    subject, _newline, body = text.strip().partition("\n")
    return subject.strip(), tidy(body)


def tidy(text):
    """The text with one empty line at most between its paragraphs, and none at its ends.

    Many of them would push what is fixed, such as the number to call at once, out of sight.
    """
    return re.sub(r"\n\s*\n", "\n\n", text.strip()) + "\n"


def promise(request, now):
    """Within how many business days we answer; "" where nobody set it, or where it would be late.

    A request that was held back as spam is acknowledged when it is released. What was promised
    counts from when it came.
    """
    due = promised_due(request)
    if due is None or now > due:
        return ""
    return promised_within(ClinicSettings.load().response_business_days)


def promised_within(days):
    """The sentence that says within how many business days we answer."""
    sentence = ngettext(
        "We will answer within %(days)s business day.",
        "We will answer within %(days)s business days.",
        days,
    )
    return sentence % {"days": days}


def mail_language(request):
    """The person's language. The catalogue of each is whole, so no mail is half in another."""
    return request.language


def visit_time(request):
    """The visit's day and time in the active language, in Eastern Time.

    The active zone is no help: in the admin it is the one that a member of staff has set.
    """
    return moment_in_words(request.visit_start)


def moment_in_words(moment):
    """A day and time in the active language, in Eastern Time."""
    start = moment.astimezone(CLINIC_ZONE)
    day, hour = formats.date_format(start), formats.time_format(start)
    return f"{formats.date_format(start, 'l')}, {day}, {hour} ET"
