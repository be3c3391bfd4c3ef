"""Addresses in place of Wagtail's own, without what the clinic has no use for."""

from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views import account


class AccountView(account.AccountView):
    """A person's own account, without a picture of theirs: nobody would make the file anew, as
    clinic_site.images does, and anybody could open it."""

    def get_panels(self):
        return [
            panel
            for panel in super().get_panels()
            if not isinstance(panel, account.AvatarSettingsPanel)
        ]


view = never_cache(require_admin_access(AccountView.as_view()))
urlpatterns = [path("account/", view, name="wagtailadmin_account")]
