"""A wave of suspected spam, discarded by the reasons for which it was held back.

Thousands can come in a day (FACTS section 3, Cal.com 9044), and each may be a person: so the
quarantine has no limit, and nothing leaves it by itself. What is quick is to discard it by hand.
"""

from django.db.models import Count, Max, Min

from appointments import moves
from appointments.models import BookingRequest
from appointments.transitions import State

# Each is a move of its own. More would take longer than a server lets a page take.
MOST_AT_ONCE = 500


def waves():
    """What is held back, by its reasons, the most first: `count`, `first` and `last` (moments)."""
    return (
        held_back()
        .values("suspicions")
        .annotate(count=Count("pk"), first=Min("received_at"), last=Max("received_at"))
        .order_by("-count", "suspicions")
    )


def discard_wave(suspicions, *, until, by, now):
    """Discard what was held back for exactly these reasons and came until then, the oldest first.

    Returns how many. What somebody else handles at this moment is left as it is.
    """
    wave = held_back().filter(suspicions=suspicions, received_at__lte=until).oldest_first()
    done = 0
    for request in wave.sealed()[:MOST_AT_ONCE]:
        try:
            moves.move(request, "discard", by=by, now=now, version=request.version)
        except moves.MoveRefused:
            continue
        done += 1
    return done


def held_back():
    return BookingRequest.objects.filter(state=State.QUARANTINED)
