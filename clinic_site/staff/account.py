"""A person's own account: what they change themselves, and what managers change."""

from django.forms import Form
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.forms.auth import PasswordChangeForm
from wagtail.admin.views.account import AccountView, BaseSettingsPanel
from wagtail.log_actions import log

from clinic_site.sign_in.forms import BoundedOldPassword
from clinic_site.staff.listing import roles_of

# Name and address are a manager's to change: by the name others know who did what, and at the
# address invitations arrive. Pictures of staff are nobody's need, and the admin has one language.
NOT_OFFERED = {"name_email", "avatar", "locale"}


class WhoPanel(BaseSettingsPanel):
    """Who the account says one is, to be read."""

    name = "who"
    title = _("You")
    order = 100
    template_name = "clinic_site/staff/who_panel.html"

    def get_form(self):
        return Form()

    def get_context_data(self):
        return {"user": self.user, "roles": roles_of(self.user)}


class LoggedPasswordChangeForm(BoundedOldPassword, PasswordChangeForm):
    """The change of one's own password, which asks for the old one and stands in the log."""

    def save(self, commit=True):
        user = super().save(commit)
        log(user, "staff.password", user=user)
        return user


@method_decorator([require_admin_access, never_cache], name="dispatch")
class OwnAccountView(AccountView):
    """Wagtail's page, with the panels that are meant for the person."""

    def get_panels(self):
        panels = [panel for panel in super().get_panels() if panel.name not in NOT_OFFERED]
        for panel in panels:
            if panel.name == "password":
                panel.form_class = LoggedPasswordChangeForm
        who = WhoPanel(self.request, self.request.user, profile=None)
        return [who, *panels]
