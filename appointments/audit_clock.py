"""What the worker does about the record of access: it checks it, tells its head, and deletes what
is older than six years (45 CFR 164.316(b)(2)(i))."""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appointments import audit
from appointments.audit_check import check
from appointments.models import AccessHead, AccessRecord
from clinic_site.jobs import Job

logger = logging.getLogger(__name__)

# Six years, and some days more than any six years have: the database refuses less.
KEPT = timedelta(days=6 * 366)
# A run must not keep the worker from the messages. Every hour, that is two million rows a day.
CHECKED_AT_ONCE, DELETED_AT_ONCE = 100_000, 10_000


CHECK = "check_access_record"


class BrokenRecord(Exception):
    """A row of the record of access is wrong or missing."""


def check_on(now):
    """Check the next rows, from the first one again after the last. Raises BrokenRecord.

    Where one is wrong, the next check begins with it, so that the trouble stays until it is mended
    or accepted.
    """
    head = AccessHead.objects.filter(pk=AccessHead.ONLY).first()
    found = check(after=head.checked_to if head else 0, most=CHECKED_AT_ONCE)
    fault = found.fault
    go_on = found.last if fault or not found.is_at_end else 0
    AccessHead.objects.filter(pk=AccessHead.ONLY).update(
        checked_to=go_on, checked_at=now, broken_at=fault.sequence if fault else None
    )
    if fault:
        logger.critical("The record of access is broken. %s", fault)
        raise BrokenRecord


def is_broken(jobs):
    """Whether the last check found a row that is wrong. `jobs` are rows of ClockJob by name."""
    return CHECK in jobs and jobs[CHECK].trouble == BrokenRecord.__name__


def tell_head():
    """Write the head to the log, which lies elsewhere: with it `verify_audit --head` shows whether
    the record was cut off and begun anew since."""
    head = AccessHead.objects.filter(pk=AccessHead.ONLY).first()
    if head:
        logger.info("The head of the record of access is %s", head)


def delete_old(now):
    """Delete the oldest rows, all older than KEPT, and say where the record begins since."""
    old = AccessRecord.objects.order_by("sequence")
    with transaction.atomic():
        head = audit.locked_head()
        is_whole = audit.is_sealed(head)
        young = old.filter(at__gte=now - KEPT).values_list("sequence", flat=True).first()
        until = min(head.kept_after + DELETED_AT_ONCE, (young or head.sequence + 1) - 1)
        last = old.filter(sequence__lte=until).last()
        if last is None:
            return
        AccessRecord.objects.filter(sequence__lte=last.sequence).delete()
        head.kept_after, head.hash_before = last.sequence, last.hash
        audit.save_ends(head, is_whole)


JOBS = {
    CHECK: Job(
        timedelta(hours=1), lambda: check_on(timezone.now()), _("Record of access last checked")
    ),
    "tell_access_head": Job(timedelta(days=1), tell_head, _("Head of the record last logged")),
    "delete_old_access": Job(
        timedelta(days=1), lambda: delete_old(timezone.now()), _("Old rows of it last deleted")
    ),
}
