"""Four staff accounts to try the site with, one a role. Only where DEBUG is on."""

import secrets

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError

from clinic_site import roles
from clinic_site.models import Clinician

ACCOUNTS = {
    "editor": roles.EDITOR,
    "reviewer": roles.REVIEWER,
    "desk": roles.FRONT_DESK,
    "manager": roles.MANAGER,
}


class Command(BaseCommand):
    help = "Make the demo's staff accounts and print their passwords, this once."

    def add_arguments(self, parser):
        parser.add_argument(
            "--new-passwords", action="store_true", help="give the accounts new passwords"
        )

    def handle(self, new_passwords, **options):
        if not settings.DEBUG:
            raise CommandError("Demo accounts are made only where DEBUG is on.")
        made = {}
        for username, role in ACCOUNTS.items():
            user, created = User.objects.get_or_create(username=username)
            if created or new_passwords:
                made[username] = secrets.token_urlsafe(12)
                user.set_password(made[username])
                user.save()
                user.groups.set([Group.objects.get(name=role)])
        Clinician.objects.get_or_create(
            name="Demo Clinician",
            defaults={
                "credentials": "not a real person",
                "user": User.objects.get(username="reviewer"),
            },
        )
        self.report(made)

    def report(self, made):
        """Say who may sign in, and with what where that was made just now."""
        self.stdout.write("Demo staff accounts, for /admin/:")
        for username, role in ACCOUNTS.items():
            password = made.get(username, "(password as printed when it was made)")
            self.stdout.write(f"  {role:<20} {username:<10} {password}")
        if not made:
            self.stdout.write("  New passwords: make passwords")
