"""What the desk's places in the admin's menu have in common."""

from django.core.exceptions import PermissionDenied
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import DeleteView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.model import ModelViewSet


class PermissionFirstDeleteView(DeleteView):
    """Asks for the permission before Wagtail looks for the row, which it does in its `setup`.

    Else who may not see such rows could tell by 404 or refusal whether one exists.
    """

    def setup(self, request, *args, **kwargs):
        self.request = request
        if not self.user_has_permission(self.permission_required):
            raise PermissionDenied
        super().setup(request, *args, **kwargs)


class KeptViewSet(ModelViewSet):
    """Rows that staff list, add, change and delete: without histories, usages and copies."""

    delete_view_class = PermissionFirstDeleteView
    copy_view_enabled = False
    add_to_reference_index = False

    def get_common_view_kwargs(self, **kwargs):
        views = super().get_common_view_kwargs(**kwargs)
        return {**views, "history_url_name": None, "usage_url_name": None}

    def get_urlpatterns(self):
        names = ["index", "index_results", "add", "edit", "delete"]
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in names]


class PermittedMenuItem(MenuItem):
    """A line of the menu for those who have a permission."""

    def __init__(self, *args, permission, **kwargs):
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request):
        return request.user.has_perm(self.permission)


class PagesViewSet(ViewSet):
    """Pages of our own. Those who have `permission` find them in the menu."""

    permission = None

    def menu_item_class(self, *args, **kwargs):
        return PermittedMenuItem(*args, permission=self.permission, **kwargs)
