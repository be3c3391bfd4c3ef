"""Wagtail's app of users, with our views in place of its own."""

from wagtail.users.apps import WagtailUsersAppConfig


class StaffConfig(WagtailUsersAppConfig):
    user_viewset = "clinic_site.staff.viewset.StaffViewSet"
    group_viewset = "clinic_site.staff.viewset.NoGroupViewSet"

    def ready(self):
        from clinic_site.staff import hooks  # noqa: F401 - it registers them
