"""Wagtail's admin without news of Wagtail, and without what ends in an error.

The settings turn off its look for updates, its banner and its pictures of people from Gravatar.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import DismissibleMenuItemMixin, MenuItem


@hooks.register("construct_main_menu")
def help_without_a_badge(request, menu_items):
    """The badge counts what nobody has opened yet of the entries that are taken out below."""
    for item in menu_items:
        if item.name == "help":
            item.attrs = {}


@hooks.register("construct_help_menu")
def help_of_ours(request, menu_items):
    """Without Wagtail's news, and the way to its guide as a link like any other."""
    kept = [item for item in menu_items if not item.name.startswith("whats-new")]
    menu_items[:] = [plain(item) for item in kept]


def plain(item):
    """An entry that no badge counts."""
    if not isinstance(item, DismissibleMenuItemMixin):
        return item
    attrs = {"target": "_blank", "rel": "noreferrer"}
    return MenuItem(
        item.label, item.url, item.name, icon_name=item.icon_name, order=item.order, attrs=attrs
    )


@hooks.register("before_bulk_action")
def an_alias_is_not_published(request, action_type, objects, action):
    """It has no version of its own, and goes live with its original. Raises ValidationError, which
    clinic_site.refusals shows, where Wagtail would answer 500."""
    if action_type == "publish" and any(page.alias_of_id for page in objects):
        words = _("One of these pages repeats another one. It goes live with that one.")
        raise ValidationError(words)
