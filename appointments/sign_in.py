"""Where the staff's sign-in leads: who answers requests and keeps no pages begins in the inbox."""

from django.urls import path, reverse
from wagtail.admin.views.account import LoginView
from wagtail.permissions import page_permission_policy


class SignInView(LoginView):
    """The admin's own sign-in. An address that somebody wanted to reach goes before the inbox."""

    def get_success_url(self):
        wanted = super().get_success_url()
        is_home = wanted == reverse("wagtailadmin_home")
        return reverse("requests:index") if is_home and is_desk(self.request.user) else wanted


def is_desk(user):
    """Whether requests are the user's work in the admin, and pages are not."""
    return (
        user.has_perm("appointments.view_bookingrequest")
        and page_permission_policy.explorable_root_instance(user) is None
    )


# In front of Wagtail's own, at the same address.
urlpatterns = [path("admin/login/", SignInView.as_view())]
