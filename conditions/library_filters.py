"""How staff narrow the library down."""

import django_filters
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.widgets import BooleanRadioSelect

from clinic_site.models import Clinician
from conditions.kinds import Kind
from conditions.models import ConditionPage
from conditions.reviews import ReviewState


def reviewers(request):
    """The clinicians on whose review some page has rested."""
    return Clinician.objects.filter(reviews__isnull=False).distinct()


class LibraryFilterSet(WagtailFilterSet):
    """Over pages of `with_review_state`. Wagtail adds the language where the site has several."""

    state = django_filters.MultipleChoiceFilter(
        field_name="review_state",
        label=_("State of review"),
        choices=ReviewState,
        widget=CheckboxSelectMultiple,
        distinct=False,
    )
    waiting = django_filters.BooleanFilter(
        field_name="is_waiting", label=_("Waiting for a clinician"), widget=BooleanRadioSelect
    )
    due = django_filters.DateFromToRangeFilter(
        field_name="next_review_due", label=_("Next review due"), widget=DateRangePickerWidget
    )
    reviewer = django_filters.ModelMultipleChoiceFilter(
        field_name="live_revision__sign_off__reviewer",
        label=_("Reviewer"),
        queryset=reviewers,
        widget=CheckboxSelectMultiple,
        distinct=False,
    )
    kind = django_filters.MultipleChoiceFilter(
        label=_("Kind"), choices=Kind, widget=CheckboxSelectMultiple, distinct=False
    )
    live = django_filters.BooleanFilter(label=_("Live"), widget=BooleanRadioSelect)

    class Meta:
        model = ConditionPage
        fields = []
