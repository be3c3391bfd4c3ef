"""What Wagtail's log says of accounts and ties."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogFormatter

# Without a name, an address or a secret: the log is kept and shown.
ACTIONS = {
    "staff.disable": (gettext_lazy("Disable account"), gettext_lazy("Account disabled")),
    "staff.enable": (gettext_lazy("Enable account"), gettext_lazy("Account enabled")),
    "staff.reset": (
        gettext_lazy("Reset sign-in"),
        gettext_lazy("Sign-in reset: password, second factor and sessions ended"),
    ),
    "staff.invite": (gettext_lazy("Invite"), gettext_lazy("Invitation mailed")),
    "staff.invite_by_hand": (
        gettext_lazy("Invite by hand"),
        gettext_lazy("Invitation shown to be handed over"),
    ),
    "staff.accept": (
        gettext_lazy("Accept invitation"),
        gettext_lazy("Invitation accepted, password chosen"),
    ),
    "staff.password": (gettext_lazy("Change password"), gettext_lazy("Own password changed")),
    "staff.email": (gettext_lazy("Change e-mail"), gettext_lazy("E-mail address changed")),
}


@hooks.register("register_log_actions")
def register_staff_actions(actions):
    """The actions on accounts and ties, as the history shows them."""
    for name, (label, message) in ACTIONS.items():
        actions.register_action(name, label, message)

    @actions.register_action("staff.roles")
    class RolesFormatter(LogFormatter):
        label = gettext_lazy("Change roles")

        def format_message(self, log_entry):
            roles = log_entry.data.get("roles", [])
            return _("Roles are now: %(roles)s") % {"roles": ", ".join(roles) or _("none")}

    @actions.register_action("staff.tie")
    class TieFormatter(LogFormatter):
        label = gettext_lazy("Tie to account")

        def format_message(self, log_entry):
            if username := log_entry.data.get("username"):
                return _("Tied to the account “%(username)s”") % {"username": username}
            return _("Tied to no account")
