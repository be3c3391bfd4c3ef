"""The inbox: the list of requests, by groups and filters, which decrypts nothing."""

import django_filters
from django import forms
from django.db.models import Count, Exists, OuterRef
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView

from appointments.desk_columns import TroubleColumn, WaitingColumn, name_of
from appointments.encryption import EncryptedTextField
from appointments.models import BookingRequest, OutboundMessage
from appointments.transitions import CLOSED, OPEN, TALKING, UNHANDLED, State
from clinic_site.models import Location

Status = OutboundMessage.Status

GROUPS = {
    "": (gettext_lazy("Open"), OPEN),
    "waiting": (gettext_lazy("Waiting to be taken"), UNHANDLED),
    "talking": (gettext_lazy("Being handled"), TALKING),
    "booked": (gettext_lazy("Booked"), [State.BOOKED]),
    "closed": (gettext_lazy("Closed"), CLOSED),
    "quarantined": (gettext_lazy("Quarantined"), [State.QUARANTINED]),
    "all": (gettext_lazy("All"), State.values),
}
ENCRYPTED = [
    field.name
    for field in BookingRequest._meta.concrete_fields
    if isinstance(field, EncryptedTextField)
]


class InboxFilterSet(WagtailFilterSet):
    """What the inbox shows. Nothing here is free text, so nothing personal lands in an address."""

    group = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=[(key, label) for key, (label, _states) in GROUPS.items() if key],
        empty_label=GROUPS[""][0],
        widget=forms.RadioSelect,
        method="in_group",
    )
    location = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Place"),
        queryset=lambda request: Location.objects.all(),
        empty_label=gettext_lazy("All places"),
        widget=forms.RadioSelect,
    )
    holder = django_filters.ChoiceFilter(
        label=gettext_lazy("Who has it"),
        choices=[("me", gettext_lazy("I have it")), ("nobody", gettext_lazy("Nobody has it"))],
        empty_label=gettext_lazy("Anybody"),
        widget=forms.RadioSelect,
        method="held_by",
    )

    class Meta:
        model = BookingRequest
        fields = []

    def in_group(self, queryset, name, value):
        return queryset.filter(state__in=GROUPS[value][1])

    def held_by(self, queryset, name, value):
        return queryset.filter(assigned_to=self.request.user if value == "me" else None)


class InboxView(IndexView):
    """The list of requests, the oldest first, the open ones unless another group is asked for."""

    any_permission_required = ["view"]
    default_ordering = "received_at"
    filterset_class = InboxFilterSet
    template_name = "appointments/admin/inbox.html"
    results_template_name = "appointments/admin/inbox_results.html"
    FORMATS = ()  # no spreadsheet: exports have a permission of their own
    table_classname = "listing desk-inbox"
    list_display = [
        TitleColumn("reference", label=gettext_lazy("Reference"), url_name="requests:inspect"),
        WaitingColumn(
            "waiting",
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
            "holder",
            label=gettext_lazy("Who has it"),
            accessor=lambda request: name_of(request.assigned_to) or _("Nobody"),
            classname="desk-cell--holder",
        ),
        TroubleColumn("trouble", label=gettext_lazy("Mail"), classname="desk-cell--trouble"),
    ]

    def get_base_queryset(self):
        """Without the encrypted columns: what is not shown is not decrypted either."""
        mail = OutboundMessage.objects.filter(request=OuterRef("pk"))
        requests = (
            BookingRequest.objects.select_related("location", "assigned_to")
            .defer(*ENCRYPTED)
            .annotate(
                mail_failed=Exists(mail.filter(status__in=[Status.REFUSED, Status.GIVEN_UP])),
                mail_retries=Exists(mail.filter(status=Status.QUEUED, tries__gt=0)),
            )
        )
        return requests if self.group else requests.open()

    def order_queryset(self, queryset):
        return queryset.order_by(self.ordering, "pk")

    def get_table_kwargs(self):
        return {**super().get_table_kwargs(), "caption": _("Requests")}

    @cached_property
    def group(self):
        """The group of the address; "" for the open ones."""
        group = self.request.GET.get("group", "")
        return group if group in GROUPS else ""

    def get_context_data(self, **kwargs):
        return super().get_context_data(tabs=self.get_tabs(), **kwargs)

    def get_tabs(self):
        """The groups with the number of requests in each, by one query."""
        rows = BookingRequest.objects.values("state").annotate(count=Count("pk")).order_by()
        counts = {row["state"]: row["count"] for row in rows}
        return [
            {
                "group": key or None,
                "label": label,
                "count": sum(counts.get(state, 0) for state in states),
                "is_current": key == self.group,
            }
            for key, (label, states) in GROUPS.items()
        ]
