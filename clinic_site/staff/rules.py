"""Who may do what to whose account."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from clinic_site import roles


class Refused(Exception):
    """What is not done to an account. `str()` is the sentence that says why."""


def accounts_seen_by(user):
    """The accounts that a user manages. For managers there are no superusers."""
    users = get_user_model().objects.all()
    return users if user.is_superuser else users.filter(is_superuser=False)


def the_groups():
    """The groups that an account can be given, in the order of the roles' table."""
    groups = Group.objects.in_bulk(list(roles.PERMISSIONS), field_name="name")
    return [groups[name] for name in roles.PERMISSIONS if name in groups]


def why_not_disable(user, by):
    """The sentence where `by` may not disable `user`, "" where they may."""
    return _("Nobody disables their own account.") if user == by else ""


def why_not_reset(user, by):
    """The sentence where `by` may not reset the sign-in of `user`, "" where they may."""
    if user == by:
        return _("You change your own password and second factor under Account.")
    if user.is_superuser:
        return _("A superuser's sign-in is reset on the server alone.")
    return "" if user.is_active else _("Enable the account first.")


def begin_change(by):
    """Let one change of accounts begin at a time, and only by somebody who may still make it.

    To be called in a transaction. Else two managers could disable each other at one moment, and
    nobody would be left to manage. Raises PermissionDenied.
    """
    list(Group.objects.select_for_update().filter(name=roles.MANAGER))
    if not get_user_model().objects.get(pk=by.pk).has_perm("auth.change_user"):
        raise PermissionDenied
