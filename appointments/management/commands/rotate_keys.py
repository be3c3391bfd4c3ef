"""Put what is encrypted or hashed under the first keys, or only count: docs/keys.md."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from appointments import key_rotation
from clinic_site.encryption import keyring

MOST_NAMED = 200  # of the rows that cannot be read: a lost key may have sealed them all
STOPPED = "Stopped. What is done is done: run it again, and it goes on."


class Command(BaseCommand):
    help = (
        "Encrypt anew what is not under the first of FIELD_KEYS, and hash anew what is not under "
        "HASH_KEY. The site may go on meanwhile. Ends with an error if something cannot be read."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="open every value, count, and change nothing"
        )

    def handle(self, *, check, **options):
        now = timezone.now()
        try:
            report = key_rotation.check(now) if check else key_rotation.rotate(now)
        except KeyboardInterrupt:
            raise CommandError(STOPPED) from None
        if not check:
            self.stdout.write(
                f"Encrypted anew: {report.rewritten} values. Hashed anew: {report.rehashed} "
                f"requests. Changed by others meanwhile: {report.overtaken} times."
            )
        self.tell_keys(report)
        self.tell_hashes("requests", report.hashes)
        self.tell_hashes("patients' links that work", report.links)
        if report.unreadable:
            rows = list(report.unreadable.items())
            for (model, pk), name in rows[:MOST_NAMED]:
                self.stderr.write(f"Cannot be read: {model} {pk}, {of_key(name)}.")
            if len(rows) > MOST_NAMED:
                self.stderr.write(f"… and {len(rows) - MOST_NAMED} more.")
            raise CommandError(f"{len(rows)} rows cannot be read.")

    def tell_keys(self, report):
        """How many values are under each key that is here, and under any other."""
        names = list(keyring(settings.FIELD_KEYS))
        for name in [*names, *sorted(report.values.keys() - {*names})]:
            place = "first" if name == names[0] else "earlier" if name in names else "MISSING"
            label = name or "not encrypted"
            self.stdout.write(f"FIELD_KEYS {label} ({place}): {report.values[name]} values")

    def tell_hashes(self, what, counts):
        """How many are under each of the hash keys."""
        for number in range(1 + len(settings.HASH_KEY_FALLBACKS)):
            name = f"HASH_KEY_FALLBACKS number {number}" if number else "HASH_KEY"
            self.stdout.write(f"{name}: {counts[number]} {what}")
        if counts[None]:
            self.stdout.write(f"No hash key that is here: {counts[None]} {what}")


def of_key(name):
    return f"under the key {name!r}" if name else "not encrypted by us"
