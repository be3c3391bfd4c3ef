"""The library as staff see it: the list of its pages, and the report that exports.

Both show the same columns and filters, to whoever may change pages and to nobody else.
"""

from datetime import datetime

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.admin.views.pages.choose_parent import ChooseParentView
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.permissions import page_permission_policy

from clinic_site.dates import clinic_date
from clinic_site.spreadsheets import SafeExportMixin
from conditions.library_filters import LibraryFilterSet
from conditions.models import ConditionPage
from conditions.reviews import (
    ReviewState,
    by_due_date,
    pages_with_review_state,
)


def may_see_library(user):
    """Whether a person may change pages: editors, reviewers and superusers."""
    return page_permission_policy.user_has_permission(user, "change")


class LibraryMenuItem(MenuItem):
    """Shown to those for whom its address opens."""

    def is_shown(self, request):
        return may_see_library(request.user)


class ReviewStateColumn(Column):
    """The state in words, and whether a version waits for a clinician."""

    cell_template_name = "conditions/admin/review_state_cell.html"

    class Media:
        css = {"all": ["conditions/library.css"]}

    def get_value(self, instance):
        return ReviewState(instance.review_state)


class FactColumn(Column):
    """A plain fact. On a phone, where the table's head is not shown, its label stands with it."""

    cell_template_name = "conditions/admin/library_cell.html"


class DayColumn(FactColumn):
    """A day by the calendar."""

    def get_value(self, instance):
        value = super().get_value(instance)
        if isinstance(value, datetime):
            value = clinic_date(value)
        return date_format(value, "M j, Y") if value else ""


COLUMNS = [
    # Not Wagtail's column of page titles: its menu asks for each waiting page's task by itself.
    TitleColumn("title", label=_("Title"), url_name="wagtailadmin_pages:edit", sort_key="title"),
    FactColumn("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
    ReviewStateColumn("review_state", label=_("State of review")),
    DayColumn("next_review_due", label=_("Next review due"), sort_key="next_review_due"),
    FactColumn("reviewer_name", label=_("Reviewer"), sort_key="reviewer_name"),
    DayColumn("reviewed_on", label=_("Reviewed on"), sort_key="reviewed_on"),
    FactColumn("locale", label=_("Language")),
    DayColumn(
        "latest_revision_created_at", label=_("Last edited"), sort_key="latest_revision_created_at"
    ),
]


class LibraryPagesMixin:
    """The pages that the person may see, what is due first unless another order is asked for."""

    permission_policy = page_permission_policy
    any_permission_required = ["change"]
    default_ordering = "next_review_due"
    results_template_name = "conditions/admin/library_results.html"
    table_classname = "listing library-table"
    verbose_name, verbose_name_plural = _("page"), _("pages")

    def get_base_queryset(self):
        visible = page_permission_policy.explorable_instances(self.request.user)
        return pages_with_review_state(clinic_date()).filter(pk__in=visible.values("pk"))

    def order_queryset(self, queryset):
        ordering = self.ordering or self.default_ordering  # none while searching
        if ordering in ["next_review_due", "-next_review_due"]:
            return by_due_date(queryset, descending=ordering.startswith("-"))
        return queryset.order_by(ordering, "pk")


class LibraryView(LibraryPagesMixin, IndexView):
    """The list of the library's pages. Search is in titles, live and of the draft."""

    template_name = "wagtailadmin/generic/index.html"
    page_title = _("Library")
    base_columns = COLUMNS
    FORMATS = ()  # the report exports

    def search_queryset(self, queryset):
        # Wagtail's index knows nothing of states and due dates, by which these pages are filtered.
        if not self.is_searching:
            return queryset
        text = self.search_query
        return queryset.filter(Q(title__icontains=text) | Q(draft_title__icontains=text))


class NewPageView(PermissionCheckedMixin, ChooseParentView):
    """Wagtail's choice of the place for a new page, for those who may add one."""

    permission_policy = page_permission_policy
    permission_required = "add"


class LibraryViewSet(PageListingViewSet):
    """The list, and the way to a new page."""

    model = ConditionPage
    name = "library"
    icon = "doc-full-inverse"
    menu_label = _("Library")
    menu_order = 110  # after Pages
    add_to_admin_menu = True
    menu_item_class = LibraryMenuItem
    index_view_class = LibraryView
    choose_parent_view_class = NewPageView
    filterset_class = LibraryFilterSet


class ReviewsReport(LibraryPagesMixin, SafeExportMixin, ReportView):
    """The same pages as a report, for a file."""

    page_title = _("Reviews")
    header_icon = "calendar-check"
    index_url_name = "library_reviews"
    index_results_url_name = "library_reviews_results"
    filterset_class = LibraryFilterSet
    columns = COLUMNS
    export_headings = {
        "title": _("Title"),
        "get_kind_display": _("Kind"),
        "review_state": _("State of review"),
        "is_waiting": _("Waiting for a clinician"),
        "next_review_due": _("Next review due"),
        "reviewer_name": _("Reviewer"),
        "reviewed_on": _("Reviewed on"),
        "locale": _("Language"),
        "latest_revision_created_at": _("Last edited"),
    }
    list_export = list(export_headings)

    def get_filename(self):
        return f"library-reviews-{clinic_date()}"

    def to_row_dict(self, item):
        row = super().to_row_dict(item)
        row["review_state"] = ReviewState(item.review_state).label
        row["is_waiting"] = _("Yes") if item.is_waiting else _("No")
        return row
