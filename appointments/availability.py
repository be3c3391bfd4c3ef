"""When nobody can be booked: clinicians' time off, and the days on which a place is closed.

Staff may enter either over visits that are booked already, whose people they then call. A new
visit, or one that is moved, is refused there.
"""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from appointments.eligibility import clinic_date
from appointments.models import BookingRequest, ClosedDays, TimeOff
from appointments.transitions import State
from appointments.week import bounds_of_days
from clinic_site.models import Clinician, Location


def lock_clinician(pk):
    """The clinician, if one of that key works here now; else None. Within a transaction.

    Whoever books this clinician, or enters time off for them, waits here for the other's end.
    """
    found = Clinician.objects.select_for_update().filter(pk=pk, is_active=True)
    return found.first()


def lock_places(*pks):
    """The places of these keys, or all; always in one order. Within a transaction.

    Whoever books a visit there, or enters closed days, waits here. New requests do not.
    """
    found = Location.objects.select_for_update(no_key=True).order_by("pk")
    return list(found.filter(pk__in=pks) if pks else found)


def obstacle(clinician, location, start, end):
    """The sentence that says why a visit cannot be booked then; "" where it can."""
    off = TimeOff.objects.filter(clinician=clinician, starts__lt=end, ends__gt=start).first()
    if off:
        return _("%(clinician)s has time off: %(when)s.") % {
            "clinician": clinician.name,
            "when": off,
        }
    closed = ClosedDays.objects.filter(
        Q(location=location) | Q(location=None),
        first_day__lte=clinic_date(end - timedelta(microseconds=1)),
        last_day__gte=clinic_date(start),
    ).first()
    if closed is None:
        return ""
    where = location.name if closed.location_id else _("The clinic")
    return _("%(where)s is closed: %(days)s.") % {"where": where, "days": closed.in_words()}


def booked_in_time_off(clinician, start, end):
    """The booked visits that lie in a clinician's time off, the first one first."""
    visits = BookingRequest.objects.booked_between(clinician, start, end)
    return visits.only("reference", "visit_start").order_by("visit_start", "pk")


def booked_on_closed_days(location, first, last):
    """The booked visits that fall on days on which a place, or every place (None), is closed."""
    start, end = bounds_of_days(first, last)
    visits = BookingRequest.objects.filter(
        state=State.BOOKED, visit_start__lt=end, visit_end__gt=start
    )
    if location is not None:
        visits = visits.filter(visit_location=location)
    return visits.only("reference", "visit_start").order_by("visit_start", "pk")
