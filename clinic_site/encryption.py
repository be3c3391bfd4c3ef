"""Encryption and keyed hashes, for what is personal in a request and for staff's second factors.

The keys come from the environment and never lie in the database; each value names its key
(45 CFR 164.312(a)(2)(iv)). FIELD_KEYS is "name:key,name:key": the first encrypts, all decrypt.
HASH_KEY makes hashes, and what HASH_KEY_FALLBACKS made is still found. docs/keys.md says how both
are changed.
"""

import hmac
from functools import cache
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class UnreadableValue(Exception):
    """A value cannot be decrypted: its key is not in FIELD_KEYS, or it was tampered with."""


@cache
def keyring(text):
    """The keys of FIELD_KEYS by name, in order. Raises ImproperlyConfigured with advice."""
    try:
        pairs = [pair.strip().split(":", 1) for pair in text.split(",") if pair.strip()]
        keys = {name: Fernet(key) for name, key in pairs}
    except ValueError as error:
        raise ImproperlyConfigured("FIELD_KEYS must be NAME:KEY, with commas between.") from error
    if not keys or any(not name or "$" in name for name in keys):
        raise ImproperlyConfigured("FIELD_KEYS needs a key, and a name without the sign $.")
    if len(keys) < len(pairs):
        raise ImproperlyConfigured("FIELD_KEYS has one name twice.")
    return keys


def encrypt(text):
    """The text as "key name$token"."""
    name, key = next(iter(keyring(settings.FIELD_KEYS).items()))
    return f"{name}${key.encrypt(text.encode()).decode()}"


def decrypt(value, seconds_valid=None):
    """The text of an encrypted value, at most so many seconds old. Raises UnreadableValue."""
    name, sign, token = value.partition("$")
    if not sign:  # never quoted: it may be personal text that lies there in clear
        raise UnreadableValue("The value is not encrypted.")
    key = keyring(settings.FIELD_KEYS).get(name)
    if key is None:
        raise UnreadableValue(f"No key named {name[:20]!r} in FIELD_KEYS.")
    try:
        return key.decrypt(token.encode(), ttl=seconds_valid).decode()
    except (InvalidToken, UnicodeError) as error:
        raise UnreadableValue("The value was changed, is too old, or its key is wrong.") from error


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
