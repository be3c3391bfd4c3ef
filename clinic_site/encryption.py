"""Encryption and keyed hashes, for what is personal in a request and for staff's second factors.

The keys come from the environment and never lie in the database; each value names its key
(45 CFR 164.312(a)(2)(iv)). FIELD_KEYS is "name:key,name:key": the first encrypts, all decrypt.
HASH_KEY makes hashes, and what HASH_KEY_FALLBACKS made is still found. docs/keys.md says how both
are changed.
"""

import hmac
import re
from functools import cache
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# The name of a key, and a token as Fernet makes them: a version, a date before 2106, and the rest.
NAME = re.compile(r"[A-Za-z0-9._-]{1,40}")
SEALED = re.compile(rf"({NAME.pattern})\$(gAAAA[A-Za-z0-9_=-]+)")


class UnreadableValue(Exception):
    """A value cannot be decrypted: its key is not in FIELD_KEYS, or it was tampered with.

    `key` is the name of the key that the value was encrypted with, "" where it names none.
    """

    def __init__(self, sentence, key=""):
        super().__init__(sentence)
        self.key = key


@cache
def keyring(text):
    """The keys of FIELD_KEYS by name, in order. Raises ImproperlyConfigured with advice."""
    try:
        pairs = [pair.strip().split(":", 1) for pair in text.split(",") if pair.strip()]
        keys = {name: Fernet(key) for name, key in pairs}
    except ValueError as error:
        raise ImproperlyConfigured("FIELD_KEYS must be NAME:KEY, with commas between.") from error
    if not keys or not all(NAME.fullmatch(name) for name in keys):
        raise ImproperlyConfigured("FIELD_KEYS needs a key, and a name of letters and digits.")
    if len(keys) < len(pairs):
        raise ImproperlyConfigured("FIELD_KEYS has one name twice.")
    return keys


def encrypt(text):
    """The text as "key name$token"."""
    name, key = next(iter(keyring(settings.FIELD_KEYS).items()))
    return f"{name}${key.encrypt(text.encode()).decode()}"


def key_of(value):
    """The name of the key that a value was encrypted with; "" of a value that is not encrypted.

    Only what looks like one is a name: it is logged, and clear text may hold a $ as well.
    """
    match = SEALED.fullmatch(value)
    return match[1] if match else ""


def decrypt(value, seconds_valid=None):
    """The text of an encrypted value, at most so many seconds old. Raises UnreadableValue."""
    name, sign, token = value.partition("$")
    key = keyring(settings.FIELD_KEYS).get(name) if sign else None
    if key is None:
        name = key_of(value)
        known = f"No key named {name!r} in FIELD_KEYS." if name else "The value is not encrypted."
        raise UnreadableValue(known, name)
    try:
        return key.decrypt(token.encode(), ttl=seconds_valid).decode()
    except (InvalidToken, UnicodeError) as error:
        sentence = f"The value was changed, is too old, or is of another key named {name!r}."
        raise UnreadableValue(sentence, name) from error


def digests(message):
    """The HMAC-SHA256 of bytes under each key, HASH_KEY first, then HASH_KEY_FALLBACKS.

    Exact, where `keyed_hash` folds case and spaces. The message begins with what it is for.
    """
    keys = [settings.HASH_KEY, *settings.HASH_KEY_FALLBACKS]
    return [hmac.new(key.encode(), message, sha256).digest() for key in keys]


def keyed_hash(purpose, text):
    """A hash that only the holder of HASH_KEY can make, for exact search; "" for no text."""
    return next(iter(keyed_hashes(purpose, text)), "")


def keyed_hashes(purpose, text):
    """The hash under each key, HASH_KEY first, by which to look for what an earlier key wrote."""
    if not text:
        return []
    message = f"{purpose}\n{' '.join(text.casefold().split())}"
    return [digest.hex() for digest in digests(message.encode())]
