"""Where the staff's sign-in leads: who answers requests and keeps no pages begins in the inbox."""

from django.urls import reverse
from wagtail.permissions import page_permission_policy


def landing(user):
    """The address for somebody who asked for none; `settings.LANDING` names this function."""
    return reverse("requests:index" if is_desk(user) else "wagtailadmin_home")


def is_desk(user):
    """Whether requests are the user's work in the admin, and pages are not."""
    return (
        user.has_perm("appointments.view_bookingrequest")
        and page_permission_policy.explorable_root_instance(user) is None
    )
