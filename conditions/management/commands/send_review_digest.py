"""The weekly digest of the library by hand, for operators."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from conditions.review_digest import send_digest


class Command(BaseCommand):
    help = "Send this week's digest of the library to those who have not had it, and say to whom."

    def handle(self, **options):
        count = 0
        try:
            for user in send_digest(now=timezone.now()):
                count += 1
                self.stdout.write(f"Sent to {user.get_username()}")
        except OSError as error:  # whatever smtplib raises; its words repeat addresses
            raise CommandError(f"{count} sent, then: {type(error).__name__}") from None
        if not count:
            self.stdout.write("Nothing to send: nothing is due, or all have had this week's.")
