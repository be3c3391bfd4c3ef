"""The check of the record of access: is every row as it was written, and is none missing?

Sequence and hashes are followed from the first row that is kept to the head. What is wrong is named
by the first row at which it shows.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Subquery

from appointments import audit
from appointments.models import AccessHead, AccessRecord

AT_ONCE = 2000  # rows in memory

CHANGED = "it was changed or moved, or it was written by somebody without the key."
MISSING = "it is missing."
CUT_OFF = "it and all rows after it are missing."
BEYOND = "it was added past the end of the record."
NOT_SEALED = "the end of the record was changed here: its seal is wrong."
NO_HEAD = "the note of where the record ends is missing."


@dataclass(frozen=True)
class Fault:
    """The first row that is wrong, and what is wrong with it."""

    sequence: int
    what: str

    def __str__(self):
        return f"Row {self.sequence}: {self.what}"


@dataclass
class Check:
    """How many rows were right one after the other, the last of them, and what came then."""

    rows: int = 0
    last: int = 0
    fault: Fault | None = None
    is_at_end: bool = False


def check(after=0, most=None):
    """Check the rows after a sequence, at most so many, and the end if it is reached: a Check.

    It reads row by row, so it takes no more memory for millions. Rows that come meanwhile are left
    for the next check.
    """
    head = AccessHead.objects.filter(pk=AccessHead.ONLY).first()
    if head is None:
        newest = AccessRecord.objects.values_list("sequence", flat=True).last()
        return Check(fault=Fault(newest or 0, NO_HEAD), is_at_end=True)
    found = follow(head, max(after, head.kept_after), most)
    if found.fault and AccessHead.objects.get(pk=AccessHead.ONLY).kept_after != head.kept_after:
        return check(after, most)  # the oldest rows were deleted at this moment
    if not found.fault and found.is_at_end:
        found.fault = fault_of_end(head, found.last)
    return found


def follow(head, after, most):
    """Follow the chain from a row on, to the row that the head names as the last."""
    found, before = Check(last=after), hash_at(head, after)
    rows = AccessRecord.objects.filter(sequence__gt=after, sequence__lte=head.sequence)
    for row in rows.order_by("sequence")[:most].iterator(chunk_size=AT_ONCE):
        wrong = fault_of(row, found.last, before)
        if wrong and wrong.sequence not in head.accepted:
            found.fault = wrong
            return found
        found.rows, found.last, before = found.rows + 1, row.sequence, row.hash
    found.is_at_end = most is None or found.rows < most
    return found


def hash_at(head, sequence):
    """The hash of a row that was checked or deleted before; None where there is none."""
    if sequence == head.kept_after:
        return head.hash_before
    return AccessRecord.objects.values_list("hash", flat=True).filter(pk=sequence).first()


def fault_of(row, last, before):
    """What is wrong with a row that comes after another one; None if nothing is."""
    if row.sequence != last + 1:
        return Fault(last + 1, MISSING)
    if before is None:
        return Fault(last, MISSING)
    return None if audit.is_hash_of(row, before) else Fault(row.sequence, CHANGED)


def fault_of_end(head, last):
    """What is wrong with the end of a chain that is right up to its last row."""
    missing = min(last, head.sequence) + 1
    if last != head.sequence and missing not in head.accepted:
        return Fault(missing, CUT_OFF)
    if not audit.is_sealed(head):
        return Fault(head.sequence, NOT_SEALED)
    # Head and last row of one moment: a row may have come since the head was read.
    newest = AccessRecord.objects.order_by("-sequence").values("sequence")[:1]
    now = AccessHead.objects.annotate(newest=Subquery(newest)).get(pk=head.pk)
    return Fault(now.sequence + 1, BEYOND) if (now.newest or 0) > now.sequence else None


def has_been_head(text):
    """Whether the record still holds what was its head once, such as "1234:5f0c…"; None where that
    row was deleted for its age."""
    sequence, _sign, row_hash = text.partition(":")
    if not sequence.isdecimal():
        return False
    head = AccessHead.objects.filter(pk=AccessHead.ONLY).first()
    if head and int(sequence) < head.kept_after:
        return None
    kept = hash_at(head, int(sequence)) if head else None
    return bool(row_hash) and kept == row_hash


def accept(fault, now):
    """Go on after a fault that somebody has looked into. The record says that it was done."""
    with transaction.atomic():
        head = audit.locked_head()
        head.accepted = [*head.accepted, fault.sequence]
        audit.save_ends(head, is_whole=True)
        audit.record_site(what=f"accepted_row_{fault.sequence}", now=now)
