"""The cells of the front desk's lists, and its words for waits, names and times."""

from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, StatusTagColumn, Table, TitleColumn
from wagtail.admin.utils import get_user_display_name

from appointments.eligibility import CLINIC_ZONE
from appointments.inbox_groups import UNSETTLED
from appointments.transitions import TALKING, UNHANDLED, State

WAITS = [State.QUARANTINED, *UNHANDLED, *TALKING]


class RequestTable(Table):
    """Each row says which request it shows, and as it stood when."""

    def get_row_attrs(self, instance):
        attrs = super().get_row_attrs(instance)
        return {**attrs, "data-request": f"{instance.pk}:{instance.version}"}


class WaitColumn(Column):
    """What a request waits for, in words, and since when (ET)."""

    cell_template_name = "appointments/admin/waiting_cell.html"

    def get_header_context_data(self, parent_context):
        """What the search finds has no address that could sort it."""
        context = super().get_header_context_data(parent_context)
        return {**context, "is_orderable": bool(context["table"].base_url)}


class FlagsColumn(Column):
    """What staff should see to: a possible duplicate, news by the link, trouble with the mail."""

    cell_template_name = "appointments/admin/flags_cell.html"


class ChooseColumn(Column):
    """A box to choose the request, as it stands, for what is done with many."""

    cell_template_name = "appointments/admin/choose_cell.html"

    def __init__(self, *args, is_chosen, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_chosen = is_chosen

    def get_value(self, instance):
        """Nothing is done with many that are closed."""
        is_offered = instance.state in UNSETTLED
        return f"{instance.pk}:{instance.version}" if is_offered else ""


class ReasonsColumn(Column):
    """Why a request was held back as suspected spam."""

    cell_template_name = "appointments/admin/reasons_cell.html"

    def get_value(self, instance):
        return instance.suspicions_in_words()


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


def holder(request):
    """Who has a request, in words. Who has left the desk does nothing about it."""
    user = request.assigned_to
    if user is None:
        return _("Nobody")
    return name_of(user) if user.is_active else _("%(name)s (left)") % {"name": name_of(user)}


def eastern(moment):
    """A moment in Eastern Time, in words."""
    return date_format(moment.astimezone(CLINIC_ZONE), "M j, Y, g:i A") + " ET"


# The columns of the inbox. Its rows are those of `appointments.inbox_rows`.
COLUMNS = [
    TitleColumn("reference", label=gettext_lazy("Reference"), url_name="requests:inspect"),
    WaitColumn(
        "wait",
        label=gettext_lazy("Waiting"),
        sort_key="received_at",
        classname="desk-cell--waiting",
    ),
    Column("location", label=gettext_lazy("Place"), classname="desk-cell--place"),
    StatusTagColumn(
        "get_state_display",
        label=gettext_lazy("State"),
        primary=lambda request: request.state == State.RECEIVED,
        classname="desk-cell--state",
    ),
    Column(
        "holder", label=gettext_lazy("Who has it"), accessor=holder, classname="desk-cell--holder"
    ),
    Column("get_language_display", label=gettext_lazy("Language"), classname="desk-cell--language"),
    FlagsColumn("flags", label=gettext_lazy("To see to"), classname="desk-cell--flags"),
]
