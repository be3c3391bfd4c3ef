"""All that `make run` needs before the site can be served. Safe to repeat; keeps what is there."""

import logging

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from clinic_site.models import ClinicSettings

STEPS = [
    ("migrate", {"verbosity": 0}),
    ("load_site", {}),
    ("load_conditions", {}),
    ("demo_staff", {}),
    ("update_index", {"verbosity": 0}),  # a demo made by an earlier release
]


class Command(BaseCommand):
    help = "Bring the database up to date, load the starter content, make the demo accounts."

    def handle(self, **options):
        if not settings.DEBUG:
            raise CommandError("This prepares a demo, and DEBUG is off.")
        logging.getLogger("wagtail").setLevel(logging.WARNING)  # it tells of every page
        for name, step_options in STEPS:
            call_command(name, **step_options, stdout=self.stdout)
        # So that the desk's note about a new request can be seen, in var/mail/.
        ClinicSettings.load()
        ClinicSettings.objects.filter(desk_mailbox="").update(desk_mailbox="desk@localhost")
