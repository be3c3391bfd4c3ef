"""The library's lines of what is missing before launch."""

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks

from clinic_site.launch import EDIT_PAGES, LaunchItem
from conditions.models import ConditionPage, SignOff


@hooks.register("launch_checks")
def sign_offs_missing():
    """The live pages that no clinician has signed off as they stand."""
    signed = SignOff.objects.values("revision_id")
    pages = ConditionPage.objects.live().exclude(live_revision__in=signed)
    return [
        LaunchItem(
            _("%(page)s: not yet reviewed by a clinician") % {"page": page.title},
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            EDIT_PAGES,
        )
        for page in pages.only("title")
    ]
