"""The forms of the sign-in: allauth's, with our limits, words and marks for password managers."""

from textwrap import wrap
from unicodedata import normalize

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic_site.encryption import UnreadableValue
from clinic_site.sign_in import codes, log, throttle

LONGEST_PASSWORD = 128
LONGEST_NAME = 60
LONGEST_CREDENTIAL = 20_000  # characters of JSON; a real one has about 1,500


class SignInForm(LoginForm):
    """Name and password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        self.fields["login"].widget = forms.TextInput(attrs=attrs | first_field(self))
        self.fields["login"].max_length = 150
        as_password(self.fields["password"])

    def add_prefix(self, field_name):
        """The field's name on the wire: the one that browsers and password managers know."""
        return "username" if field_name == "login" else super().add_prefix(field_name)

    def clean_login(self):
        """As names are kept: a keyboard may put accents together in another way (UAX 15)."""
        return normalize("NFKC", self.cleaned_data["login"])


class ConfirmForm(ReauthenticateForm):
    """The password once more."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        as_password(self.fields["password"])


def as_password(field):
    """Bound what is hashed, and let password managers fill it in."""
    field.max_length, field.help_text = LONGEST_PASSWORD, ""
    field.widget.attrs = {"autocomplete": "current-password", "maxlength": LONGEST_PASSWORD}


class BoundedOldPassword:
    """For the form of a new password: the old one is not guessed there either."""

    def clean_old_password(self):
        attempt = throttle.begin(throttle.PASSWORD, self.user.get_username(), context.request)
        if attempt is None:
            raise get_adapter().validation_error("too_many_login_attempts")
        password = super().clean_old_password()
        attempt.delete()
        return password


class CodeForm(AuthenticateForm):
    """A code of the app, or a recovery code."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label, field.max_length = gettext_lazy("Code"), 20
        field.help_text = gettext_lazy(
            "The six digits that your authenticator app shows now, or one of your recovery codes."
        )
        field.widget.attrs = one_time_code() | first_field(self)

    def clean_code(self):
        """Each code is good once, and there are few tries."""
        code = self.cleaned_data["code"]
        attempt = throttle.begin(throttle.CODE, self.user.get_username(), context.request)
        if attempt is None:
            log.wrong("second factor held back", self.user)
            raise ValidationError(_("Too many tries. Wait 15 minutes, then try again."))
        try:
            self.authenticator = codes.authenticator_of(self.user, code)
        except UnreadableValue as error:
            raise ValidationError(unreadable()) from error
        if self.authenticator is None:
            log.wrong("second factor wrong", self.user)
            raise ValidationError(_("That code is wrong, or was used before. Try the next one."))
        attempt.delete()
        self.authenticator.user = self.user
        return code


class AddAppForm(ActivateTOTPForm):
    """The first code of an app that is being set up."""

    def __init__(self, *args, **kwargs):
        self.user = kwargs.pop("user")
        self.session = kwargs.pop("session")
        forms.Form.__init__(self, *args, **kwargs)
        self.secret = codes.pending_secret(self.session, make_new=not self.is_bound)
        field = self.fields["code"]
        field.label, field.max_length = gettext_lazy("Code"), 20
        field.help_text = gettext_lazy("The six digits that the app shows now.")
        field.widget.attrs = one_time_code()

    def spaced_secret(self):
        """The key in groups of four, as a person types it."""
        return " ".join(wrap(self.secret, 4))

    def clean_code(self):
        code = self.cleaned_data["code"]
        self.counter = codes.counter_of(self.secret, code)
        if self.counter is None:
            raise ValidationError(
                _("That code is wrong. Check that your phone has the right time, and try again.")
            )
        return code


class CheckedCredential:
    """What a browser gave as a passkey: whatever is not one is refused in a sentence."""

    def clean(self):
        if len(self.data.get(self.add_prefix("credential"), "")) > LONGEST_CREDENTIAL:
            raise ValidationError(_("That passkey is too large."))
        return super().clean()


class AddPasskeyForm(CheckedCredential, AddWebAuthnForm):
    """A new passkey and its name."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name_field(self.fields["name"])

    def clean(self):
        try:
            return super().clean()
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValidationError(not_added()) from error
        except ValidationError as error:
            raise ValidationError(not_added()) from error


class PasskeyForm(CheckedCredential, AuthenticateWebAuthnForm):
    """A passkey as the second factor. Nobody guesses one: a key pair is not counted in tries."""

    def clean_credential(self):
        try:
            return super().clean_credential()
        except (ValidationError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.wrong("second factor wrong", self.user)
            raise ValidationError(_("That passkey is not one of yours. Try again.")) from error


class RenamePasskeyForm(EditWebAuthnForm):
    """The name of a passkey."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name_field(self.fields["name"])


def name_field(field):
    field.label, field.max_length = gettext_lazy("Name"), LONGEST_NAME
    field.help_text = gettext_lazy("So that you know it in a list: where it is kept, for example.")
    field.widget.attrs = {"maxlength": LONGEST_NAME, "autocomplete": "off"}


def first_field(form):
    """Where the cursor is first; after an error the error has it."""
    return {} if form.is_bound else {"autofocus": True}


def one_time_code():
    return {
        "autocomplete": "one-time-code",
        "inputmode": "numeric",
        "autocapitalize": "none",
        "spellcheck": "false",
        "maxlength": 20,
    }


def not_added():
    return _("The passkey was not added. Try again.")


def unreadable():
    """What stands where a code cannot be checked, since FIELD_KEYS lacks the key of its secret."""
    return _(
        "Codes cannot be checked now: a key of this site is missing. Use a passkey if you have "
        "one, and tell your manager."
    )
