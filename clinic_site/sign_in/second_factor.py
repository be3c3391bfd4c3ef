"""Who has a second factor, and which session has passed it."""

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings

# Recovery codes stand in for a second factor that is lost; alone they are none.
KINDS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_one(user):
    """Whether the user can be asked for a second factor."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=KINDS).exists()


def has_passed(request, user):
    """Whether this session has shown a second factor of this user."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, user))


def note_passed(request, user, kind):
    """Note in the session that it has shown a second factor of this user."""
    record_authentication(request, user, "mfa", type=kind)


def is_missing(request, user):
    """Whether the session must not go on as it is.

    Where DEBUG is on, a second factor is offered and not demanded: who has one is still asked.
    """
    if has_passed(request, user):
        return False
    return has_one(user) if settings.DEBUG else True
