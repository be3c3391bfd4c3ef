"""What must be filled in before launch, and where.

Other apps add their own lines with Wagtail's hook `launch_checks`: a function that returns
`LaunchItem`s for what is still missing.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks

from clinic_site.models import ClinicSettings, Location, StandardPage

# Without these no request is taken: the notices that stand beside the form.
FORM_NOTICES = [
    StandardPage.Purpose.WEBSITE_PRIVACY,
    StandardPage.Purpose.PRIVACY_PRACTICES,
    StandardPage.Purpose.GOOD_FAITH_ESTIMATE,
    StandardPage.Purpose.TELEHEALTH,
]


@dataclass(frozen=True)
class LaunchItem:
    """One thing that is missing, in words, and the admin's address where it is filled in."""

    text: str
    url: str


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
    return [LaunchItem(text, url) for value, text in facts if not value]


def missing_notices(purposes=StandardPage.Purpose.values):
    """The notices that have no live page."""
    pages = {
        page.purpose: page for page in StandardPage.objects.exclude(purpose="").order_by("live")
    }
    missing = []
    for purpose in purposes:
        page = pages.get(purpose)
        if page is None or not page.live:
            name = StandardPage.Purpose(purpose).label
            url = (
                reverse("wagtailadmin_pages:edit", args=[page.pk])
                if page
                else reverse("wagtailadmin_explore_root")
            )
            missing.append(LaunchItem(_("%(notice)s: not live") % {"notice": name}, url))
    return missing


def missing_in_locations():
    """Offices without an address, and locations without opening hours."""
    missing = []
    for location in Location.objects.prefetch_related("opening_hours"):
        url = reverse("locations:edit", args=[location.pk])
        name = {"location": location.name}
        if not location.is_virtual and not location.street_address:
            missing.append(LaunchItem(_("%(location)s: the address") % name, url))
        if not location.opening_hours.all():
            missing.append(LaunchItem(_("%(location)s: the opening hours") % name, url))
    if not Location.objects.exists():
        missing.append(LaunchItem(_("The locations"), reverse("locations:add")))
    return missing


@hooks.register("launch_checks")
def clinic_launch_checks():
    """The clinic's own lines of the list."""
    return missing_facts() + missing_in_locations() + missing_notices()
