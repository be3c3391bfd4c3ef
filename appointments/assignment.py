"""Who has a request: taken over, handed over, given back.

It changes no state. It is a line of the timeline, with who gave it to whom, and raises the version
as a move does. `take` and `give_back` of the table move a request into review and out of it.
"""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from appointments.models import RequestEvent
from appointments.moves import IllegalMove, MoveRefused, check_version, clean_note, write
from appointments.transitions import OPEN

ASSIGN = "assign"


def desk_members():
    """The active staff who may move requests on, by name."""
    staff = get_user_model().objects.with_perm("appointments.move_bookingrequest")
    return staff.order_by("first_name", "last_name", "username")


def assign(request, *, to, by, now, version, note=""):
    """Give an open request to a member of the desk, or to nobody, and return the event.

    Raises MoveRefused, AlreadyMoved or IllegalMove, with nothing written.
    """
    check_version(request, version)
    if request.state not in OPEN:
        raise IllegalMove
    if to == request.assigned_to:
        raise MoveRefused(_("This person has the request already.") if to else _("Nobody has it."))
    if to is not None and not desk_members().filter(pk=to.pk).exists():
        raise MoveRefused(_("This person cannot be given requests."))
    event = RequestEvent(by=by, at=now, move=ASSIGN, assignee=to, note=clean_note(note))
    with transaction.atomic():
        return write(request, event, {"assigned_to": to})
