"""The record of who read or changed which request (45 CFR 164.312(b)): how a row is added.

Rows are chained. Each holds an HMAC under HASH_KEY over itself and over the hash of the row before,
so who has the database alone can neither change, add, reorder nor leave out a row unseen. The head
says where the chain ends, under a seal of the same kind. `appointments.audit_check` reads it all.

The head is locked from the first row that a transaction adds until it commits. So rows are added
last: after that, a transaction takes locks of its own request alone, whose row it has locked
before. Nobody who waits for the head then holds what its holder wants.
"""

import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction

from appointments.models import AccessHead, AccessRecord, BookingRequest
from appointments.transitions import BY_CLOCK
from clinic_site.encryption import digests

Action, Actor = AccessRecord.Action, AccessRecord.Actor

# Who sees a request in a list again within this time is not recorded anew: the inbox is open all
# day, renews itself every minute, and shows nothing that is encrypted.
LISTED_ANEW_AFTER = timedelta(hours=1)
# Events with nobody as `by` that are not the patient's either: a link that turned itself off.
BY_ITSELF = [*BY_CLOCK, "link_locked"]


@dataclass(frozen=True)
class Entry:
    """What a row says. `at` is aware; `by` is a user, or None, where `actor` says whose it was."""

    at: datetime
    by: object
    action: str
    reference: str = ""
    what: str = ""
    actor: str = Actor.STAFF


# ---------------------------------------------------------------- what is recorded


def record_event(event):
    """A line of a request's timeline, in the transaction that writes it."""
    nobody = Actor.SITE if event.move in BY_ITSELF else Actor.PATIENT
    entry = Entry(
        at=event.at,
        by=event.by,
        action=Action.CHANGE,
        reference=event.request.reference,
        what=event.move,
        actor=Actor.STAFF if event.by else nobody,
    )
    append([entry])


def record_deletion(reference, *, what, now):
    """The deletion of a request by its age, in the transaction that deletes it."""
    append([Entry(now, None, Action.DELETION, reference, what, Actor.SITE)])


def record_site(*, what, now):
    """Something that was done with the record itself on the server, in the caller's transaction."""
    append([Entry(now, None, Action.AUDIT, what=what, actor=Actor.SITE)])


def record_staff(action, request, references=("",), *, now, what=""):
    """Something that a member of staff did with requests, by the address it was done at."""
    what = what or request.resolver_match.view_name
    entries = [Entry(now, request.user, action, reference, what) for reference in references]
    with transaction.atomic(savepoint=False):
        append(entries)


def record_reading(found, request, *, now):
    """What a page of the staff's has read: an audit_reading.Reading."""
    opened, listed = references_of(found)
    listed -= opened
    if found.is_search:
        kind, others = Action.SEARCH, listed or {""}
    else:
        kind, others = Action.LIST, not_listed_lately(listed, request.user, now)
    read = [(Action.VIEW, one) for one in sorted(opened)]
    read += [(kind, one) for one in sorted(others)]
    if read:
        what = request.resolver_match.view_name
        with transaction.atomic(savepoint=False):
            append([Entry(now, request.user, action, one, what) for action, one in read])


def references_of(found):
    """The references of what was opened and of what was listed. Those that no row has told are
    looked up; a request that is gone meanwhile has none."""
    told = found.listed | found.opened
    unknown = [key for key, reference in told.items() if not reference]
    if unknown:
        rows = BookingRequest.objects.filter(pk__in=unknown)
        told |= dict(rows.values_list("pk", "reference"))
    return tuple({told[key] for key in kind if told[key]} for kind in (found.opened, found.listed))


def not_listed_lately(references, user, now):
    """The references that this person has not seen in a list within LISTED_ANEW_AFTER."""
    if not references:
        return references
    lately = AccessRecord.objects.filter(
        staff_id=user.pk, at__gt=now - LISTED_ANEW_AFTER, action=Action.LIST
    )
    return references - set(lately.values_list("reference", flat=True))


# ---------------------------------------------------------------- the chain


def append(entries):
    """Add a row for each Entry, in a transaction of the caller's."""
    head = locked_head()
    is_whole = is_sealed(head)
    rows = []
    for entry in entries:
        row = AccessRecord(
            sequence=head.sequence + 1,
            at=entry.at,
            actor=entry.actor,
            staff_id=entry.by.pk if entry.by else None,
            username=entry.by.get_username() if entry.by else "",
            action=entry.action,
            reference=entry.reference,
            what=entry.what,
        )
        row.hash = hash_of(row, head.hash)
        head.sequence, head.hash = row.sequence, row.hash
        rows.append(row)
    AccessRecord.objects.bulk_create(rows)
    save_ends(head, is_whole)


def locked_head():
    """The head, locked until the transaction ends.

    The migration makes it, sealed. Where somebody took it away it is made anew, but stays without a
    seal, and the check says so.
    """
    heads = AccessHead.objects.select_for_update()
    head = heads.filter(pk=AccessHead.ONLY).first()
    if head is None:
        last = AccessRecord.objects.order_by("-sequence").values_list("sequence", flat=True).first()
        AccessHead.objects.get_or_create(pk=AccessHead.ONLY, defaults={"sequence": last or 0})
        head = heads.get(pk=AccessHead.ONLY)
    return head


def save_ends(head, is_whole):
    """Write both ends of the chain, sealed if they were whole before: else a new row would put
    right what somebody changed. The head must be locked."""
    head.seal = hashes(seal_text(head))[0] if is_whole else ""
    head.save(update_fields=["sequence", "hash", "kept_after", "hash_before", "accepted", "seal"])


def hash_of(row, before):
    """The hash of a row that follows a row with the hash `before`."""
    return hashes(row_text(row, before))[0]


def is_hash_of(row, before):
    """Whether a row's hash is right, under any key of ours."""
    return any(hmac.compare_digest(row.hash, one) for one in hashes(row_text(row, before)))


def is_sealed(head):
    """Whether the head's seal is right, under any key of ours."""
    return any(hmac.compare_digest(head.seal, one) for one in hashes(seal_text(head)))


def row_text(row, before):
    """All that a row says, in one way only."""
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    who = [row.actor, row.staff_id, row.username]
    return ["access-record", before, row.sequence, at, *who, row.action, row.reference, row.what]


def seal_text(head):
    ends = [head.sequence, head.hash, head.kept_after, head.hash_before]
    return ["access-head", *ends, head.accepted]


def hashes(content):
    """The HMAC of a list under each key, HASH_KEY first. Its first word says what it is for."""
    return [digest.hex() for digest in digests(json.dumps(content).encode())]
