"""A text as a patient would read it, from samples alone: nothing of any request is read."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from appointments.eligibility import CLINIC_ZONE, clinic_date
from appointments.form_state import FormState
from appointments.forms import CheckForm
from appointments.journey import PAGES, STEPS, Journey
from appointments.link_forms import ActForm, CallTimesForm, CannotComeForm, YearForm
from appointments.link_words import FIXED
from appointments.message_words import (
    LINK_PLACE,
    moment_in_words,
    patient_message,
    promised_within,
)
from appointments.models import PatientType, PreferredTime
from appointments.opening import Opening, everything_open
from appointments.outbox import link_lines
from appointments.submission import Answers
from appointments.summaries import summaries
from appointments.text_kinds import Group
from appointments.texts import TEXTS
from appointments.texts_in_use import filled
from appointments.transitions import OPEN, State
from clinic_site.models import ClinicSettings, Location

REFERENCE = "7K3M-9QXR"
IN_LINK = "SAMPLE"  # in the place of a link's secret; it opens nothing
LINK_FORMS = {
    "year": YearForm,
    "times": CallTimesForm,
    "cant_come": CannotComeForm,
    "withdraw": ActForm,
}
# What is said of a visit: the page tells its time.
OF_VISIT = ["joining_link"]
OF_VISIT += [f"state-{state}" for state in ["booked", "fulfilled", "no_show", "cancelled"]]


def preview(request, key, heading, body, now):
    """The HTML of a mail or page with these words, in the active language.

    `request` is the editor's own, for the frame of the page. `now` is aware.
    """
    text = TEXTS[key]
    sample = {
        "reference": REFERENCE,
        "link": LINK_PLACE,
        "visit_time": moment_in_words(sample_visit(now)),
    }
    words = filled(heading, body, sample)
    if text.is_message:
        return mail(request, key, words)
    if text.group == Group.FORM:
        name, context = key, form_context(key, now)
    else:
        name, context = link_context(key, words, sample["visit_time"], now)
    context = {
        "text": words,
        "reference": REFERENCE,
        "crisis_shown": "form" not in context,
    } | context
    return render_to_string(f"appointments/{name}.html", context, request)


def sample_visit(now):
    """A day a week ahead, 10:00 in Miami."""
    return datetime.combine(clinic_date(now) + timedelta(days=7), time(10), tzinfo=CLINIC_ZONE)


def mail(request, kind, words):
    """The whole mail, with the lines of a link that opens nothing."""
    days = ClinicSettings.load().response_business_days
    promised = promised_within(days) if kind == "received" and days else ""
    body = patient_message(kind, words, REFERENCE, promised)
    address = settings.BASE_URL + reverse("appointments:link", args=[IN_LINK])
    context = {
        "subject": words.heading,
        "body": body.replace(LINK_PLACE, link_lines(kind, address)),
    }
    return render_to_string("appointments/admin/text_mail.html", context, request)


def form_context(name, now):
    """What a page of the public journey needs, as at a first visit."""
    if name not in STEPS:
        return {"opening": Opening()}
    opening = everything_open()
    context = {"step": name, "number": STEPS.index(name) + 1, "steps": len(STEPS), "state": ""}
    if name in PAGES:
        form = Journey(FormState(), opening, now).form(name)
    else:
        form = CheckForm(opening=opening, now=now)
        context["summaries"] = summaries(sample_answers())
    return {**context, "opening": opening, "form": form}


def sample_answers():
    """Answers of nobody."""
    return Answers(
        location=Location.objects.first() or Location(name=""),
        date_of_birth=date(1984, 3, 27),
        patient_type=PatientType.NEW,
        first_name="Sample",
        last_name="Sample",
        language="en",
        email="name@example.com",
        preferred_times=[(PreferredTime.Weekday.ANY, PreferredTime.PartOfDay.ANY)],
    )


def link_context(key, words, visit_time, now):
    """The template of a page behind the link, and what it needs."""
    context = {"proof": "", "version": 1}
    name = key.removeprefix("link-")
    if name == key:
        of_visit = visit_time if key in OF_VISIT else ""
        return "link/state", {**context, **state_context(key, words), "visit_time": of_visit}
    form = LINK_FORMS[name](opening=None, now=now)
    return f"link/{name}", {**context, "form": form, "visit_time": visit_time}


def state_context(key, words):
    """What the page needs that shows a state. How to join is shown at a booked visit by video."""
    context = {"heading": words.heading, "sentences": words.paragraphs, "possible": []}
    if key == "joining_link":
        return {
            "heading": str(TEXTS["state-booked"].heading),
            "joining_link": words.body,
            "place": Location(kind=Location.Kind.VIRTUAL),
            "possible": ["calendar", "cant_come"],
        }
    state = key.removeprefix("state-")
    if state in FIXED:
        context["sentences"] = [*words.paragraphs, FIXED[state]]
    if state == State.BOOKED:
        context |= {"possible": ["calendar", "cant_come"], "place": Location.objects.first()}
    elif state in OPEN:
        context["possible"] = ["times", "withdraw"]
    return context
