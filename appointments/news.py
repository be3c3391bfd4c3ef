"""Whether a patient has said something by the link on which nobody has acted yet."""

from django.db.models import Exists, OuterRef

from appointments import holds
from appointments.assignment import ASSIGN
from appointments.models import RequestEvent
from appointments.notes import NOTE
from appointments.patient_link import NEWS
from appointments.transitions import REMINDERS

# These answer no patient: a note is often about something else, who hands a request over leaves
# the news to the next one, and a reminder is the clock's.
NO_ANSWER = [NOTE, ASSIGN, holds.HOLD, holds.LIFT_HOLD, *REMINDERS]


def unanswered_news():
    """What came by the link, and nothing was done about since: RequestEvents."""
    events = RequestEvent.objects.order_by()
    done = events.filter(request=OuterRef("request"), version__gt=OuterRef("version"))
    done = done.exclude(move__in=[*NEWS, *NO_ANSWER])
    return events.filter(~Exists(done), move__in=NEWS, by=None)


def has_news():
    """A condition on requests: they have news that nobody has answered."""
    return Exists(unanswered_news().filter(request=OuterRef("pk")))
