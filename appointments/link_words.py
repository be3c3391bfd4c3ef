"""Where a request stands, in plain words for its patient."""

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments.eligibility import clinic_date
from appointments.message_words import moment_in_words
from appointments.models import PreferredTime, RequestEvent
from appointments.patient_link import BETTER_TIME, may_call
from appointments.place_hours import promised_due
from appointments.texts import state_key
from appointments.texts_in_use import words_of_each
from appointments.transitions import ATTEMPT, TALKING, UNHANDLED, Outcome, State
from appointments.watchdog import BEFORE_CONTACT

NO_APPOINTMENT = gettext_lazy(
    "You have no appointment yet. You have one only when we have agreed on a day and a time."
)
DELETE_ENTRY = gettext_lazy("If it is in your calendar, please delete the entry.")
# What is said of a state, whatever the editors' words are: a request is not a booking.
FIXED = {
    **dict.fromkeys([State.QUARANTINED, *UNHANDLED, *TALKING], NO_APPOINTMENT),
    State.CANCELLED: DELETE_ENTRY,
}


def state_in_words(request, now):
    """The heading, the sentences that say where the request stands and what happens next, and how
    the link to a virtual visit comes."""
    key = state_key(request.state)
    words = words_of_each([key, "joining_link"], reference=request.reference)
    fixed = [FIXED[request.state]] if request.state in FIXED else []
    added = {
        State.WAITLISTED: waitlist_words,
        State.BOOKED: visit_words,
        State.UNREACHABLE: unreachable_words,
    }.get(request.state, contact_words)
    sentences = [*words[key].paragraphs, *fixed, *added(request, now)]
    return words[key].heading, sentences, words["joining_link"].body


def waitlist_words(request, now):
    named = {"day": date_format(request.look_again_on)}
    if clinic_date(now) <= request.look_again_on:
        return [_("We look at your request again by %(day)s.") % named]
    return [
        _("We meant to look at your request again by %(day)s. We are sorry that we are late.")
        % named
    ]


def visit_words(request, now):
    if now >= request.visit_start:
        return [_("It began already. If you missed it, please call us.")]
    return [_("To change the time, please call us.")]


def unreachable_words(request, now):
    if not may_call(request):
        return []
    return [_("Or tell us here when to call you. Then we open it again.")]


def contact_words(request, now):
    """When we answer, or when we last tried to reach the person."""
    if request.state not in [*BEFORE_CONTACT, State.AWAITING_PATIENT]:
        return []
    tried = RequestEvent.objects.filter(request=request, move=ATTEMPT).defer("note").last()
    if tried and tried.outcome != Outcome.REACHED:
        words = _("We last tried to reach you on %(moment)s.")
        return [words % {"moment": moment_in_words(tried.at)}]
    if request.first_contact_at or request.state not in BEFORE_CONTACT:
        return []
    due = promised_due(request)
    return [answer_words(clinic_date(due), clinic_date(now))] if due else []


def answer_words(day, today):
    """By which day we answer, or that we should have. Staff see the hour, too."""
    named = {"day": f"{date_format(day, 'l')}, {date_format(day)}"}
    if today <= day:
        return _("We will contact you by %(day)s.") % named
    return _("We meant to contact you by %(day)s. We are sorry that we are late.") % named


def told_times(request):
    """When the patient last told us to call, in the active language; "" if never."""
    told = RequestEvent.objects.filter(request=request, move=BETTER_TIME).last()
    return times_in_active_language(told.note) if told else ""


def times_in_active_language(note):
    """The times of a note, which stand in it as staff read them."""
    labels = [*PreferredTime.Weekday.labels, *PreferredTime.PartOfDay.labels]
    with translation.override(settings.LANGUAGE_CODE):
        by_english = {str(label): label for label in labels}
    times = [time.split(", ") for time in note.split("; ")]
    return "; ".join(", ".join(str(by_english.get(half, half)) for half in time) for time in times)
