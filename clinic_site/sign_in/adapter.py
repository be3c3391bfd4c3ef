"""What allauth asks us: who may try, where a person lands, how secrets are kept."""

import time
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import authenticate
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic_site.encryption import decrypt, encrypt
from clinic_site.sign_in import log, throttle

PASSWORD_SHOWN = "password_shown"  # noqa: S105 - in a session: which password was right


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up, no mail is sent, and one step follows the password: the second factor."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy(
            "The username and the password do not belong together. Check both and try again."
        ),
        "too_many_login_attempts": gettext_lazy(
            "There were too many tries. Wait a minute, then try again."
        ),
        "incorrect_password": gettext_lazy("That is not your password. Try again."),
    }

    def is_open_for_signup(self, request):
        return False

    def get_login_stages(self):
        return ["allauth.mfa.stages.AuthenticateStage"]

    def authenticate(self, request, **credentials):
        """The user, or None. Names that nobody has cost the same work and get the same words.

        Django's own backend hashes once in each case: for a name nobody has, for an account that
        was disabled, and for a wrong password. Raises ValidationError where it is too soon.
        """
        username = credentials["username"]
        attempt = throttle.begin(throttle.PASSWORD, username, request)
        if attempt is None:
            log.refused(request, username)
            raise self.validation_error("too_many_login_attempts")
        user = authenticate(request, **credentials)
        if user is None:
            log.failed(request, username)
        else:
            attempt.delete()
        return user

    def pre_login(self, request, user, **kwargs):
        """A session key that somebody planted is worth nothing once the password was right."""
        request.session.cycle_key()
        request.session[PASSWORD_SHOWN] = user.get_session_auth_hash()
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request, user, *, redirect_url, **kwargs):
        """To the address that was asked for. The home page is nobody's wish: each has their own."""
        if redirect_url in {None, reverse("wagtailadmin_home")}:
            redirect_url = self.get_login_redirect_url(request)
        return super().post_login(request, user, redirect_url=redirect_url, **kwargs)

    def get_login_redirect_url(self, request):
        """Where a person lands who asked for no address: an app says so in settings."""
        return import_string(settings.SIGN_IN_LANDING)(request.user)

    def get_reauthentication_methods(self, user):
        """The password alone: everybody has one, and it is not at hand for who finds the screen."""
        return [{"id": "reauthenticate", "url": reverse("account_reauthenticate")}]

    def is_reauthentication_required(self, *, app, **kwargs):
        """Not moments after a sign-in, which has just asked for the same."""
        records = get_authentication_records(self.request, self.request.user)
        newest = max((record["at"] for record in records), default=0)
        return time.time() - newest >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


class SecondFactorAdapter(DefaultMFAAdapter):
    """Names and keys of second factors.

    What is encrypted lies in `Authenticator.data`: `secret` of a `totp` row, `seed` of a
    `recovery_codes` row. Each value names its key, as clinic_site.encryption writes it, so that
    keys can be changed row by row. A passkey's row holds a public key, which is no secret.
    """

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("That did not work. Try again."),
        "cannot_delete_authenticator": gettext_lazy(
            "This is your only second factor. Add another one before you remove it."
        ),
    }

    def get_totp_label(self, user):
        return user.get_username()

    def get_totp_issuer(self):
        return settings.WAGTAIL_SITE_NAME

    def get_public_key_credential_rp_entity(self):
        """The site's own name, whichever of its hosts was asked (WebAuthn, 5.4.2)."""
        return {"id": urlsplit(settings.BASE_URL).hostname, "name": settings.WAGTAIL_SITE_NAME}

    def get_public_key_credential_user_entity(self, user):
        entity = super().get_public_key_credential_user_entity(user)
        return entity | {"name": user.get_username(), "display_name": user.get_username()}

    def generate_authenticator_name(self, user, type):
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}

    def encrypt(self, text):
        return encrypt(text)

    def decrypt(self, encrypted_text):
        """The text. Raises clinic_site.encryption.UnreadableValue where its key is lost."""
        return decrypt(encrypted_text)
