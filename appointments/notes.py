"""Internal notes: what staff tell each other about a request. They stand in its timeline.

A note changes no state and says nothing to the patient. It raises the version, as everything that
is written about a request does, so that who acts on a page without it is told to look again.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from appointments.models import RequestEvent
from appointments.moves import MoveRefused, check_version, clean_note, write

NOTE = "note"


def add_note(request, *, by, now, version, note):
    """Write the note down, in any state, and return its event. Raises MoveRefused, AlreadyMoved."""
    check_version(request, version)
    text = clean_note(note)
    if not text:
        raise MoveRefused(_("Write the note first."))
    with transaction.atomic():
        return write(request, RequestEvent(by=by, at=now, move=NOTE, note=text), {})
