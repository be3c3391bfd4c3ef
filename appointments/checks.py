"""System checks of the keys and proxies: what is wrong stops the start, not somebody's request."""

from base64 import urlsafe_b64decode

from django.conf import settings
from django.core.checks import Error, Warning
from django.core.exceptions import ImproperlyConfigured

from clinic_site.client_address import trusted_networks
from clinic_site.demo_keys import DEMO_KEY
from clinic_site.encryption import keyring

SHORTEST_HASH_KEY = 32  # characters
FEWEST_SIGNS = 5  # different ones, as Django asks of SECRET_KEY
OF_DJANGO = {"SECRET_KEY", "SECRET_KEY_FALLBACKS"}  # no business of ours


def check_keys(app_configs, **kwargs):
    """Errors, with the way to make a right key, where FIELD_KEYS or HASH_KEY cannot serve."""
    try:
        keyring(settings.FIELD_KEYS)
    except ImproperlyConfigured as error:
        hint = f"Give NAME:KEY, with a KEY made by: {settings.FERNET_KEY}"
        return [Error(str(error), hint=hint, id="appointments.E001"), *weak_hash_keys()]
    return [*weak_hash_keys(), *weak_field_keys(), *same_keys()]


def weak_hash_keys():
    """HASH_KEY and its fallbacks, where they are short or plain. A demo's are made by itself."""
    if settings.DEBUG:
        return
    hint = f"Make one with: {settings.RANDOM}"
    for name, key in hash_keys():
        if len(key) < SHORTEST_HASH_KEY:
            sentence = f"{name} has fewer than {SHORTEST_HASH_KEY} characters."
            yield Error(sentence, hint=hint, id="appointments.E002")
        elif len(set(key)) < FEWEST_SIGNS:
            sentence = f"{name} has fewer than {FEWEST_SIGNS} different characters."
            yield Error(sentence, hint=hint, id="appointments.E002")


def weak_field_keys():
    """Keys that anybody could guess, and the demo's where it is no demo."""
    hint = f"Make one with: {settings.FERNET_KEY} (docs/keys.md says how to change it)"
    for name, key in field_keys():
        if len(set(urlsafe_b64decode(key))) < FEWEST_SIGNS:
            sentence = f"The key {name!r} of FIELD_KEYS was not drawn at random."
            yield Error(sentence, hint=hint, id="appointments.E004")
        elif name == DEMO_KEY and not settings.DEBUG:
            sentence = "FIELD_KEYS has the key of a demo, which lies in a file beside its database."
            yield Error(sentence, hint=hint, id="appointments.E005")


def same_keys():
    """One key in two places: who learns it in one has the other, and no rotation changes it."""
    places = [("SECRET_KEY", settings.SECRET_KEY)]
    places += [("SECRET_KEY_FALLBACKS", key) for key in settings.SECRET_KEY_FALLBACKS]
    places += hash_keys()
    places += [(f"the key {name!r} of FIELD_KEYS", key) for name, key in field_keys()]
    first_in = {}
    for place, key in places:
        earlier = first_in.setdefault(key.strip("="), place)
        if earlier != place and not {earlier, place} <= OF_DJANGO:
            sentence = f"{earlier} and {place} are the same."
            yield Error(sentence, hint="Make each by itself.", id="appointments.E006")


def hash_keys():
    """(name, key) of HASH_KEY and of each fallback."""
    fallbacks = enumerate(settings.HASH_KEY_FALLBACKS, start=1)
    return [
        ("HASH_KEY", settings.HASH_KEY),
        *((f"HASH_KEY_FALLBACKS number {number}", key) for number, key in fallbacks),
    ]


def field_keys():
    """(name, key) of FIELD_KEYS, which `keyring` can read."""
    pairs = (pair.strip() for pair in settings.FIELD_KEYS.split(","))
    return [tuple(pair.split(":", 1)) for pair in pairs if pair]


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
