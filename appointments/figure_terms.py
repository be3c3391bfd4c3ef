"""What the figures count, for who counts requests and for who counts the deleted ones."""

from datetime import timedelta

from django.db.models import Exists, OuterRef

from appointments.due import business_time
from appointments.eligibility import clinic_date
from appointments.models import OutboundMessage
from appointments.transitions import State
from appointments.week import monday_of

# Nobody asked for an appointment by these, or asked for it before.
NO_FIGURE = [State.DUPLICATE, State.SPAM, State.ENTERED_IN_ERROR]

# A mail to the patient was refused, or given up after 72 hours.
MAIL_FAILED = Exists(
    OutboundMessage.objects.filter(
        request=OuterRef("pk"),
        audience=OutboundMessage.Audience.PATIENT,
        status__in=[OutboundMessage.Status.REFUSED, OutboundMessage.Status.GIVEN_UP],
    )
)


def week_of(moment):
    """The Monday of the week of a moment, on the clinic's calendar (America/New_York)."""
    return monday_of(clinic_date(moment))


def contact_minutes(received_at, first_contact_at, hours):
    """Whole minutes of a place's opening hours from the request to the first contact.

    `hours` is a due.OpenHours, as it is now: what the hours were then is not kept.
    """
    return business_time(received_at, first_contact_at, hours) // timedelta(minutes=1)
