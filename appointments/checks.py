"""System checks of the keys: a wrong one stops the start, and not somebody's request."""

from django.conf import settings
from django.core.checks import Error
from django.core.exceptions import ImproperlyConfigured

from appointments.encryption import keyring

SHORTEST_HASH_KEY = 32  # characters


def check_keys(app_configs, **kwargs):
    """Errors, with the way to make a right key, where FIELD_KEYS or HASH_KEY cannot serve."""
    errors = []
    try:
        keyring(settings.FIELD_KEYS)
    except ImproperlyConfigured as error:
        hint = f"Give NAME:KEY, with a KEY made by: {settings.FERNET_KEY}"
        errors.append(Error(str(error), hint=hint, id="appointments.E001"))
    if not settings.DEBUG and len(settings.HASH_KEY) < SHORTEST_HASH_KEY:
        sentence = f"HASH_KEY has fewer than {SHORTEST_HASH_KEY} characters."
        hint = f"Make one with: {settings.RANDOM}"
        errors.append(Error(sentence, hint=hint, id="appointments.E002"))
    return errors
