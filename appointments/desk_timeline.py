"""The timeline of a request, for its page: what happened, and what was written about it."""

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments import holds, patient_link
from appointments.assignment import ASSIGN
from appointments.contact_details import CONTACT_CHANGED
from appointments.desk_columns import name_of
from appointments.models import OutboundMessage, RequestEvent
from appointments.notes import NOTE
from appointments.transitions import ATTEMPT, BY_CLOCK, REMINDERS

# What each kind of message says, in a word.
MESSAGES = {
    "received": gettext_lazy("Request received"),
    "awaiting_patient": gettext_lazy("Please contact us"),
    "waitlisted": gettext_lazy("On the waitlist"),
    "booked": gettext_lazy("Visit booked"),
    "rescheduled": gettext_lazy("Visit moved"),
    "reminder_48": gettext_lazy("Reminder, 48 hours before"),
    "reminder_3": gettext_lazy("Reminder, 3 hours before"),
    "cancelled": gettext_lazy("Visit canceled"),
    "withdrawn": gettext_lazy("Request withdrawn"),
    "declined": gettext_lazy("Request declined"),
    "unreachable": gettext_lazy("We could not reach you"),
    "desk_new": gettext_lazy("New request"),
    "cant_come": gettext_lazy("Visit called off"),
    "new_link": gettext_lazy("A new link"),
    "desk_patient": gettext_lazy("News from the patient"),
    "desk_locked": gettext_lazy("The link was turned off"),
}
# What an event says that leaves the state as it is.
EVENTS = {
    **{name: MESSAGES[name] for name in REMINDERS},
    patient_link.BETTER_TIME: gettext_lazy("Better times to call (ET)"),
    patient_link.LOCKED: gettext_lazy("Link turned off after five wrong years of birth"),
    patient_link.TURNED_OFF: gettext_lazy("Link turned off"),
    patient_link.SENT_ANEW: gettext_lazy("New link sent"),
    holds.HOLD: gettext_lazy("Put on legal hold"),
    holds.LIFT_HOLD: gettext_lazy("Legal hold lifted"),
    NOTE: gettext_lazy("Note"),
    CONTACT_CHANGED: gettext_lazy("Contact details corrected"),
    "reschedule": gettext_lazy("Visit moved"),
}
# What patients do themselves, where nobody on the staff did it for them.
OF_PATIENTS = ["submit", "withdraw", "cant_come", "reopen", patient_link.BETTER_TIME]


def timeline(booking):
    """(event, what, who, messages) of each event of a request, the newest first. Two queries."""
    sent = OutboundMessage.objects.defer("body", "calendar")
    events = (
        RequestEvent.objects.filter(request=booking)
        .select_related("by", "assignee")
        .prefetch_related(Prefetch("messages", queryset=sent))
        .order_by("-version")
    )
    return [(event, what(event), who(event), labelled(event.messages.all())) for event in events]


def what(event):
    """What happened, in words."""
    if event.move == ATTEMPT:
        return _("Contact attempt: %(channel)s, %(outcome)s") % {
            "channel": event.get_channel_display(),
            "outcome": event.get_outcome_display().lower(),
        }
    if event.move == ASSIGN:
        if event.assignee is None:
            return _("Given back")
        return _("Given to %(name)s") % {"name": name_of(event.assignee)}
    if event.move == "submit" and event.by:
        return _("Entered for a caller")
    if event.move in EVENTS:
        return EVENTS[event.move]
    if event.from_state and event.from_state != event.to_state:
        return f"{event.get_from_state_display()} → {event.get_to_state_display()}"
    return event.get_to_state_display()


def who(event):
    """Who did it, in words."""
    if event.by:
        return name_of(event.by)
    if event.move in BY_CLOCK:
        return _("By the clock")
    if event.move == patient_link.LOCKED:
        return _("By itself")
    return _("The patient") if event.move in OF_PATIENTS else _("An account that was deleted")


def labelled(sent):
    """Pairs of what a message says, in a word, and the message."""
    return [(MESSAGES.get(message.kind, message.kind), message) for message in sent]
