"""The outbox: a message is written with the event that causes it, and sent later by the worker.

Nothing here raises because a mail server is down, and no log line or row holds an address or a
server's words, which repeat addresses.
"""

import logging
import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.mime.text import MIMEText
from email.utils import parseaddr
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import F, Min, Q
from django.template.loader import render_to_string
from django.utils import translation

from appointments import link_tokens, reminders
from appointments.calendar_file import leading_to, visit_entry
from appointments.clock import ticking
from appointments.eligibility import clinic_date
from appointments.message_words import LINK_PLACE, compose, mail_language
from appointments.models import BookingRequest, OutboundMessage
from appointments.reminders import TELLING
from appointments.transitions import REMINDERS, State
from clinic_site.encryption import UnreadableValue, keyed_hashes
from clinic_site.logs import error_fields, numbered
from clinic_site.models import ClinicSettings

logger = logging.getLogger(__name__)
Audience, Status = OutboundMessage.Audience, OutboundMessage.Status

LEASE = timedelta(minutes=5)  # a worker that holds a message longer is taken for dead
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=4)
TRY_FOR = timedelta(hours=72)
# What no key opens is no fault of a mail server: it waits until the key is back, however long.
WAIT_FOR_KEY = timedelta(minutes=10)
UNREADABLE = UnreadableValue.__name__
WITH_CALENDAR = ["booked", "rescheduled", "cancelled", "cant_come"]
CANCELLING = ["cancelled", "cant_come"]
WITH_PLACE = [*TELLING, *REMINDERS]
FAILED = [Status.REFUSED, Status.GIVEN_UP]
OF_OPEN_REQUESTS = ["received", "awaiting_patient", "waitlisted", "cant_come", "new_link"]

# ---------------------------------------------------------------- compose


def queue(event, *, kind, audience, now, once_key=None):
    """Write the message that belongs to an event, inside the caller's transaction.

    None, with nothing written, where there is nobody to write to: no e-mail or no consent to it,
    no desk mailbox, or another message has the `once_key` already. An acknowledgement gets its
    key by itself.
    """
    if not address(event.request, audience):
        return None
    if kind == "received" and once_key is None:
        once_key, *earlier = received_keys(event.request, now)
        if OutboundMessage.objects.filter(once_key__in=earlier).exists():
            return None
    subject, body = compose(event.request, kind, audience, now)
    message = OutboundMessage(
        request=event.request,
        event=event,
        audience=audience,
        kind=kind,
        subject=subject,
        body=body,
        calendar=calendar(event.request, kind, now),
        message_id=new_message_id(),
        once_key=once_key,
        created_at=now,
        next_try_at=now,
    )
    try:
        with transaction.atomic():  # a savepoint: the caller's transaction goes on
            message.save(force_insert=True)
    except IntegrityError:
        if once_key is None or not OutboundMessage.objects.filter(once_key=once_key).exists():
            raise
        return None
    if audience == Audience.PATIENT:
        link_tokens.make_ready(event.request, now)
    return message


def received_keys(request, now):
    """At most one acknowledgement an address and day (America/New_York) has the first of these;
    the others are of the same address under earlier keys."""
    hashes = [request.email_hash]
    if settings.HASH_KEY_FALLBACKS:
        hashes = keyed_hashes("email", request.email)
    return [f"received {email_hash} {clinic_date(now)}" for email_hash in hashes]


def supersede(request, *, but=()):
    """Take back what still waits for the patient: a later change has made it wrong."""
    waiting = request.messages.filter(audience=Audience.PATIENT, status=Status.QUEUED)
    waiting.exclude(kind__in=but).update(status=Status.SUPERSEDED)


def translate(request):
    """Write what still waits for the patient anew: the person's language was corrected."""
    for message in request.messages.filter(audience=Audience.PATIENT, status=Status.QUEUED):
        written_at = message.created_at
        subject, body = compose(request, message.kind, Audience.PATIENT, written_at)
        request.messages.filter(pk=message.pk, status=Status.QUEUED).update(
            subject=subject, body=body, calendar=calendar(request, message.kind, written_at)
        )


