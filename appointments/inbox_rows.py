"""The rows of the inbox: what it says of each request. It decrypts nothing.

The list finds the keys of one page first; all that takes looking elsewhere is then asked for these
few alone, so that 50,000 requests cost no more than 50.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments.desk_columns import WAITS, eastern
from appointments.due import business_days_after, business_time
from appointments.eligibility import clinic_date
from appointments.inbox_groups import UNSETTLED
from appointments.models import BookingRequest, OutboundMessage
from appointments.news import has_news
from appointments.transitions import State
from appointments.watchdog import promise

Status = OutboundMessage.Status
FAILED = [Status.REFUSED, Status.GIVEN_UP]


@dataclass(frozen=True)
class Wait:
    """What a request waits for, in words, and whether that is past."""

    words: str
    is_late: bool = False


def rows_of(keys, now, promised=None):
    """The requests of these keys, in their order, with what the inbox says of them."""
    mail = OutboundMessage.objects.filter(request=OuterRef("pk"))
    found = (
        BookingRequest.objects.sealed()
        .select_related("location", "assigned_to")
        .annotate(
            has_news=has_news(),
            mail_failed=Exists(mail.filter(status__in=FAILED).exclude(Exists(sent_later()))),
            mail_retries=Exists(mail.filter(status=Status.QUEUED, tries__gt=0)),
            has_twin=twin("phone_hash") | twin("email_hash") | twin("name_hash"),
        )
        .in_bulk(list(keys))
    )
    promised = promised or promise()
    rows = [found[key] for key in keys if key in found]
    for row in rows:
        row.wait = wait(row, now, promised)
        row.flags = flags(row)
    return rows


def sent_later():
    """The messages after one, to the same reader, that were sent: what was wrong is mended."""
    same = {name: OuterRef(name) for name in ["request", "audience"]}
    return OutboundMessage.objects.filter(**same, status=Status.SENT, pk__gt=OuterRef("pk"))


def twin(name):
    """A condition: another request that is not settled has the same hash."""
    others = BookingRequest.objects.filter(state__in=UNSETTLED).exclude(pk=OuterRef("pk"))
    return Exists(others.filter(**{name: OuterRef(name), f"{name}__gt": ""}))


def wait(request, now, promised):
    """What a request waits for at a moment: the first contact, a day, a visit, or somebody."""
    due = promised.due_at(request)
    if due is not None:
        hours = promised.hours[request.location_id]
        return Wait(due_in_words(due, now, hours), is_late=due <= now)
    if request.state == State.WAITLISTED:
        day = date_format(request.look_again_on, "M j, Y")
        is_late = request.look_again_on <= clinic_date(now)
        return Wait(_("Look again on %(day)s") % {"day": day}, is_late=is_late)
    if request.state == State.BOOKED:
        is_over = request.visit_end <= now
        words = _("Visit %(when)s: kept or missed?") if is_over else _("Visit %(when)s")
        return Wait(words % {"when": eastern(request.visit_start)})
    if request.state in WAITS:
        return Wait(_("Asked %(time)s ago") % {"time": timesince(request.received_at, now)})
    return Wait("")


def due_in_words(due, now, hours):
    """How far a due time is, in time in which the place is open."""
    if due <= now:
        late = business_words(due, now, hours)
        return _("Overdue by %(time)s") % {"time": late} if late else _("Overdue")
    left = business_words(now, due, hours)
    return _("Due in %(time)s") % {"time": left} if left else _("Due when the place opens")


def business_words(start, end, hours):
    """The business time between two moments, in words: days, or whole hours, or minutes."""
    days = business_days_after(start, end, hours)
    if days > 1:
        return ngettext("%(count)s business day", "%(count)s business days", days) % {"count": days}
    length, minutes = divmod(business_time(start, end, hours) // timedelta(minutes=1), 60)
    if length:
        words = ngettext("%(count)s business hour", "%(count)s business hours", length)
        return words % {"count": length}
    words = ngettext("%(count)s minute", "%(count)s minutes", minutes)
    return words % {"count": minutes} if minutes else ""


def flags(request):
    """What staff should see to: (icon, words, whether it is trouble)."""
    found = []
    if request.has_twin and request.state in UNSETTLED:
        found.append(("copy", _("Possible duplicate"), False))
    if request.has_news:
        found.append(("comment", _("News by the link"), False))
    if request.phone_instead:
        found.append(("warning", _("Phone instead"), True))
    elif request.mail_failed:
        found.append(("warning", _("Mail failed"), True))
    elif request.mail_retries:
        found.append(("warning", _("Mail is late"), True))
    return found
