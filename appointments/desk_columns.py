"""The cells of the front desk's lists, and its words for waits, names and times."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.utils import get_user_display_name

from appointments.eligibility import CLINIC_ZONE
from appointments.transitions import TALKING, UNHANDLED, State

WAITS = [State.QUARANTINED, *UNHANDLED, *TALKING]


class WaitingColumn(Column):
    """How long a request waits, in words, and since when (ET)."""

    cell_template_name = "appointments/admin/waiting_cell.html"

    def get_value(self, instance):
        return waiting(instance, timezone.now())


class TroubleColumn(Column):
    """What is wrong with the mail, if anything."""

    cell_template_name = "appointments/admin/trouble_cell.html"

    def get_value(self, instance):
        if instance.phone_instead:
            return _("Phone instead")
        if instance.mail_failed:
            return _("Mail failed")
        return _("Mail is late") if instance.mail_retries else ""


class TimeColumn(Column):
    """A moment in Eastern Time, whatever zone the reader's account has."""

    def get_value(self, instance):
        return eastern(super().get_value(instance))


def waiting(request, now):
    """How long a request has waited, in words; "" for one that is settled."""
    return timesince(request.received_at, now) if request.state in WAITS else ""


def name_of(user):
    """How a member of staff is named; "" for nobody."""
    return get_user_display_name(user) if user else ""


def eastern(moment):
    """A moment in Eastern Time, in words."""
    return date_format(moment.astimezone(CLINIC_ZONE), "M j, Y, g:i A") + " ET"