def calendar(request, kind, now):
    """The calendar file that goes with a message about a visit, else ""."""
    if kind not in WITH_CALENDAR:
        return ""
    with translation.override(mail_language(request)):
        return visit_entry(request, now=now, cancelled=kind in CANCELLING)


def new_message_id():
    """The Message-ID that the message keeps for ever, however often it is tried."""
    return f"<{uuid4().hex}@{parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition('@')[2]}>"


def address(request, audience):
    """Whom a message goes to, or "" for nobody."""
    if audience == Audience.DESK:
        return ClinicSettings.load().desk_mailbox
    return request.email if request.email_allowed else ""


# ---------------------------------------------------------------- send


@dataclass(frozen=True)
class Claim:
    """A message that one worker holds until its lease runs out. `tries` counts this one."""

    pk: int
    tries: int
    created_at: datetime


def send_due(now):
    """Send all that is due, one by one, and count what came of each: {"sent": 2, "queued": 1}."""
    counts, clock = {}, ticking(now)
    while (status := send_next(clock())) is not None:
        counts[status.value] = counts.get(status.value, 0) + 1
    return counts


def send_next(now):
    """Send the message that is due longest and return its status, or None if none is due."""
    claimed = claim(now)
    if claimed is None:
        return None
    with numbered():
        return try_once(claimed, now)


def try_once(claimed, now):
    """Hand over a message that was claimed, and write down what came of it."""
    trouble, refused = "", False
    try:
        deliver(claimed.pk, now)
    except Overtaken:
        return overtake(claimed)
    except Exception as error:  # noqa: BLE001 - whatever a mail backend raises, the message stays
        trouble, refused = kind_of(error), is_permanent(error)
        fields = error_fields(error)
        logger.warning("Message %s was not sent: %s", claimed.pk, trouble, extra={"fields": fields})
    return record(claimed, now, trouble, refused)


def claim(now):
    """Take a due message for LEASE, or None. Of two workers one changes the row."""
    due = OutboundMessage.objects.filter(
        Q(leased_until=None) | Q(leased_until__lte=now), status=Status.QUEUED, next_try_at__lte=now
    ).order_by("next_try_at", "pk")
    while (row := due.values_list("pk", "tries", "created_at").first()) is not None:
        pk, tries, created_at = row
        if due.filter(pk=pk, tries=tries).update(leased_until=now + LEASE, tries=F("tries") + 1):
            return Claim(pk, tries + 1, created_at)
    return None


class NoAddress(Exception):
    """There is nobody to send to any more: the consent or the mailbox was taken away."""


class TooLate(Exception):
    """A mail would tell of a visit that has begun already."""


class Overtaken(Exception):
    """A reminder makes no sense any more: its visit, its consent or its time is gone."""


def deliver(pk, now):
    """Hand the message to the mail server, outside of any transaction."""
    message = OutboundMessage.objects.select_related("request").get(pk=pk)
    to = address(message.request, message.audience)
    if message.kind in REMINDERS and not (to and reminders.is_still_true(message, now)):
        raise Overtaken
    if not to:
        raise NoAddress
    if message.kind in TELLING and message.request.visit_start <= now:
        raise TooLate
    body, calendar_file = with_link(message)
    mail = EmailMessage(
        message.subject,
        body,
        to=[to],
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
    )
    if calendar_file:
        mail.attach(calendar_part(calendar_file))
    mail.send()


def with_link(message):
    """The body and the calendar file of a message, with the patient's link in both.

    Where there is none, such as after it was turned off, they lead to the site.
    """
    with translation.override(mail_language(message.request)):
        address = link_tokens.address_of(link_tokens.link_of(message.request))
        text = link_lines(
            message.kind,
            address,
            of_visit=is_link_of_visit(message),
            has_phone=bool(message.request.phone),
        )
    calendar_file = message.calendar
    if calendar_file and address:
        calendar_file = leading_to(calendar_file, address)
    return message.body.replace(LINK_PLACE, text), calendar_file


