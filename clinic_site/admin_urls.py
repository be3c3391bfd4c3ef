"""Addresses in place of Wagtail's own, without what the clinic has no use for."""

from django.http import Http404
from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views import account
from wagtail.utils.urlpatterns import decorate_urlpatterns


class AccountView(account.AccountView):
    """A person's own account, without a picture of theirs: nobody would make the file anew, as
    clinic_site.images does, and anybody could open it."""

    def get_panels(self):
        return [
            panel
            for panel in super().get_panels()
            if not isinstance(panel, account.AvatarSettingsPanel)
        ]


def nothing(request):
    """Wagtail's own pages for looking at its errors, of which one is an error."""
    raise Http404


urlpatterns = decorate_urlpatterns(
    [
        path("account/", AccountView.as_view(), name="wagtailadmin_account"),
        path("failwhale/", nothing, name="wagtailadmin_error_test"),
        path("test404/", nothing),
    ],
    require_admin_access,
)
urlpatterns = decorate_urlpatterns(urlpatterns, never_cache)
