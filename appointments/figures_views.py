"""The page of figures about requests, without names. It changes nothing."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permission_policies import ModelPermissionPolicy

from appointments import figures_tables
from appointments.charts import column_chart, shares
from appointments.figures import gather, last_weeks
from appointments.models import BookingRequest

PERIODS = [4, 13, 26, 52]  # weeks
USUAL_PERIOD = 13


def weeks_asked_for(request):
    """The Mondays of the period that the address asks for."""
    asked = request.GET.get("weeks", "")
    number = next((weeks for weeks in PERIODS if str(weeks) == asked), USUAL_PERIOD)
    return last_weeks(timezone.now(), number)


class FiguresView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Charts, each with its numbers in a table, for a period that the reader chooses."""

    permission_policy = ModelPermissionPolicy(BookingRequest)
    permission_required = "view"
    template_name = "appointments/admin/figures.html"
    page_title = gettext_lazy("Figures")
    header_icon = "table"
    http_method_names = ["get", "head"]
    export_url_name = None
    export_requests_url_name = None

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": _("Figures")}]

    def get_context_data(self, **kwargs):
        weeks = weeks_asked_for(self.request)
        figures = gather(weeks)
        tables = figures_tables.tables(figures)
        return super().get_context_data(
            periods=[{"weeks": number, "is_current": number == len(weeks)} for number in PERIODS],
            first_day=weeks[0],
            last_day=weeks[-1] + timedelta(days=6),
            facts=figures_tables.in_short(tables),
            sections=[drawn(table) for table in tables],
            notes=figures_tables.NOTES,
            without_week=figures.without_week,
            exports=self.get_exports(len(weeks)) if self.user_has_permission("export") else [],
            **kwargs,
        )

    def get_exports(self, weeks):
        """What managers can download: the figures, and the requests that came in the period."""
        files = [
            (_("The figures"), self.export_url_name),
            (_("The list of requests, without names"), self.export_requests_url_name),
        ]
        return [
            {"label": label, "xlsx": f"{url}?weeks={weeks}&export=xlsx"}
            | {"csv": f"{url}?weeks={weeks}&export=csv"}
            for label, url in ((label, reverse(name)) for label, name in files)
        ]


def drawn(table):
    """A table with what is drawn of it: columns for its weeks, or a bar in each row."""
    if table.is_by_week:
        rows = [(row, None) for row in reversed(table.rows)]  # the newest can be read first
        return {"table": table, "rows": rows, "charts": charts(table)}
    widths = shares([number for _label, number in table.rows])
    return {"table": table, "rows": zip(table.rows, widths, strict=True)}


def charts(table):
    """The charts of a table by weeks; none of what did not happen at all."""
    weeks, *columns = zip(*table.rows, strict=True)
    series = list(zip(table.headings[1:], columns, strict=True))
    if table.name == "contact":
        # The 90th percentile stands behind the median, which is never more.
        found = [column_chart(weeks, [series[1], series[0]], is_stacked=False)]
    elif table.name == "troubles":
        found = [column_chart(weeks, [one]) for one in series]
    else:
        found = [column_chart(weeks, series[:-1])]  # all together is the height of the column
    return [chart for chart in found if chart.bars]
