"""The tie of a clinician to an account, by which pages are signed off."""

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.log_actions import log

from clinic_site import roles
from clinic_site.staff.rules import accounts_seen_by


class ClinicianForm(WagtailAdminModelForm):
    """Ties a clinician to a reviewer's account, never to one's own.

    Who ties themselves would give themselves the signature. Without the permission to tie, the
    field is not on the form.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "user" in self.fields:
            self.fields["user"].queryset = self.accounts()
            self.fields["user"].help_text = _(
                "The account with which this clinician signs pages off. Clinical reviewers who "
                "are tied to nobody else are offered. Another manager must tie yours."
            )

    def accounts(self):
        """The accounts that may be tied, and the one that is."""
        reviewers = Q(is_active=True, groups__name=roles.REVIEWER, clinician=None)
        offered = accounts_seen_by(self.for_user).filter(reviewers).exclude(pk=self.for_user.pk)
        ids = [*offered.values_list("pk", flat=True), self.instance.user_id]
        return get_user_model().objects.filter(pk__in=[pk for pk in ids if pk])

    def save(self, commit=True):
        clinician = super().save(commit)
        if "user" in self.changed_data:
            log_tie(clinician)
        return clinician


def log_tie(clinician):
    """Note in the log which account a clinician is tied to now."""
    username = clinician.user.get_username() if clinician.user else ""
    log(clinician, "staff.tie", data={"username": username})
