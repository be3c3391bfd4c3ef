"""For who looks after the server: let somebody in who has lost their second factor."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from clinic_site.sign_in import log
from clinic_site.sign_in.reset import reset_second_factor


class Command(BaseCommand):
    """Managers do the same for their staff in the admin; a superuser has only this."""

    help = "Take an account's second factors away and end its sessions."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *, username, **options):
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise CommandError("No account has this user name.")
        reset_second_factor(user)
        log.done("second factor reset on the server", user)
        self.stdout.write("Done. The next sign-in asks for the password and a new second factor.")
