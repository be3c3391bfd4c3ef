"""What is done with many requests: assign, spam, duplicate. Nobody books in bulk.

Each request moves by its own version and in its own transaction, as if it had been done one by
one. What has changed meanwhile or does not fit is left as it is, and the answer says why.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from appointments import moves
from appointments.assignment import assign
from appointments.models import BookingRequest
from appointments.move_forms import LARGEST_VERSION
from appointments.transitions import State

ASSIGN, SPAM, DUPLICATE = "assign", "spam", "duplicate"
CLOSING = [SPAM, DUPLICATE]
MOST = 100  # requests at once; a page of the inbox has fewer
LARGEST_KEY = 2**63 - 1  # what the column holds


@dataclass(frozen=True)
class Left:
    """A request that was left as it is. `request` is None where it is gone."""

    request: BookingRequest | None
    reason: str


def act_on(chosen, act, *, by, now, **details):
    """Do `act` to each of the chosen (key, version): how many were done, and each that is Left.

    `details` are `to`, a member of the desk or None, for "assign", and `duplicate_of` for
    "duplicate".
    """
    found = BookingRequest.objects.sealed().select_related("assigned_to")
    requests = found.in_bulk([key for key, _version in chosen])
    left = []
    for key, version in chosen:
        request = requests.get(key)
        if request is None:
            left.append(Left(None, _("It is not there any more.")))
            continue
        try:
            STEPS[act](request, by=by, now=now, version=version, **details)
        except moves.MoveRefused as refusal:
            left.append(Left(request, refusal.sentence))
    return len(chosen) - len(left), left


def as_spam(request, **details):
    """Close a request as spam: one that was held back is discarded."""
    name = "discard" if request.state == State.QUARANTINED else "mark_spam"
    return moves.move(request, name, **details)


def as_duplicate(request, **details):
    return moves.move(request, "mark_duplicate", **details)


STEPS = {ASSIGN: assign, SPAM: as_spam, DUPLICATE: as_duplicate}


def chosen_of(texts):
    """(key, version) of each text such as "12:1", at most MOST. Other text is left out."""
    pairs = [pair for text in texts if (pair := parsed(text))]
    return list(dict.fromkeys(pairs))[:MOST]


def parsed(text):
    """(key, version) of a text such as "12:1"; None for any other text."""
    key, _sign, version = text.partition(":")
    if not (is_number(key, LARGEST_KEY) and is_number(version, LARGEST_VERSION)):
        return None
    return int(key), int(version)


def is_number(text, largest):
    return text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= largest
