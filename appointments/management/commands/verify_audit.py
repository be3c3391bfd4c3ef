"""Check the whole record of who read or changed which request."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from appointments.audit_check import accept, check, has_been_head
from appointments.models import AccessHead


class Command(BaseCommand):
    """Ends with an error where a row is wrong, and names the first one."""

    help = "Check every row of the record of access, and name the first one that is wrong."

    def add_arguments(self, parser):
        parser.add_argument(
            "--head", help="an earlier head, as the worker's log has one each day: SEQUENCE:HASH"
        )
        parser.add_argument(
            "--accept",
            type=int,
            metavar="ROW",
            help="go on after this row, once you know why it is wrong. The record says so.",
        )

    def handle(self, *, head, accept, **options):
        if head:
            self.compare(head)
        found = check()
        if found.fault and found.fault.sequence == accept:
            self.go_on_after(found.fault)
            found = check()
        if found.fault:
            raise CommandError(f"{found.fault} {found.rows} rows before it are right.")
        self.stdout.write(f"{found.rows} rows are right. The head is {self.head_now()}")

    def compare(self, head):
        """Raises CommandError where the record does not hold its earlier head."""
        held = has_been_head(head)
        if held is None:
            self.stdout.write("That head is older than what is kept.")
        elif not held:
            raise CommandError("That head is not in the record: rows were cut off or written anew.")
        else:
            self.stdout.write("That head is in the record.")

    def go_on_after(self, fault):
        accept(fault, timezone.now())
        self.stdout.write(f"Accepted. {fault}")

    def head_now(self):
        return AccessHead.objects.filter(pk=AccessHead.ONLY).first() or "not written yet."
