"""Which pages of the library need a review, and when. One rule for lists, report, panel and mail.

Everything comes from the sign-off of the revision that is live: a draft's says nothing about what
readers see.
"""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    Value,
    When,
)
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, WorkflowState

from conditions.models import ClinicalApprovalTask, ConditionPage

SOON = timedelta(days=60)


class ReviewState(models.TextChoices):
    """How a page stands with its review. What needs somebody first comes first."""

    OVERDUE = "overdue", _("Overdue")
    DUE_SOON = "due-soon", _("Due soon")
    NOT_REVIEWED = "not-reviewed", _("Not yet reviewed")
    REVIEWED = "reviewed", _("Reviewed")
    NOT_LIVE = "not-live", _("Not live")


NEED_REVIEW = [ReviewState.OVERDUE, ReviewState.DUE_SOON, ReviewState.NOT_REVIEWED]


def with_review_state(queryset, today):
    """Pages with `review_state`, `reviewer_name`, `reviewed_on`, `next_review_due` and
    `is_waiting`, whether a version waits for a clinician. No query more, however many pages.

    Waiting is no state of its own: what is overdue stays so until the new version is live. Overdue
    is from the day after the due date, as in `SignOff.is_overdue`.
    """
    return queryset.annotate(
        reviewer_name=F("live_revision__sign_off__reviewer__name"),
        reviewed_on=TruncDate(
            "live_revision__sign_off__reviewed_at", tzinfo=timezone.get_default_timezone()
        ),
        next_review_due=F("live_revision__sign_off__next_review_due"),
        review_state=Case(
            When(live=False, then=Value(ReviewState.NOT_LIVE)),
            When(next_review_due=None, then=Value(ReviewState.NOT_REVIEWED)),
            When(next_review_due__lt=today, then=Value(ReviewState.OVERDUE)),
            When(next_review_due__lte=today + SOON, then=Value(ReviewState.DUE_SOON)),
            default=Value(ReviewState.REVIEWED),
            output_field=CharField(),
        ),
        is_waiting=Case(
            When(Exists(waiting_for_a_clinician()), then=True),
            default=False,
            output_field=BooleanField(),
        ),
    )


def waiting_for_a_clinician():
    """The workflow of the outer page that stands at a clinician's approval, if there is one."""
    return WorkflowState.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=Cast(OuterRef("pk"), CharField()),
        status=WorkflowState.STATUS_IN_PROGRESS,
        current_task_state__task__in=ClinicalApprovalTask.objects.values("pk"),
    )


def pages_with_review_state(today):
    """All pages of the library, in the order in which they are due, without their text."""
    pages = ConditionPage.objects.select_related("locale").defer_streamfields()
    return by_due_date(with_review_state(pages, today))


def by_due_date(queryset, descending=False):
    """What is due first comes first, and what has no date last, on both databases."""
    due = F("next_review_due")
    order = due.desc(nulls_last=True) if descending else due.asc(nulls_last=True)
    return queryset.order_by(order, "title", "pk")


def review_counts(pages):
    """How many pages there are in each state, and how many wait for a clinician: one query.

    `pages` come from `with_review_state`.
    """
    numbers = {
        state.name.lower(): Count("pk", filter=Q(review_state=state)) for state in NEED_REVIEW
    }
    return pages.order_by().aggregate(**numbers, waiting=Count("pk", filter=Q(is_waiting=True)))
