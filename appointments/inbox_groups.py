"""The groups of the inbox, which are its tabs: what each holds, in which order, and how much."""

from dataclasses import dataclass

from django.db.models import Case, Count, Q, Value, When
from django.utils.translation import gettext_lazy as _

from appointments.assignment import desk_members
from appointments.eligibility import clinic_date
from appointments.transitions import CLOSED, OPEN, TALKING, UNHANDLED, State
from appointments.watchdog import BEFORE_CONTACT

QUARANTINE = "quarantined"
# What staff still have to do with.
UNSETTLED = [State.QUARANTINED, *OPEN]
LATE_FIRST = ("late_first", "received_at", "pk")
NEWEST_FIRST = ("-received_at", "-pk")


@dataclass(frozen=True)
class Group:
    """Requests in some states. One of `conditions` of the same key narrows them further."""

    label: str
    states: list
    order: tuple = LATE_FIRST


GROUPS = {
    "": Group(_("Open"), OPEN),
    "mine": Group(_("Mine"), OPEN),
    # A booked visit needs nobody to go on with it.
    "unassigned": Group(_("Unassigned"), [*UNHANDLED, *TALKING]),
    "overdue": Group(_("Overdue"), BEFORE_CONTACT),
    "waitlist": Group(
        _("Waitlist due"), [State.WAITLISTED], ("look_again_on", "received_at", "pk")
    ),
    "booked": Group(_("Booked"), [State.BOOKED], ("visit_start", "pk")),
    "closed": Group(_("Closed"), CLOSED, NEWEST_FIRST),
    QUARANTINE: Group(_("Quarantine"), [State.QUARANTINED]),
    "all": Group(_("All"), State.values, NEWEST_FIRST),
}


def nobodys():
    """A condition: nobody has the request who still works here, and at the desk."""
    return Q(assigned_to=None) | ~Q(assigned_to__in=desk_members().order_by().values("pk"))


def conditions(user, now, promise):
    """What narrows a group beyond its states, by the group's key."""
    return {
        "mine": Q(assigned_to=user),
        "unassigned": nobodys(),
        "overdue": promise.broken(now),
        "waitlist": Q(look_again_on__lte=clinic_date(now)),
    }


def of_group(requests, key, narrowed):
    """The requests of a group. `narrowed` are `conditions`."""
    states = Q() if key == "all" else Q(state__in=GROUPS[key].states)
    return requests.filter(states, narrowed.get(key, Q()))


def late_first(requests, narrowed, now):
    """The requests with a mark to sort by: first those whose first contact is past due, and last
    the booked ones, with which nothing is to be done until the visit is over."""
    late = When(narrowed["overdue"], then=Value(0))
    booked = When(state=State.BOOKED, visit_end__gt=now, then=Value(2))
    return requests.alias(late_first=Case(late, booked, default=Value(1)))


def counts(requests, narrowed):
    """How many of the requests are in each group, by two queries: what narrows is asked of what
    is not closed alone."""
    rows = requests.order_by().values_list("state").annotate(count=Count("pk"))
    of_state = dict(rows)
    numbers = {
        key: Count("pk", filter=condition & Q(state__in=GROUPS[key].states))
        for key, condition in narrowed.items()
    }
    few = requests.filter(state__in=UNSETTLED).aggregate(**numbers)
    return {
        key: few[key] if key in few else sum(of_state.get(state, 0) for state in group.states)
        for key, group in GROUPS.items()
    }
