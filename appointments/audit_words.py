"""The words in which managers read the record of access."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments.assignment import ASSIGN
from appointments.desk_timeline import EVENTS
from appointments.models import AccessRecord
from appointments.transitions import ATTEMPT, TRANSITIONS, State

Action = AccessRecord.Action

# The addresses of the desk by the names that a row holds.
PLACES = {
    "requests:index": gettext_lazy("Inbox"),
    "requests:index_results": gettext_lazy("Inbox"),
    "requests:search": gettext_lazy("Search of the inbox"),
    "requests:bulk": gettext_lazy("Many at once"),
    "requests:inspect": gettext_lazy("The request’s page"),
    "requests:book": gettext_lazy("The page that books a visit"),
    "requests:enter": gettext_lazy("A caller’s request"),
    "requests:printed": gettext_lazy("From a page of the desk"),
    "visits:index": gettext_lazy("The week of visits"),
    "request-deletion:index": gettext_lazy("Deletion"),
    "request-figures:export": gettext_lazy("Figures, as a file"),
    "request-figures:export_requests": gettext_lazy("List of requests, as a file"),
    "request-access:index": gettext_lazy("Who saw what"),
    "request-access:request": gettext_lazy("Who has seen this request"),
    "request-access:person": gettext_lazy("What has this person seen"),
    "request-access:settle": gettext_lazy("Looked into an alarm"),
}
# After a refusal a request's page comes from the address of what was refused.
OF_A_REQUEST = ["move", "attempt", "assign", "note", "contact_details", "hold", "lift_hold", "link"]
PLACES |= {f"requests:{name}": PLACES["requests:inspect"] for name in OF_A_REQUEST}
CHANGES = {
    **EVENTS,
    "submit": gettext_lazy("Request sent"),
    ATTEMPT: gettext_lazy("Contact attempt"),
    ASSIGN: gettext_lazy("Given to somebody, or back"),
}


def what(row):
    """Where somebody read, or what was changed, in words; else the name that the row holds."""
    if row.action == Action.CHANGE:
        if row.what in TRANSITIONS:
            return TRANSITIONS[row.what].label
        return CHANGES.get(row.what, row.what)
    if row.action == Action.DELETION:
        state = State(row.what).label if row.what in State.values else row.what
        return _("By its age, closed as: %(state)s") % {"state": state}
    return PLACES.get(row.what, row.what)


def who(row):
    """Whose doing it was: the account by the name that it had, or the patient, or the site."""
    return row.username or row.get_actor_display()
