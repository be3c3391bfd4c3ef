"""Wagtail's addresses that ask for less than our roles do, kept to those whose work they are.

Many of Wagtail's views ask only whether somebody may enter the admin, or show a page's title before
they ask for the right to it. tests/clinic_site/matrix found each of those that stand here.
"""

from wagtail.admin.auth import permission_denied
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.permissions import page_permission_policy


def keeps_pages(user, **words):
    """Editors and reviewers. No form of the desk or of managers chooses a page."""
    return page_permission_policy.user_has_any_permission(user, {"add", "change", "publish"})


def keeps_images(user, **words):
    """Editors."""
    return image_policy.user_has_any_permission(user, {"add", "change", "choose"})


def chooses_images(user, **words):
    """Who keeps pages, too: a reviewer's chooser is an empty list."""
    return keeps_images(user) or keeps_pages(user)


def acts_on_many(user, app_label, model_name, **words):
    """Wagtail's bulk actions: on pages and images alone."""
    keeps = {"wagtailcore.page": keeps_pages, "wagtailimages.image": keeps_images}
    test = keeps.get(f"{app_label}.{model_name}", nobody)
    return test(user)


def changes_setting(user, app_name, model_name, **words):
    """Who may change this very setting."""
    return user.has_perm(f"{app_name}.change_{model_name}")


def sees_histories(user, **words):
    """Who keeps pages, and managers; each sees there what is theirs."""
    return keeps_pages(user) or user.has_perm("auth.change_user")


def superuser(user, **words):
    return user.is_superuser


def nobody(user, **words):
    """Not even superusers: nobody has a use for it."""
    return False


# By the name of an address, a namespace around it, or its route where it has no name.
GATES = {
    "wagtailadmin_pages": keeps_pages,
    "wagtailadmin_explore_root": keeps_pages,
    "wagtailadmin_explore": keeps_pages,
    "wagtailadmin_explore_results": keeps_pages,
    "wagtailadmin_choose_page": keeps_pages,
    "wagtailadmin_choose_page_child": keeps_pages,
    "wagtailadmin_choose_page_search": keeps_pages,
    "wagtailadmin_choose_page_chosen_multiple": keeps_pages,
    "wagtailadmin_choose_page_external_link": keeps_pages,
    "wagtailadmin_choose_page_email_link": keeps_pages,
    "wagtailadmin_choose_page_phone_link": keeps_pages,
    "wagtailadmin_choose_page_anchor_link": keeps_pages,
    "wagtailadmin_block_preview": keeps_pages,
    "wagtailadmin_editing_sessions": keeps_pages,
    "wagtailadmin_api": keeps_pages,
    # Wagtail's admin asks for the list of pages alone.
    "wagtailadmin_api:pages:action": nobody,
    "wagtailadmin_api:images": nobody,
    "wagtailadmin_tag_autocomplete": keeps_images,
    "wagtailadmin_tag_model_autocomplete": keeps_images,
    "wagtailimages": keeps_images,
    "wagtailimages_chooser": chooses_images,
    "wagtailimages_chooser:select_format": keeps_images,
    "wagtail_bulk_action": acts_on_many,
    "wagtailadmin_reports:site_history": sees_histories,
    "wagtailadmin_reports:site_history_results": sees_histories,
    # The one workflow is the code's: conditions/workflow.py.
    "wagtailadmin_workflows": superuser,
    "wagtailsettings": changes_setting,
    # Wagtail's own trials of how it fails.
    "admin/test404/": nobody,
    "wagtailadmin_error_test": nobody,
    # It reads files of any size and kind, for a list that nobody has.
    "wagtailredirects:start_import": nobody,
    "wagtailredirects:process_import": nobody,
}


class GateMiddleware:
    """Refuses as Wagtail refuses. It comes after the sign-in, which refuses all who are nobody."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        found = request.resolver_match
        gate = gate_of(found.view_name) or GATES.get(found.route)
        if gate and request.user.is_authenticated and not gate(request.user, **kwargs):
            return permission_denied(request)
        return None


def gate_of(name):
    """The gate that stands for a name, or None."""
    while name:
        if name in GATES:
            return GATES[name]
        name = name.rpartition(":")[0]
    return None
