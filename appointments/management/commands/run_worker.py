"""The worker: sends the messages of the outbox and runs what is due by the clock."""

import logging
import signal
import threading

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from appointments import clock, outbox
from clinic_site.logs import error_fields

logger = logging.getLogger(__name__)
IDLE_SECONDS = 1
SIGNALS = [signal.SIGTERM, signal.SIGINT]


class Command(BaseCommand):
    """Runs until it gets SIGTERM or SIGINT, and then ends after the message it is sending."""

    help = "Send what is due and run the clock's jobs, until told to stop."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="End when nothing is due.")

    def handle(self, *, once, **options):
        self.stopping = threading.Event()
        earlier = {number: signal.signal(number, self.stop) for number in SIGNALS}
        try:
            self.work(once)
        finally:
            for number, handler in earlier.items():
                signal.signal(number, handler)

    def stop(self, number, frame):
        self.stopping.set()

    def work(self, once):
        """Turn after turn. A turn that fails, as without a database, never ends the worker."""
        while not self.stopping.is_set():
            trouble, busy = "", False
            try:
                busy = take_turn()
            except Exception as error:  # noqa: BLE001 - whatever fails, the next turn may not
                trouble = type(error).__name__
                fields = error_fields(error)
                logger.error("The worker had to wait: %s", trouble, extra={"fields": fields})
                connection.close()  # the next turn opens a new one, which may work
            if once and trouble:
                raise CommandError(f"The worker could not do its work: {trouble}")
            if once and not busy:
                return
            if not busy:
                self.stopping.wait(IDLE_SECONDS)


def take_turn():
    """Run the jobs that are due and send one message. Whether there was a message to send."""
    clock.run_due_jobs(timezone.now())
    return outbox.send_next(timezone.now()) is not None
