"""What is noted when somebody signs in."""

from django.contrib.auth.signals import user_logged_in
from django.utils import timezone

from clinic_site.sign_in import log, timeouts


def connect():
    """For the start of the server."""
    user_logged_in.connect(begin_session)


def begin_session(sender, request, user, **kwargs):
    """A session's times begin with it."""
    timeouts.begin(request.session, timezone.now())
    log.done("signed in", user)