def link_lines(kind, address, *, of_visit=False, has_phone=True):
    """The lines of a message that lead to the patient's link, in the active language."""
    context = {
        "kind": kind,
        "shows_place": kind in WITH_PLACE or of_visit,
        "is_open": kind in OF_OPEN_REQUESTS,
        "has_phone": has_phone,
        "address": address,
        "site": settings.BASE_URL,
        "days": link_tokens.LIFE.days,
    }
    return render_to_string("appointments/email/link.txt", context).strip()


def is_link_of_visit(message):
    """Whether a new link, which goes out in any open state, leads to a visit."""
    return message.kind == "new_link" and message.request.state == State.BOOKED


def calendar_part(text):
    """The calendar file as a part of a mail, with the method that the file names (RFC 5546).

    Built here, since Django's own way to attach a text adds a second charset to such a type.
    """
    part = MIMEText(text, "calendar", "utf-8")
    part.set_param("method", "PUBLISH")
    part.add_header("Content-Disposition", "attachment", filename="appointment.ics")
    return part


def record(claimed, now, trouble, refused):
    """Write down what came of a try, and return the message's status.

    What was sent is sent, also where the lease ran out meanwhile. What failed is written only by
    who still holds it, and never over a change that overtook the message. Of a visit nobody is told
    once it has begun: staff are to phone as soon as the next try would come too late.
    """
    messages = OutboundMessage.objects.filter(pk=claimed.pk)
    if not trouble:
        messages.update(status=Status.SENT, sent_at=now, leased_until=None, trouble="")
        return Status.SENT
    next_try_at = now + wait_after(claimed.tries)
    too_late = messages.filter(request__visit_start__lte=next_try_at)
    status, is_old = Status.QUEUED, next_try_at > claimed.created_at + TRY_FOR
    if trouble == UNREADABLE:  # it waits for its key, however long that is away
        next_try_at, is_old = min(next_try_at, now + WAIT_FOR_KEY), False
    if refused:
        status = Status.REFUSED
    elif too_late.filter(kind__in=REMINDERS).exists():
        status = Status.SUPERSEDED
    elif is_old or too_late.filter(kind__in=TELLING).exists():
        status = Status.GIVEN_UP
    with transaction.atomic():
        written = messages.filter(status=Status.QUEUED, tries=claimed.tries).update(
            status=status, next_try_at=next_try_at, leased_until=None, trouble=trouble
        )
        if written and status in FAILED:
            patients = messages.filter(audience=Audience.PATIENT).values("request")
            BookingRequest.objects.filter(pk__in=patients).update(phone_instead=True)
    return status


def overtake(claimed):
    """Take a message back that makes no sense any more. That is no reason to phone."""
    held = OutboundMessage.objects.filter(pk=claimed.pk, status=Status.QUEUED, tries=claimed.tries)
    held.update(status=Status.SUPERSEDED, leased_until=None)
    return Status.SUPERSEDED


def wait_after(tries):
    """How long to wait after so many tries: from a minute, doubled each time, to four hours."""
    return min(FIRST_WAIT * 2 ** min(tries - 1, 20), LONGEST_WAIT)


def kind_of(error):
    """The kind of an error, such as "SMTP 451" or "TimeoutError"; never its words."""
    codes = refusal_codes(error)
    return f"SMTP {codes[0]}" if codes else type(error).__name__[:60]


def refusal_codes(error):
    """The SMTP codes with which a server answered, if it did."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [code for code, _words in error.recipients.values()]
    return [error.smtp_code] if isinstance(error, smtplib.SMTPResponseException) else []


def is_permanent(error):
    """Whether trying again is useless: the server will never take this message for this person.

    Its other permanent answers (to our name, our password, our sender) are faults of ours that
    somebody can mend, so they are tried again.
    """
    if isinstance(error, NoAddress):
        return True
    about_recipient = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
    return about_recipient and all(code >= 500 for code in refusal_codes(error))


def oldest_unsent(now):
    """How long the oldest message that still waits has waited, or None. Over 15 minutes is
    trouble that staff must see."""
    waiting = OutboundMessage.objects.filter(status=Status.QUEUED)
    oldest = waiting.aggregate(oldest=Min("created_at"))["oldest"]
    return None if oldest is None else now - oldest
