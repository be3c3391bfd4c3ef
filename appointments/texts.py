"""The texts that patients read and editors own, by key. Their standard words stand beside it."""

from appointments.message_texts import MESSAGES
from appointments.page_texts import FORM_PAGES, LINK_PAGES
from appointments.transitions import State

TEXTS = MESSAGES | FORM_PAGES | LINK_PAGES

# A held-back request looks like any other. The last three look the same: a duplicate may be sent in
# another person's name, by somebody who wants to know whether that person has turned to us.
SHARED_STATES = {
    State.QUARANTINED: "state-received",
    State.DUPLICATE: "state-closed",
    State.SPAM: "state-closed",
    State.ENTERED_IN_ERROR: "state-closed",
}


def state_key(state):
    """The key of what a patient reads about a state."""
    return SHARED_STATES.get(state, f"state-{state}")
