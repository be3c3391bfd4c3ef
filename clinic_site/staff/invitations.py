"""The invitation: a link that works once, by which a person chooses a password of their own.

So no manager ever knows a password of somebody else (NIST SP 800-63B, 5.1.1: it is the person's).
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

WORKS_FOR = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


class InvitationTokens(PasswordResetTokenGenerator):
    """Django's tokens, under a key of their own: each dies with the password it was made for."""

    key_salt = "clinic_site.staff.invitations"


tokens = InvitationTokens()


def link_for(user):
    """The address at which `user` chooses a password. It is a secret, and is kept nowhere."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("staff_invitation", kwargs={"uidb64": uid, "token": tokens.make_token(user)})
    return settings.BASE_URL + path


def mail_link(user, link):
    """Whether the mail server has taken the invitation."""
    return mail(user.email, "invitation", {"link": link, "days": WORKS_FOR.days})


def mail(address, name, context=None):
    """Send a mail of templates/clinic_site/staff/email, and say whether the server has taken it.

    It names nobody: its reader may be somebody else.
    """
    text = render_to_string(f"clinic_site/staff/email/{name}.txt", context).strip()
    subject, _newline, body = text.partition("\n")
    headers = {"Auto-Submitted": "auto-generated"}
    message = EmailMessage(subject, body.strip() + "\n", to=[address], headers=headers)
    try:
        return bool(message.send())
    except OSError:  # smtplib's errors are OSErrors, too
        return False
