"""The codes that a person types: six digits of an app, each good once, or a recovery code."""

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import transaction

from clinic_site.encryption import UnreadableValue, decrypt, encrypt

PENDING = "mfa.totp.secret"  # allauth clears it from the session when the app is set up
LAST_COUNTER = "last_counter"  # in a TOTP row's data: the newest step whose code was used


def pending_secret(session, make_new):
    """The secret that is being set up; in the session it is encrypted, as it is in its row."""
    if make_new or PENDING not in session:
        session[PENDING] = encrypt(generate_totp_secret())
    return decrypt(session[PENDING])


def counter_of(secret, code):
    """The step of time whose code this is, within a step of now (RFC 6238, 5.2); None if none."""
    for counter in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, counter))):
            return counter
    return None


def authenticator_of(user, code):
    """The user's authenticator that gave this code, None where none did. The code is then used up.

    Raises UnreadableValue where nothing matched and a secret's key is lost.
    """
    unreadable = None
    for use in [use_app, use_recovery_code]:
        try:
            found = use(user, code)
        except UnreadableValue as error:
            unreadable = error
            continue
        if found:
            return found
    if unreadable:
        raise unreadable
    return None


@transaction.atomic
def use_app(user, code):
    """The TOTP row, if the code is its own and newer than the last one (RFC 6238, 5.2)."""
    row = rows(user, Authenticator.Type.TOTP).first()
    if row is None:
        return None
    counter = counter_of(decrypt(row.data["secret"]), code)
    if counter is None or counter <= row.data.get(LAST_COUNTER, 0):
        return None
    row.data[LAST_COUNTER] = counter
    row.save(update_fields=["data"])
    return row


@transaction.atomic
def use_recovery_code(user, code):
    """The row of recovery codes, if one of those that are left is this."""
    row = rows(user, Authenticator.Type.RECOVERY_CODES).first()
    return row if row and row.wrap().validate_code(code) else None


def rows(user, kind):
    return Authenticator.objects.select_for_update().filter(user=user, type=kind)


def recovery_codes_left(user, of):
    """How many of `of` recovery codes were not used yet; 0 where none were made.

    Counted without the key, so that a lost one stops nobody here.
    """
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return of - row.data["used_mask"].bit_count() if row else 0
