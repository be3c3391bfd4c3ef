"""The legal hold: a request under it is never deleted (`appointments.retention`).

It changes no state. It is a line of the timeline, with who and why, and raises the version as a
move does.

It keeps what belongs to the request as well: those that repeat it, and the one that it repeats.
They are about one person, and a letter that asks for one asks for all. They are not marked; they
are kept for as long as one of them is on hold.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from appointments.models import BookingRequest, RequestEvent
from appointments.move_needs import check_reason
from appointments.moves import MoveRefused, check_version, clean_note, write

HOLD, LIFT_HOLD = "hold", "lift_hold"


def hold(request, *, by, now, version, reason):
    """Put the request on hold and return the event. Raises MoveRefused and AlreadyMoved."""
    if request.on_hold:
        raise MoveRefused(_("This request is on hold already."))
    return turn(request, HOLD, by=by, now=now, version=version, reason=reason)


def lift_hold(request, *, by, now, version, reason):
    """Take the hold away and return the event. Raises MoveRefused and AlreadyMoved."""
    if not request.on_hold:
        raise MoveRefused(_("This request is not on hold."))
    return turn(request, LIFT_HOLD, by=by, now=now, version=version, reason=reason)


def kept():
    """The keys of the requests that a hold keeps: a query for each step from one to another."""
    return belonging(BookingRequest.objects.filter(on_hold=True).values_list("pk", flat=True))


def held_with(request):
    """The other requests on hold that keep this one from being deleted."""
    others = BookingRequest.objects.filter(pk__in=belonging([request.pk]), on_hold=True)
    return others.exclude(pk=request.pk).only("reference").oldest_first()


def belonging(keys):
    """The keys, and those of all requests that repeat each other with them."""
    found, new = set(), set(keys)
    while new:
        found |= new
        repeating = BookingRequest.objects.filter(duplicate_of__in=new).values_list("pk")
        # Not by one condition with OR: for that the database would read the whole table.
        repeated = BookingRequest.objects.filter(pk__in=new).exclude(duplicate_of=None)
        new = {pk for (pk,) in repeating.union(repeated.values_list("duplicate_of"))} - found
    return found


def turn(request, name, *, by, now, version, reason):
    """Write the change and its event."""
    check_version(request, version)
    check_reason(request, reason, now)
    event = RequestEvent(by=by, at=now, move=name, note=clean_note(reason))
    with transaction.atomic():
        return write(request, event, {"on_hold": name == HOLD})
