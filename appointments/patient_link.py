"""What a patient's link does: the year of birth opens it, and it acts on one request.

Who opens it with the right year gets a proof, which travels in the form as the answers of the
journey do: there is no session. What patients do goes the way of staff's moves, with nobody as
`by`, and the front desk hears of it.
"""

import hmac
import json
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from appointments import link_tokens, moves, outbox
from appointments.models import (
    MOST_WRONG_YEARS,
    BookingRequest,
    OutboundMessage,
    PatientLink,
    PreferredTime,
    RequestEvent,
)
from appointments.transitions import OPEN, TALKING, TRANSITIONS, UNHANDLED, State
from clinic_site.encryption import UnreadableValue, decrypt, encrypt

Audience = OutboundMessage.Audience

# Names what a sealed text is, so that no other encrypted text of the site is taken for a proof.
PURPOSE = "patient-link-1"
PROOF_LASTS = timedelta(hours=12)  # as long as the request form
BETTER_TIME, LOCKED, TURNED_OFF, SENT_ANEW = "better_time", "link_locked", "link_off", "link_sent"
# What staff have to see to, until they do something: what the patient said, or a link that is off.
NEWS = [BETTER_TIME, "cant_come", "reopen", LOCKED]
# More often in a day nobody says something new; each time the desk gets a message.
MOST_TIMES_A_DAY = 5
# What staff read in the timeline.
WANTS_ANOTHER = _("Wants another time. Take the visit out of the clinic’s record system.")
WANTS_NO_OTHER = _(
    "Wants no other time. Take the visit out of the clinic’s record system, then close the request."
)
CALL = _("Call: %(times)s")

# ---------------------------------------------------------------- open


def open_with_year(token, year, *, now):
    """The link, if this is the year in which its patient was born; None of any other.

    Another wrong year than the last one is counted. The fifth turns the link off, and the desk is
    told.
    """
    found = PatientLink.objects.filter(token_hash=link_tokens.hash_of(token)).first()
    if found is None:
        return None
    with transaction.atomic():
        link = locked(found)
        if link is None or not link.works(now):
            return None
        born = link.request.date_of_birth.year
        if hmac.compare_digest(f"{born:04}", f"{year:04}"):
            return link
        if link.last_wrong_year != str(year):
            count_wrong_year(link, year, now)
    return None


def count_wrong_year(link, year, now):
    """Write down a wrong year, and what follows from the fifth. In a transaction of the caller's,
    which has locked the request."""
    link.wrong_years, link.last_wrong_year = link.wrong_years + 1, str(year)
    if link.wrong_years >= MOST_WRONG_YEARS:
        link.revoked_at = now
    link.save(update_fields=["wrong_years", "last_wrong_year", "revoked_at"])
    if link.revoked_at:
        event = RequestEvent(by=None, at=now, move=LOCKED)
        moves.write(link.request, event, {})
        outbox.queue(event, kind="desk_locked", audience=Audience.DESK, now=now)


def locked(found):
    """The link as it is now, with its request locked; None where it has another token since.

    Whoever guesses at the same moment waits here. The request first, as every move does.
    """
    request = BookingRequest.objects.select_for_update().filter(pk=found.request_id).first()
    link = PatientLink.objects.filter(request=request, token_hash=found.token_hash).first()
    if link:
        link.request = request
    return link


def proof_of(link, now):
    """Encrypted text that says: this link was opened with the right year."""
    content = {"purpose": PURPOSE, "hash": link.token_hash, "opened_at": now.isoformat()}
    return encrypt(json.dumps(content))


def open_with_proof(token, proof, *, now):
    """The link that was opened before; None if that is too long ago, or it works no more."""
    try:
        content = json.loads(decrypt(proof))
    except (UnreadableValue, ValueError):
        return None
    if not isinstance(content, dict) or content.get("purpose") != PURPOSE:
        return None
    token_hash = link_tokens.hash_of(token)
    if not hmac.compare_digest(content["hash"], token_hash):
        return None
    if now - datetime.fromisoformat(content["opened_at"]) > PROOF_LASTS:
        return None
    related = ["request__location", "request__visit_location"]
    link = PatientLink.objects.select_related(*related).filter(token_hash=token_hash).first()
    return link if link and link.works(now) else None


# ---------------------------------------------------------------- what patients do


