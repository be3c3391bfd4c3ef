"""What is done to an account. Each act is one transaction, and stands in Wagtail's log."""

from django.db import transaction
from wagtail.log_actions import log

from clinic_site import roles
from clinic_site.sign_in.reset import end_sessions, reset_second_factor
from clinic_site.staff import invitations
from clinic_site.staff.rules import Refused, begin_change, why_not_disable, why_not_reset
from clinic_site.staff.tie import log_tie


@transaction.atomic
def disable(user, *, by):
    """Let a person in no more, from this moment on. Raises Refused."""
    begin_change(by)
    refuse(why_not_disable(user, by))
    set_active(user, False, by)
    end_sessions(user)


@transaction.atomic
def enable(user, *, by):
    """Let a person in again, with the password and second factor that they had."""
    begin_change(by)
    set_active(user, True, by)


def set_active(user, is_active, by):
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    log(user, "staff.enable" if is_active else "staff.disable", user=by)


@transaction.atomic
def reset(user, *, by):
    """Take away password, second factor and sessions; only an invitation leads in. Raises Refused.

    An account that might change hands comes out with nothing but the four groups.
    """
    begin_change(by)
    refuse(why_not_reset(user, by))
    user.set_unusable_password()  # it is another one each time, so earlier invitations are dead
    user.save(update_fields=["password"])
    keep_to_the_groups(user)
    reset_second_factor(user)  # it ends the sessions, too
    log(user, "staff.reset", user=by)


def invite(user, *, by, by_hand):
    """Mail an invitation, and return "": or, by hand or where no mail goes out, its link."""
    link = invitations.link_for(user)
    shown = by_hand or not invitations.mail_link(user, link)
    log(user, "staff.invite_by_hand" if shown else "staff.invite", user=by)
    if by_hand:  # the person learns of a link that somebody else could use
        invitations.mail(user.email, "handed_over")
    return link if shown else ""


def note_new_address(user, old, *, by):
    """Log that an account's address is another one, and tell the old one so."""
    log(user, "staff.email", user=by)
    if old:
        transaction.on_commit(lambda: invitations.mail(old, "address_changed"))


def give_roles(user, groups, *, by):
    """Put an account into these of the four groups, and into no other.

    Who is a clinical reviewer no more is tied to no clinician either.
    """
    before = set(user.groups.values_list("name", flat=True))
    after = {group.name for group in groups}
    keep_to_the_groups(user)
    user.groups.set(groups)
    if before != after:
        log(user, "staff.roles", user=by, data={"roles": sorted(after)})
    if roles.REVIEWER in before - after and hasattr(user, "clinician"):
        untie(user.clinician)


def untie(clinician):
    """Take the signature from the account of a clinician."""
    clinician.user = None
    clinician.save(update_fields=["user"])
    log_tie(clinician)


def keep_to_the_groups(user):
    """Take away what was given to an account beside the four groups."""
    user.user_permissions.clear()
    user.groups.remove(*user.groups.exclude(name__in=roles.PERMISSIONS))


def refuse(sentence):
    if sentence:
        raise Refused(sentence)
