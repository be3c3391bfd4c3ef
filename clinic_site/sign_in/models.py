"""What is kept of tries to sign in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SignInTry(models.Model):
    """A try that failed, or is not decided yet. Kept for a day.

    Neither the name that was typed nor an address can be read from it: people type their password
    into the box of the name, and an address is a person's (45 CFR 164.514(b)(2)).
    """

    kind = models.CharField(_("kind"), max_length=10)
    name_hash = models.CharField(_("hash of the name"), max_length=64)
    source_hash = models.CharField(_("hash of the browser or address"), max_length=64)
    is_known = models.BooleanField(_("from a browser known to the account"))
    at = models.DateTimeField(_("at"), db_index=True)

    class Meta:
        verbose_name = _("try to sign in")
        verbose_name_plural = _("tries to sign in")
        indexes = [
            models.Index(fields=["kind", "name_hash", "at"], name="sign_in_try_name"),
            models.Index(fields=["kind", "source_hash", "at"], name="sign_in_try_source"),
        ]

    def __str__(self):
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