def possible(request, now):
    """The names of what the patient can do now, in the order in which the page offers them."""
    can = {
        "calendar": request.state == State.BOOKED and now < request.visit_end,
        "times": may_call(request),
        "cant_come": request.state == State.BOOKED and now < request.visit_start,
        "withdraw": request.state in TRANSITIONS["withdraw"].sources,
    }
    return [name for name, is_possible in can.items() if is_possible]


def may_call(request):
    """Whether a better time to call is of use: somebody will call, or would have to."""
    return bool(request.phone) and request.state in [*UNHANDLED, *TALKING, State.UNREACHABLE]


def withdraw(request, *, now, version):
    """The patient takes the request back. Raises as `moves.move`."""
    return act(request, "withdraw", now=now, version=version)


def cannot_come(request, *, wants_another, now, version):
    """The patient cannot come to the visit that is booked. Raises as `moves.move`."""
    note = for_staff(WANTS_ANOTHER if wants_another else WANTS_NO_OTHER)
    return act(request, "cant_come", now=now, version=version, reason=note)


def tell_times(request, *, times, now, version):
    """The patient says when to call: (weekday, part of day) pairs, the best first.

    It is an event of its own, and changes nothing of what was asked. A request that was closed
    because nobody could be reached is open again. Raises as `moves.move`.
    """
    moves.check_version(request, version)
    if not may_call(request):
        raise moves.IllegalMove
    words = times_in_words(times)
    if request.state == State.UNREACHABLE:
        reason = for_staff(CALL) % {"times": words}
        return act(request, "reopen", now=now, version=version, reason=reason)
    told = RequestEvent.objects.filter(request=request, move=BETTER_TIME)
    if told.filter(at__gt=now - timedelta(days=1)).count() >= MOST_TIMES_A_DAY:
        raise moves.MoveRefused(_("You have told us several times today. Please call us instead."))
    event = RequestEvent(by=None, at=now, move=BETTER_TIME, note=words)
    with transaction.atomic():
        moves.write(request, event, {})
        outbox.queue(event, kind="desk_patient", audience=Audience.DESK, now=now)
    return event


def for_staff(sentence):
    """A sentence in the language of staff, who read the timeline; the page may have another."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(sentence)


def times_in_words(times):
    """The times as staff read them."""
    with translation.override(settings.LANGUAGE_CODE):
        return "; ".join(str(PreferredTime(weekday=day, part_of_day=part)) for day, part in times)


def act(request, name, *, now, version, **details):
    """Make a move for the patient, and tell the desk. In one transaction."""
    with transaction.atomic():
        event = moves.move(request, name, by=None, now=now, version=version, **details)
        outbox.queue(event, kind="desk_patient", audience=Audience.DESK, now=now)
    return event


def is_done(request, names, version):
    """Whether the patient has just done this: the second click of two finds it done."""
    event = moves.changes_since(request, version).defer("note").first()
    return event is not None and event.by_id is None and event.move in names


# ---------------------------------------------------------------- what staff do


def turn_off(request, *, by, now, version):
    """Make the link useless, as when somebody else has it. Later messages go without one."""
    return change_link(request, TURNED_OFF, by=by, now=now, version=version)


def send_anew(request, *, by, now, version):
    """Send the patient a new link, with five new tries. The earlier one works no more."""
    return change_link(request, SENT_ANEW, by=by, now=now, version=version)


def change_link(request, name, *, by, now, version):
    """Turn off or send anew, and return the event. Raises as `moves.move`."""
    moves.check_version(request, version)
    event = RequestEvent(by=by, at=now, move=name)
    with transaction.atomic():
        moves.write(request, event, {})
        link = link_tokens.link_of(request)
        if name not in changes_of(request, link, now):
            raise moves.IllegalMove
        if name == TURNED_OFF:
            link.revoked_at = now
            link.save(update_fields=["revoked_at"])
        else:
            link_tokens.renew(link or PatientLink(request=request), now)
            outbox.queue(event, kind="new_link", audience=Audience.PATIENT, now=now)
    return event


def changes_of(request, link, now):
    """The names of what staff can do with the link now."""
    can = {
        TURNED_OFF: link is not None and link.works(now),
        # A closed request needs none, and without e-mail there is no way to send one.
        SENT_ANEW: request.state in OPEN and bool(outbox.address(request, Audience.PATIENT)),
    }
    return [name for name, is_possible in can.items() if is_possible]
