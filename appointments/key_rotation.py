"""Put what is encrypted or hashed under the first keys, while the site goes on.

Each row is changed by one statement, which holds only while all that was read of the row still
stands there: nothing that anybody writes meanwhile is lost, no version is raised, and no lock lasts
longer than a row. A run that is stopped has done what it has done, and the next one goes on.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace

from django.conf import settings

from appointments.hashes import hashed_texts, hashes_of, kept_answers_hash
from appointments.link_tokens import hash_of, tokens_of
from appointments.models import BookingRequest, OutboundMessage, PatientLink
from appointments.sealed_values import Table, tables, texts_in, with_texts
from clinic_site.encryption import (
    UnreadableValue,
    decrypt,
    encrypt,
    key_of,
    keyed_hashes,
    keyring,
)

PERSON = ("first_name", "last_name", "phone", "email")
HASHES = ("name_hash", "phone_hash", "email_hash", "answers_hash")
HASHED = Table(BookingRequest, PERSON + HASHES)
# So often a row is read anew, where somebody comes between. What is left is for the next run.
TRIES = 5
# The key of an acknowledgement says that it was the day's first to an address: after that, nothing.
ONCE_KEY_LASTS = timedelta(days=2)


@dataclass
class Report:
    """What a run did and found. `unreadable` has {(model, key of the row): name of the key}."""

    rewritten: int = 0  # values
    rehashed: int = 0  # requests
    overtaken: int = 0  # rows that somebody changed between reading and writing
    values: Counter = field(default_factory=Counter)  # by the name of their key
    hashes: Counter = field(default_factory=Counter)  # requests, by the number of their hash key
    links: Counter = field(default_factory=Counter)  # patients' links that work, likewise
    unreadable: dict = field(default_factory=dict)

    def cannot_read(self, table, pk, error):
        self.unreadable[table.model._meta.label, pk] = error.key


def rotate(now):
    """Put every value under the first key of FIELD_KEYS and every hash under HASH_KEY, and count
    what is where after that."""
    report = Report()
    for table in tables():
        for pk, row in table.rows():
            report.rewritten += settle(table, pk, row, under_first_key, report)
    for pk, row in HASHED.rows():
        report.rehashed += bool(settle(HASHED, pk, row, with_first_hashes, report))
    forget_once_keys(now)
    for table in tables():
        for name, count, _one in table.by_key():
            report.values[name] += count
    count_hashes(report, now)
    return report


def settle(table, pk, row, change, report):
    """Change a row by what was read of it, again where somebody came between. How many columns
    were written."""
    for _try in range(TRIES):
        new = change(table, pk, row, report)
        if not new:
            return 0
        if table.swap(pk, row, new):
            return len(new)
        report.overtaken += 1
        row = table.row(pk)
        if row is None:  # deleted
            return 0
    return 0


def under_first_key(table, pk, row, report):
    """The columns of a row that are under another key, encrypted anew."""
    first, new = next(iter(keyring(settings.FIELD_KEYS))), {}
    for name, value in row.items():
        texts = {}
        for text in texts_in(value):
            if key_of(text) == first:
                continue
            try:
                texts[text] = encrypt(decrypt(text))
            except UnreadableValue as error:
                report.cannot_read(table, pk, error)
        if texts:
            new[name] = with_texts(value, texts)
    return new


def with_first_hashes(table, pk, row, report):
    """The hashes of a request under HASH_KEY, where they are not."""
    person = opened(table, pk, row, report)
    if person is None:
        return {}
    hashes = hashes_of(person)
    if all(row[name] == value for name, value in hashes.items()):
        return {}
    return {**hashes, "answers_hash": kept_answers_hash(row["answers_hash"])}


def opened(table, pk, row, report):
    """What the hashes of a request are made of; None where no key opens it."""
    try:
        return SimpleNamespace(**{name: decrypt(row[name]) if row[name] else "" for name in PERSON})
    except UnreadableValue as error:
        report.cannot_read(table, pk, error)
        return None


def forget_once_keys(now):
    """Take the hashes of addresses out of acknowledgements of past days, where they are of no use:
    an earlier key may be known to others."""
    keys = OutboundMessage.objects.filter(
        once_key__startswith="received ", created_at__lt=now - ONCE_KEY_LASTS
    )
    for pk in list(keys.values_list("pk", flat=True)):
        keys.filter(pk=pk).update(once_key=None)


# ---------------------------------------------------------------- count


def check(now):
    """Open every value, change nothing, and count what is under which key."""
    report = Report()
    for table in tables():
        for pk, row in table.rows():
            for text in (text for value in row.values() for text in texts_in(value)):
                try:
                    decrypt(text)
                except UnreadableValue as error:
                    report.cannot_read(table, pk, error)
                report.values[key_of(text)] += 1
    count_hashes(report, now)
    return report


def count_hashes(report, now):
    """Count requests and working links by which of the hash keys they are under; None is none."""
    for pk, row in HASHED.rows():
        person = opened(HASHED, pk, row, report)
        if person is not None:
            names = keyed_hashes("name", hashed_texts(person)["name"])
            report.hashes[place(row["name_hash"], names)] += 1
    links = PatientLink.objects.filter(revoked_at=None, expires_at__gt=now)
    for nonce, token_hash in links.values_list("nonce", "token_hash").iterator():
        report.links[place(token_hash, [hash_of(token) for token in tokens_of(nonce)])] += 1


def place(own, all_of_them):
    """The number of the key that made a hash, 0 for HASH_KEY; None for no key of ours."""
    return all_of_them.index(own) if own in all_of_them else None


def missing_keys():
    """The names of keys that values need and that are not here, or are others of the same name.

    One query a column, and one value of each key is opened.
    """
    missing = set()
    for table in tables():
        for name, _count, one in table.by_key():
            try:
                decrypt(one)
            except UnreadableValue:
                missing.add(name or "?")
    return sorted(missing)
