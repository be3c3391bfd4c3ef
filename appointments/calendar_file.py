"""The calendar entry of a booked visit (RFC 5545): the time and the patient's link, no more.

No place, clinician or name: calendars are shared, and shown on locked screens. No ORGANIZER either,
though RFC 5546 asks for one: it would name the clinic, and make calendars offer to answer it.
"""

from datetime import UTC

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vUri


def visit_entry(request, *, now, cancelled=False, address=None):
    """The entry of the request's visit as text. `now` is its stamp, aware.

    `address` is where it leads, the site's own unless another is given.
    """
    entry = Event()
    entry.add("uid", str(request.visit_uid))
    entry.add("sequence", request.visit_sequence)
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("dtstart", request.visit_start.astimezone(UTC))
    entry.add("dtend", request.visit_end.astimezone(UTC))
    entry.add("summary", _("Appointment"))
    entry.add("class", "PRIVATE")  # shared calendars then show that one is busy, and no more
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    entry.add("url", vUri(address or settings.BASE_URL))
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//requests//1.0//EN")
    calendar.add("method", "PUBLISH")
    calendar.add_component(entry)
    return calendar.to_ical().decode()


def leading_to(text, address):
    """The same file with another address in its entry. Its lines are folded anew."""
    calendar = Calendar.from_ical(text)
    for entry in calendar.walk("VEVENT"):
        entry["url"] = vUri(address)
    return calendar.to_ical().decode()
