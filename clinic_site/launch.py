"""What must be filled in before launch, and where.

Other apps add their own lines with Wagtail's hook `launch_checks`: a function that returns
`LaunchItem`s for what is still missing.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.permission_policies.pages import PagePermissionPolicy

from clinic_site.context_processors import live_notices
from clinic_site.models import ClinicSettings, Location, StandardPage

# Without these no request is taken: the notices that stand beside the form.
FORM_NOTICES = [
    StandardPage.Purpose.WEBSITE_PRIVACY,
    StandardPage.Purpose.PRIVACY_PRACTICES,
    StandardPage.Purpose.GOOD_FAITH_ESTIMATE,
    StandardPage.Purpose.TELEHEALTH,
]


# Wagtail gives pages' permissions by the place in the tree; ours hold for all of it.
EDIT_PAGES = "wagtailcore.change_page"
EDIT_FACTS = "clinic_site.change_clinicsettings"


@dataclass(frozen=True)
class LaunchItem:
    """One thing that is missing, in words, and the admin's address where it is filled in."""

    text: str
    url: str
    permission: str  # what it takes to follow the address

    def opens_for(self, user):
        """Whether the address opens for this person."""
        if self.permission == EDIT_PAGES:
            return PagePermissionPolicy().user_has_permission(user, "change")
        return user.has_perm(self.permission)


def missing_before_launch():
    """Every item that is missing, of all apps."""
    return [item for check in hooks.get_hooks("launch_checks") for item in check()]


def missing_for_requests():
    """The items without which the request form stays closed."""
    return missing_facts() + missing_notices(FORM_NOTICES)


def missing_facts():
    """The clinic's facts that are empty."""
    clinic = ClinicSettings.load()
    url = reverse("wagtailsettings:edit", args=["clinic_site", "clinicsettings", clinic.pk])
    facts = [
        (clinic.phone, _("The clinic's phone number")),
        (clinic.desk_mailbox, _("The front desk's mailbox")),
        (clinic.response_business_days, _("The response time")),
    ]
    return [LaunchItem(text, url, EDIT_FACTS) for value, text in facts if not value]


def missing_security_contact():
    """Where a hole in the site is told, for security.txt."""
    clinic = ClinicSettings.load()
    if clinic.security_contact:
        return []
    url = reverse("wagtailsettings:edit", args=["clinic_site", "clinicsettings", clinic.pk])
    return [LaunchItem(_("The contact for security reports"), url, EDIT_FACTS)]


def unread_spanish():
    """The Spanish words, until somebody of the clinic who speaks Spanish has read them."""
    clinic = ClinicSettings.load()
    if clinic.spanish_read_on:
        return []
    url = reverse("wagtailsettings:edit", args=["clinic_site", "clinicsettings", clinic.pk])
    text = _("The Spanish words: no Spanish speaker of the clinic has read them yet")
    return [LaunchItem(text, url, EDIT_FACTS)]


def missing_notices(purposes=StandardPage.Purpose.values):
    """The notices that not everybody can read: no page, a draft, or a page behind a password."""
    pages = {page.purpose: page for page in StandardPage.objects.exclude(purpose="")}
    shown = {page.purpose for page in live_notices().values()}
    return [
        missing_notice(StandardPage.Purpose(purpose).label, pages.get(purpose))
        for purpose in purposes
        if purpose not in shown
    ]


def missing_notice(name, page):
    """The item of one notice, whose page may be None."""
    if page is None:
        url = reverse("wagtailadmin_explore_root")
    else:
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    text = _("%(notice)s: not open to all") if page and page.live else _("%(notice)s: not live")
    return LaunchItem(text % {"notice": name}, url, EDIT_PAGES)


def missing_in_locations():
    """Offices without an address, and locations without opening hours."""
    missing = []
    change = "clinic_site.change_location"
    for location in Location.objects.prefetch_related("opening_hours"):
        url = reverse("locations:edit", args=[location.pk])
        name = {"location": location.name}
        if not location.is_virtual and not location.street_address:
            missing.append(LaunchItem(_("%(location)s: the address") % name, url, change))
        if not location.opening_hours.all():
            missing.append(LaunchItem(_("%(location)s: the opening hours") % name, url, change))
    if not Location.objects.exists():
        url = reverse("locations:add")
        missing.append(LaunchItem(_("The locations"), url, "clinic_site.add_location"))
    return missing


@hooks.register("launch_checks")
def clinic_launch_checks():
    """The clinic's own lines of the list."""
    return [
        *missing_facts(),
        *missing_security_contact(),
        *unread_spanish(),
        *missing_in_locations(),
        *missing_notices(),
    ]
