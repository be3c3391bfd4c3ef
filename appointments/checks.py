"""System checks of the keys and proxies: what is wrong stops the start, not somebody's request."""

from django.conf import settings
from django.core.checks import Error, Warning
from django.core.exceptions import ImproperlyConfigured

from clinic_site.client_address import trusted_networks
from clinic_site.encryption import keyring

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


def check_proxies(app_configs, **kwargs):
    """An error where TRUSTED_PROXIES cannot be read, a warning where it seems to be forgotten."""
    try:
        trusted_networks(tuple(settings.TRUSTED_PROXIES))
    except ImproperlyConfigured as error:
        return [Error(str(error), id="appointments.E003")]
    if settings.BEHIND_PROXY and not settings.TRUSTED_PROXIES:
        sentence = "BEHIND_PROXY is on and TRUSTED_PROXIES is empty."
        hint = "All requests seem to come from the proxy, so most are held back as spam."
        return [Warning(sentence, hint=hint, id="appointments.W001")]
    return []
