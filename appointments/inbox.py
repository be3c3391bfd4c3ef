"""The inbox: the list of requests, by groups and filters, which decrypts nothing."""

import django_filters
from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from appointments.assignment import desk_members
from appointments.bulk_views import AssignForm
from appointments.desk_columns import (
    COLUMNS,
    ChooseColumn,
    ReasonsColumn,
    RequestTable,
    name_of,
)
from appointments.desk_search import SearchForm
from appointments.inbox_groups import (
    GROUPS,
    QUARANTINE,
    conditions,
    counts,
    late_first,
    nobodys,
    of_group,
)
from appointments.inbox_rows import rows_of
from appointments.models import BookingRequest, Language
from appointments.news import unanswered_news
from appointments.watchdog import promise, with_late_mail
from clinic_site.models import Location

# Where nothing was sent and nobody has taken anything.
IDLE_IN_QUARANTINE = ["get_state_display", "holder"]
ME, NOBODY = "me", "nobody"


def holders():
    """Who may have a request, for the filter."""
    staff = [(user.pk, name_of(user)) for user in desk_members()]
    return [(ME, _("I have it")), (NOBODY, _("Nobody has it")), *staff]


class InboxFilterSet(WagtailFilterSet):
    """What the inbox shows. Nothing here is free text, so nothing personal lands in an address."""

    group = django_filters.ChoiceFilter(
        label=gettext_lazy("List"),
        choices=[(key, group.label) for key, group in GROUPS.items() if key],
        empty_label=GROUPS[""].label,
        widget=forms.RadioSelect,
        method="leave",
    )
    location = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Place"),
        queryset=lambda request: Location.objects.all(),
        empty_label=gettext_lazy("All places"),
        widget=forms.RadioSelect,
    )
    language = django_filters.ChoiceFilter(
        label=gettext_lazy("Language"),
        choices=Language.choices,
        empty_label=gettext_lazy("All languages"),
        widget=forms.RadioSelect,
    )
    holder = django_filters.ChoiceFilter(
        label=gettext_lazy("Who has it"),
        choices=holders,
        empty_label=gettext_lazy("Anybody"),
        widget=forms.RadioSelect,
        method="held_by",
    )
    watch = django_filters.ChoiceFilter(
        label=gettext_lazy("To see to"),
        choices=[
            ("requests", gettext_lazy("First contact is past due")),
            ("messages", gettext_lazy("A message waits for too long")),
            ("patient", gettext_lazy("News by the patient’s link")),
        ],
        empty_label=gettext_lazy("Everything"),
        widget=forms.RadioSelect,
        method="watched",
    )

    class Meta:
        model = BookingRequest
        fields = []

    def leave(self, queryset, name, value):
        """The groups are the view's: their tabs count what the other filters find."""
        return queryset

    def held_by(self, queryset, name, value):
        if value == NOBODY:
            return queryset.filter(nobodys())
        return queryset.filter(assigned_to=self.request.user.pk if value == ME else value)

    def watched(self, queryset, name, value):
        """What the watchdog's banner leads to."""
        now = timezone.now()
        if value == "patient":
            return queryset.filter(pk__in=unanswered_news().values("request"))
        if value == "requests":
            return queryset.filter(promise().broken(now))
        return queryset.filter(pk__in=with_late_mail(now))


class InboxView(IndexView):
    """The list of requests: what is past due first, then the oldest, unless it says otherwise."""

    any_permission_required = ["view"]
    filterset_class = InboxFilterSet
    template_name = "appointments/admin/inbox.html"
    results_template_name = "appointments/admin/inbox_results.html"
    search_url_name = None
    bulk_url_name = None
    enter_url_name = None
    FORMATS = ()  # no spreadsheet: exports have a permission of their own
    table_class = RequestTable
    table_classname = "listing desk-inbox"
    list_display = COLUMNS

    @cached_property
    def now(self):
        return timezone.now()

    @cached_property
    def promise(self):
        return promise()

    @cached_property
    def narrowed(self):
        return conditions(self.request.user, self.now, self.promise)

    @cached_property
    def header_buttons(self):
        if not self.may_move:
            return []
        url = reverse(self.enter_url_name)
        return [HeaderButton(_("Enter a caller’s request"), url=url, icon_name="plus")]

    @cached_property
    def group(self):
        """The group of the address; "" for the open ones."""
        group = self.request.GET.get("group", "")
        return group if group in GROUPS else ""

    def get_base_queryset(self):
        """The keys alone: a page of rows is read by them."""
        return BookingRequest.objects.values_list("pk", flat=True)

    def order_queryset(self, queryset):
        if self.ordering:
            return queryset.order_by(self.ordering, "pk")
        order = GROUPS[self.group].order
        # What the banner leads to is past due, wherever it stands: the oldest first.
        if "late_first" not in order and self.request.GET.get("watch"):
            order = ("received_at", "pk")
        return late_first(queryset, self.narrowed, self.now).order_by(*order)

    def filter_queryset(self, queryset):
        return of_group(super().filter_queryset(queryset), self.group, self.narrowed)

    @cached_property
    def counts(self):
        """How many requests each group has that the other filters let through."""
        return counts(super().filter_queryset(BookingRequest.objects.all()), self.narrowed)

    def get_paginator(self, *args, **kwargs):
        """With the number that the tab says, which need not be counted twice."""
        paginator = super().get_paginator(*args, **kwargs)
        paginator.count = self.counts[self.group]
        return paginator

    def paginate_queryset(self, queryset, page_size):
        paginator, page, keys, is_paginated = super().paginate_queryset(queryset, page_size)
        return paginator, page, rows_of(keys, self.now, self.promise), is_paginated

    @cached_property
    def columns(self):
        """In the quarantine with the reasons, and for who may move requests with boxes."""
        columns = super().columns
        if self.group == QUARANTINE:
            reasons = ReasonsColumn(
                "reasons", label=gettext_lazy("Why"), classname="desk-cell--reasons"
            )
            columns = [column for column in columns if column.name not in IDLE_IN_QUARANTINE]
            columns = [*columns, reasons]
        if self.may_move and self.group != "closed":
            box = {"label": _("Choose"), "classname": "desk-cell--choose"}
            columns = [ChooseColumn("choose", **box, is_chosen=self.all_chosen), *columns]
        return columns

    @cached_property
    def may_move(self):
        return self.user_has_permission("move")

    @property
    def all_chosen(self):
        """Whether the boxes are ticked from the start: a link does it without a script."""
        return self.request.GET.get("choose") == "all"

    def get_table_kwargs(self):
        return {**super().get_table_kwargs(), "caption": _("Requests")}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            tabs=self.get_tabs(),
            group=self.group,
            is_quarantine=self.group == QUARANTINE,
            is_narrowed=bool(self.get_own_filters()),
            may_move=self.may_move,
            all_chosen=self.all_chosen,
            assign_form=AssignForm(user=self.request.user) if self.may_move else None,
            bulk_url=reverse(self.bulk_url_name),
            desk_search_form=SearchForm(),
            desk_search_url=reverse(self.search_url_name),
            **kwargs,
        )

    @cached_property
    def active_filters(self):
        """Without the group, which the tabs show."""
        return [one for one in super().active_filters if not one.auto_id.startswith("id_group")]

    def get_own_filters(self):
        """The names of the filters that narrow the list beyond its group."""
        return [name for name in self.filters.form.changed_data if name != "group"]

    def get_tabs(self):
        """The groups with the number of requests that each shows."""
        return [
            {
                "group": key or None,
                "label": group.label,
                "count": self.counts[key],
                "is_current": key == self.group,
            }
            for key, group in GROUPS.items()
        ]
