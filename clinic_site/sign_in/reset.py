"""Taking a person's second factors and sessions away: for managers, and for the server."""

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction


def end_sessions(user):
    """Delete every session of the user, also those that wait for the second factor.

    A request that is under way cannot bring its session back: Django saves a session only where
    its row still is.
    """
    names = {str(user.pk)}, {user_pk_to_url_str(user)}
    for session in Session.objects.iterator():
        data = session.get_decoded()
        waiting = data.get(LOGIN_SESSION_KEY) or {}
        if data.get(SESSION_KEY) in names[0] or waiting.get("user_pk") in names[1]:
            session.delete()


@transaction.atomic
def reset_second_factor(user):
    """Take all second factors and recovery codes of the user away, and end their sessions.

    The next sign-in asks for the password and then for a new second factor.
    """
    Authenticator.objects.filter(user_id=user.pk).delete()
    end_sessions(user)
