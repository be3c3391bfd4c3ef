"""The figures as tables: for the page, with a chart beside them, and for a file. Pure."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy as _

from appointments.figure_terms import NO_FIGURE
from appointments.figures import percentile
from appointments.models import Language
from appointments.transitions import CLOSED, OPEN, DeclineCode, State

WEEK = _("Week of")
ALL = _("All")
CLOSED_AS = [_("Outcome"), _("Requests")]
NOTES = [
    _(
        "A request counts in the week in which it came: Monday to Sunday, Eastern Time. This week "
        "counts so far. Requests that were deleted meanwhile are counted too."
    ),
    _(
        "Spam, duplicates and requests entered in error are not counted as requests, nor is what "
        "lies in the quarantine. They stand in a table of their own."
    ),
    _(
        "First contact is when staff first turned to the person. The hours are opening hours of "
        "the place asked for, without public holidays and closed days. A place that has no hours "
        "here counts all 24 hours of a business day."
    ),
    _(
        "Median: half of the people waited so long or less. 90th percentile: nine of ten people "
        "did. Both are waits that took place (nearest rank)."
    ),
]


@dataclass(frozen=True)
class Table:
    """A heading for each column, and rows of a label and a value for each further column.

    A label is a word, or the Monday of a week. A value is a number, or None where there is none.
    """

    name: str
    title: str
    headings: list
    rows: list
    total: list = field(default_factory=list)

    @property
    def is_by_week(self):
        return isinstance(self.rows[0][0], date)


def tables(figures):
    """All tables, in the order in which they are read."""
    return [
        by_place(figures),
        by_language(figures),
        first_contact(figures),
        outcomes(figures),
        declined(figures),
        not_counted(figures),
        troubles(figures),
    ]


def in_short(found):
    """The few numbers that stand above all: pairs of a label and a number of `tables`."""
    totals = {table.name: table.total for table in found}
    _all, median, ninetieth, _contacted, untouched = totals["contact"]
    return [
        (_("Requests"), totals["places"][-1]),
        (_("Business hours to the first contact (median)"), median),
        (_("90th percentile"), ninetieth),
        (_("Not contacted yet"), untouched),
    ]


def by_place(figures):
    counts = figures.requests(lambda tally: (tally.week, tally.location))
    return by_week("places", _("Requests by place"), figures.weeks, figures.places, counts)


def by_language(figures):
    counts = figures.requests(lambda tally: (tally.week, tally.language))
    names = dict(Language.choices)
    return by_week("languages", _("Requests by language"), figures.weeks, names, counts)


def by_week(name, title, weeks, groups, counts):
    """Requests by week and group. `counts` has (week, group) for keys, `groups` their names."""
    rows = []
    for week in weeks:
        numbers = [counts[week, group] for group in groups]
        rows.append([week, *numbers, sum(numbers)])
    sums = [sum(column) for column in list(zip(*rows, strict=True))[1:]]
    return Table(name, title, [WEEK, *groups.values(), ALL], rows, [ALL, *sums])


def first_contact(figures):
    """The waits of each week, and of all weeks together."""
    untouched = Counter()
    for tally in figures.tallies:
        untouched[tally.week] += tally.untouched
    together = [minutes for week in figures.weeks for minutes in figures.waits.get(week, [])]
    return Table(
        "contact",
        _("Business hours to the first contact"),
        [WEEK, _("Median"), _("90th percentile"), _("Contacted"), _("None yet")],
        [[week, *summary(figures.waits.get(week, [])), untouched[week]] for week in figures.weeks],
        [ALL, *summary(together), untouched.total()],
    )


def summary(waits):
    """The median and the 90th percentile in hours, and of how many waits."""
    return [hours(percentile(waits, 50)), hours(percentile(waits, 90)), len(waits)]


def hours(minutes):
    return None if minutes is None else round(minutes / 60, 1)


def outcomes(figures):
    """What became of the requests that are counted: the rows add up to them."""
    counts = figures.requests(lambda tally: tally.state)
    rows = [[_("Still open"), sum(counts[state] for state in OPEN)]]
    rows += [[state.label, counts[state]] for state in CLOSED if state not in NO_FIGURE]
    return Table("outcomes", _("Outcomes"), CLOSED_AS, rows, [ALL, counts.total()])


def declined(figures):
    counts = figures.requests(lambda tally: (tally.state, tally.decline_code))
    rows = [[code.label, counts[State.DECLINED, code]] for code in DeclineCode]
    total = sum(number for _label, number in rows)
    return Table(
        "declined", _("Why the clinic declined"), [_("Reason"), _("Requests")], rows, [ALL, total]
    )


def not_counted(figures):
    counts = Counter()
    for tally in figures.tallies:
        counts[tally.state] += tally.count
    rows = [[state.label, counts[state]] for state in NO_FIGURE]
    rows.append([_("In the quarantine now"), counts[State.QUARANTINED]])
    return Table("not-counted", _("Not counted as requests"), CLOSED_AS, rows)


def troubles(figures):
    """Mails that failed, and suspected spam."""
    failed = Counter()
    for tally in figures.tallies:
        failed[tally.week] += tally.mail_failed
    rows = [[week, failed[week], figures.held_back[week]] for week in figures.weeks]
    return Table(
        "troubles",
        _("Failed mail and suspected spam"),
        [WEEK, _("Requests with failed mail"), _("Held back as suspected spam")],
        rows,
        [ALL, failed.total(), figures.held_back.total()],
    )
