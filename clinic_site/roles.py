"""What each group of staff may do: one table, written to the database after every migration.

Permissions that stand in no row are taken away from these groups again, so the table is the truth.
Only a superuser, made on the server alone, may do more.
"""

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

EDITOR = "Content editors"
REVIEWER = "Clinical reviewers"
FRONT_DESK = "Front desk"
MANAGER = "Practice managers"

CLINIC_FACTS = [
    f"clinic_site.{action}_{model}"
    for model in ["location", "clinician"]
    for action in ["view", "add", "change", "delete"]
] + ["clinic_site.change_clinicsettings"]

# When nobody can be booked.
CALENDAR = [
    f"appointments.{action}_{model}"
    for model in ["closeddays", "timeoff"]
    for action in ["view", "add", "change", "delete"]
]

PERMISSIONS = {
    EDITOR: [
        "wagtailadmin.access_admin",
        "clinic_site.view_location",
        "clinic_site.view_clinician",
        # The words of the request journey; nothing of any request.
        "appointments.view_patienttext",
        "appointments.change_patienttext",
        # Where the address of a deleted page leads.
        "wagtailredirects.add_redirect",
        "wagtailredirects.change_redirect",
        "wagtailredirects.delete_redirect",
    ],
    REVIEWER: ["wagtailadmin.access_admin"],
    FRONT_DESK: [
        "wagtailadmin.access_admin",
        "appointments.view_bookingrequest",
        "appointments.move_bookingrequest",
        *CALENDAR,
    ],
    MANAGER: [
        "wagtailadmin.access_admin",
        # By the rules of clinic_site.staff, and never of superusers.
        "auth.add_user",
        "auth.change_user",
        *CLINIC_FACTS,
        "clinic_site.tie_clinician",
        "appointments.view_bookingrequest",
        "appointments.move_bookingrequest",
        "appointments.hold_bookingrequest",
        "appointments.export_bookingrequest",
        # Who read or changed which request.
        "appointments.view_accessrecord",
        *CALENDAR,
        "appointments.view_requestpause",
        "appointments.add_requestpause",
        "appointments.change_requestpause",
        "appointments.delete_requestpause",
        "appointments.change_requestsettings",
    ],
}
PAGE_PERMISSIONS = {
    EDITOR: ["add_page", "change_page", "publish_page"],
    REVIEWER: ["change_page", "publish_page"],
}
IMAGE_PERMISSIONS = {EDITOR: ["add_image", "change_image", "choose_image"]}


def write_roles(**kwargs):
    """Make the groups as the tables say. Safe to repeat."""
    for name, wanted in PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set([permission(label) for label in wanted])
        write_page_permissions(group, PAGE_PERMISSIONS.get(name, []))
        write_image_permissions(group, IMAGE_PERMISSIONS.get(name, []))


def permission(label):
    """The permission that "app.codename" names. Raises Permission.DoesNotExist."""
    app_label, codename = label.split(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


def write_page_permissions(group, codenames):
    """What the group may do with pages, everywhere in the tree."""
    root = Page.get_first_root_node()
    if root is None:  # a test emptied the database
        return
    wanted = Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=codenames
    )
    GroupPagePermission.objects.filter(group=group).exclude(permission__in=wanted).delete()
    for page_permission in wanted:
        GroupPagePermission.objects.get_or_create(
            group=group, page=root, permission=page_permission
        )


def write_image_permissions(group, codenames):
    """What the group may do with images."""
    root = Collection.get_first_root_node()
    if root is None:
        return
    wanted = Permission.objects.filter(
        content_type__app_label="wagtailimages", codename__in=codenames
    )
    rows = GroupCollectionPermission.objects.filter(group=group)
    rows.exclude(permission__in=wanted).delete()
    for image_permission in wanted:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=root, permission=image_permission
        )
