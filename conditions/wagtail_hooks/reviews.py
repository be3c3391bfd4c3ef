"""The library's list, its report and its panel in the admin."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component

from clinic_site.dates import clinic_date
from conditions.library import LibraryMenuItem, LibraryViewSet, ReviewsReport, may_see_library
from conditions.review_digest import SENT, weekly_digest
from conditions.reviews import (
    ReviewState,
    pages_with_review_state,
    review_counts,
)

MOST_OVERDUE = 5


@hooks.register("register_admin_viewset")
def register_library():
    """The list of the library's pages."""
    return LibraryViewSet()


@hooks.register("register_admin_urls")
def register_report():
    """The report's addresses."""
    return [
        path("reports/library/", ReviewsReport.as_view(), name="library_reviews"),
        path(
            "reports/library/results/",
            ReviewsReport.as_view(results_only=True),
            name="library_reviews_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def register_report_menu_item():
    """Among Wagtail's reports."""
    return LibraryMenuItem(
        _("Reviews"),
        reverse("library_reviews"),
        name="library-reviews",
        icon_name="calendar-check",
        order=600,
    )


class LibraryPanel(Component):
    """How many pages need a review, and those that are overdue for longest."""

    name = "library"
    order = 40
    template_name = "conditions/admin/library_panel.html"

    class Media:
        css = {"all": ["conditions/library.css"]}

    def __init__(self, pages, numbers):
        self.pages = pages
        self.numbers = numbers

    def get_context_data(self, parent_context):
        overdue = self.pages.filter(review_state=ReviewState.OVERDUE)[:MOST_OVERDUE]
        return {
            "counts": [
                (self.numbers[name], label, f"{reverse('library:index')}?{query}")
                for name, label, query in COUNTED
                if self.numbers[name]
            ],
            "first": overdue if self.numbers["overdue"] else [],
        }


# What the panel counts, in words, and the filter that shows it.
COUNTED = [
    ("overdue", _("overdue"), "state=overdue"),
    ("due_soon", _("due soon"), "state=due-soon"),
    ("not_reviewed", _("not yet reviewed"), "state=not-reviewed"),
    ("waiting", _("waiting for a clinician"), "waiting=true"),
]


@hooks.register("construct_homepage_panels")
def add_library_panel(request, panels):
    """For those who may change pages, and only where something needs them."""
    if may_see_library(request.user):
        pages = pages_with_review_state(clinic_date())
        numbers = review_counts(pages)
        if any(numbers.values()):
            panels.append(LibraryPanel(pages, numbers))


@hooks.register("worker_jobs")
def give_jobs():
    """The weekly digest."""
    return {"review_digest": weekly_digest}


@hooks.register("register_log_actions")
def register_log_actions(actions):
    """That somebody was sent the digest. The log says it of their account."""
    actions.register_action(SENT, _("Send the digest"), _("Weekly digest of the library sent"))
