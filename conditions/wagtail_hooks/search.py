"""The report of searches without a result, and the daily upkeep of the search."""

from datetime import timedelta

from django.db import connection
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import page_permission_policy

from clinic_site.dates import clinic_date
from clinic_site.jobs import Job
from clinic_site.spreadsheets import SafeExportMixin
from conditions.library import DayColumn, LibraryMenuItem
from conditions.missed_searches import prune_misses, shown_misses


class MissedSearchesReport(SafeExportMixin, ReportView):
    """What readers looked for more than once and did not find: to do for editors."""

    page_title = _("Searches without a result")
    header_icon = "search"
    index_url_name = "missed_searches"
    index_results_url_name = "missed_searches_results"
    permission_policy = page_permission_policy
    any_permission_required = ["change"]
    default_ordering = "-count"
    verbose_name, verbose_name_plural = _("search"), _("searches")
    columns = [
        Column("words", label=_("Words"), sort_key="words"),
        Column("count", label=_("How often"), sort_key="count"),
        DayColumn("last_asked_on", label=_("Last asked on"), sort_key="last_asked_on"),
    ]
    export_headings = {
        "words": _("Words"),
        "count": _("How often"),
        "last_asked_on": _("Last asked on"),
    }
    list_export = list(export_headings)

    def get_base_queryset(self):
        return shown_misses()

    def get_filename(self):
        return f"searches-without-a-result-{clinic_date()}"


@hooks.register("register_admin_urls")
def register_missed_searches():
    """The report's addresses."""
    return [
        path("reports/searches/", MissedSearchesReport.as_view(), name="missed_searches"),
        path(
            "reports/searches/results/",
            MissedSearchesReport.as_view(results_only=True),
            name="missed_searches_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def register_missed_searches_menu_item():
    """Among Wagtail's reports, for those who may change pages."""
    return LibraryMenuItem(
        _("Searches without a result"),
        reverse("missed_searches"),
        name="missed-searches",
        icon_name="search",
        order=610,
    )


@hooks.register("worker_jobs")
def give_upkeep():
    """Once a day."""
    label = _("Search last tidied up")
    return {"search_upkeep": Job(timedelta(days=1), search_upkeep, label)}


def search_upkeep():
    """Delete misses that are old or too many, and count anew what is in SQLite's tables.

    Without counts SQLite asks its full-text table once for each page. PostgreSQL counts itself.
    """
    prune_misses(today=clinic_date())
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
