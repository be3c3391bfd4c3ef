"""Delete old requests by hand, or say which ones would go."""

from collections import Counter

from django.core.management.base import BaseCommand
from django.utils import timezone

from appointments import retention
from appointments.models import RequestSettings
from appointments.transitions import State


class Command(BaseCommand):
    help = "Delete all requests that are old enough, as the worker does every hour, part by part."

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="only say what would go, with the references"
        )

    def handle(self, *, dry_run, **options):
        now = timezone.now()
        counts = self.list_going(now) if dry_run else retention.purge(now)
        for state, number in sorted(counts.items()):
            self.stdout.write(f"{State(state).label}: {number}")
        word = "would go" if dry_run else "deleted"
        self.stdout.write(f"{counts.total()} requests {word}.")

    def list_going(self, now):
        """Write each reference, the oldest first, and count them by state."""
        going = retention.going(RequestSettings.load().kept_days(), now)
        counts = Counter()
        rows = going.order_by("state_changed_at", "pk").values_list("reference", "state")
        for reference, state in rows.iterator():
            self.stdout.write(f"{reference} {State(state).label}")
            counts[state] += 1
        return counts
