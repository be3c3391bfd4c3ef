"""The managers' page of what is deleted when: a dry run that changes nothing.

References are no personal data; nothing encrypted is read here.
"""

from datetime import timedelta

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    ExpressionWrapper,
    F,
    Max,
    Min,
    Q,
    Sum,
    When,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permission_policies import ModelPermissionPolicy

from appointments.eligibility import clinic_date
from appointments.holds import HOLD, kept
from appointments.models import (
    BookingRequest,
    ClockJob,
    PurgedCount,
    PurgeRecord,
    RequestSettings,
)
from appointments.retention import JOBS, MOST_AT_ONCE, NAMED, UNSENT, goes_on, old_enough
from appointments.transitions import CLOSED, State

LISTED, MONTHS = 50, 24


class RetentionView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """By state: the rule, and how many go. By request: the next ones to go, and those on hold."""

    permission_policy = ModelPermissionPolicy(BookingRequest)
    permission_required = "hold"
    template_name = "appointments/admin/retention.html"
    page_title = gettext_lazy("Deletion of old requests")
    header_icon = "bin"
    http_method_names = ["get", "head"]

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": _("Deletion")}]

    def get_context_data(self, **kwargs):
        now, rules = timezone.now(), RequestSettings.load()
        kept_days, kept_by_hold = rules.kept_days(), kept()
        held = BookingRequest.objects.filter(on_hold=True)
        may_set_days = self.request.user.has_perm("appointments.change_requestsettings")
        return super().get_context_data(
            rows=by_state(kept_days, kept_by_hold, now),
            next_to_go=next_to_go(kept_days, kept_by_hold, now),
            held=newest_holds(held),
            held_count=held.count(),
            counts=counts_by_month(),
            records=PurgeRecord.objects.all()[:LISTED],
            last_run=ClockJob.objects.filter(name__in=JOBS, finished_at__isnull=False).first(),
            most=MOST_AT_ONCE,
            listed=LISTED,
            settings_url=reverse(
                "wagtailsettings:edit", args=["appointments", "requestsettings", rules.pk]
            )
            if may_set_days
            else "",
            **kwargs,
        )


def by_state(kept_days, kept_by_hold, now):
    """Of each closed state: days, how many there are, how many go, how many are kept back, and
    when the next of the others is old enough."""
    is_old, is_held = old_enough(kept_days, now), Q(pk__in=kept_by_hold)
    is_free = ~is_held & Q(is_named=False, is_unsent=False)
    found = (
        BookingRequest.objects.filter(state__in=CLOSED)
        .annotate(is_named=NAMED, is_unsent=UNSENT)
        .order_by()
        .values("state")
        .annotate(
            all=Count("pk"),
            going=Count("pk", filter=is_old & is_free),
            kept_back=Count("pk", filter=is_old & ~is_free),
            next_closed=Min("state_changed_at", filter=~is_old & ~is_held),
        )
    )
    by_name = {row["state"]: row for row in found}
    rows = []
    for state in CLOSED:
        row, days = by_name.get(state, {}), kept_days.get(state)
        closed = row.get("next_closed")
        rows.append(
            {
                "label": State(state).label,
                "days": days,
                "all": row.get("all", 0),
                "going": row.get("going", 0),
                "kept_back": row.get("kept_back", 0),
                "next_on": goes_on(closed, days) if closed and days is not None else None,
            }
        )
    return rows


def counts_by_month():
    """How many deleted requests came in each of the last months that have any."""
    months = PurgedCount.objects.order_by("-month").values("month")
    return months.annotate(number=Sum("count"))[:MONTHS]


def next_to_go(kept_days, kept_by_hold, now):
    """The next requests to go, each with the date on which it is old enough, and whether it is."""
    if not kept_days:
        return []
    whens = [When(state=state, then=old_at(days)) for state, days in kept_days.items()]
    requests = (
        BookingRequest.objects.filter(state__in=kept_days, on_hold=False)
        .annotate(old_at=Case(*whens), is_named=NAMED, is_unsent=UNSENT)
        .only("reference", "state", "state_changed_at")
        .order_by("old_at", "pk")
    )
    today, found = clinic_date(now), []
    for row in requests[:LISTED]:
        day = goes_on(row.state_changed_at, kept_days[row.state])
        row.is_held = row.pk in kept_by_hold
        found.append((row, day, day <= today))
    return found


def old_at(days):
    """The moment, so many days after a request was closed, as the database sorts by it."""
    return ExpressionWrapper(
        F("state_changed_at") + timedelta(days=days), output_field=DateTimeField()
    )


def newest_holds(held):
    """The requests on hold, with since when."""
    since = Max("events__at", filter=Q(events__move=HOLD))
    rows = held.only("reference", "state").annotate(since=since)
    return rows.order_by("-since", "pk")[:LISTED]
