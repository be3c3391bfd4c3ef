"""Which requests are held back as suspected spam. None is ever dropped.

FACTS section 3: a trap, a signed minimum time, and limits per address and per contact, counted
only at the final submit, after eligibility. The public answer is the same in any case, so that
nobody can learn from it whether a person has turned to the clinic.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appointments.eligibility import clinic_date
from appointments.models import QuarantineCount, RequestSettings, SenderTrace, Suspicion
from clinic_site.encryption import keyed_hashes
from clinic_site.jobs import Job

WINDOW = timedelta(hours=24)
Kind = SenderTrace.Kind


@dataclass(frozen=True, repr=False)  # so that no log or traceback can show it
class Sender:
    """How a form came. `begun_at` is when its first page was passed, as the form's state says.

    `address` is of `client_address`; "" is counted nowhere.
    """

    address: str
    begun_at: datetime | None
    is_trapped: bool


def weigh(sender, *, phone, email, now):
    """Why to hold the request back: a list of Suspicion, empty for none. Leaves its traces.

    In the transaction that writes the request, before anything else is written. Others wait here
    until it ends, so that no number of requests at once is more than the limits.
    """
    rules = locked_rules()
    hashes = sender_hashes(sender.address, phone, email)
    found = recent(hashes, now)
    leave_traces(hashes, now)
    return suspicions(rules, sender, found, now)


def suspicions(rules, sender, found, now):
    """The rule itself, of plain values. `found` counts earlier traces by their kind."""
    is_fast = sender.begun_at is None or now - sender.begun_at < timedelta(
        seconds=rules.fewest_seconds
    )
    by_contact = max(found.get(Kind.PHONE, 0), found.get(Kind.EMAIL, 0))
    reasons = {
        Suspicion.TRAP: sender.is_trapped,
        Suspicion.TOO_FAST: rules.fewest_seconds > 0 and is_fast,
        Suspicion.ADDRESS: found.get(Kind.ADDRESS, 0) >= rules.most_per_address,
        Suspicion.CONTACT: by_contact >= rules.most_per_contact,
    }
    return [suspicion for suspicion, is_so in reasons.items() if is_so]


def locked_rules():
    """The managers' numbers. The row is locked until the transaction ends."""
    locked = RequestSettings.objects.select_for_update().order_by("pk")
    rules = locked.first()
    if rules is None:  # nobody has read them yet; of two at once, one key makes one row
        RequestSettings.objects.get_or_create(pk=1)
        rules = locked.first()
    return rules


def sender_hashes(address, phone, email):
    """The keyed hashes of each thing that is known, by kind, the one to keep first."""
    texts = {Kind.ADDRESS: address, Kind.PHONE: phone, Kind.EMAIL: email}
    return {kind: keyed_hashes(f"sender {kind}", text) for kind, text in texts.items() if text}


def recent(hashes, now):
    """How many requests were sent from the same in the last 24 hours, by kind.

    By full hours: one counts for 23 to 24 hours, as long as its trace is kept.
    """
    same = Q(pk__in=[])
    for kind, sender_hashes in hashes.items():
        same |= Q(kind=kind, sender_hash__in=sender_hashes)
    rows = SenderTrace.objects.filter(same, at__gt=now - WINDOW).order_by().values_list("kind")
    return dict(rows.annotate(count=Count("pk")))


def leave_traces(hashes, now):
    """Without the moment, by which a trace would lead to the request that came then."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    SenderTrace.objects.bulk_create(
        SenderTrace(kind=kind, sender_hash=sender_hashes[0], at=hour)
        for kind, sender_hashes in hashes.items()
    )


def count_quarantined(now):
    """One more on this day."""
    day, _created = QuarantineCount.objects.get_or_create(day=clinic_date(now))
    QuarantineCount.objects.filter(pk=day.pk).update(count=F("count") + 1)


def quarantined_lately(now):
    """How many were held back today, and in the last seven days with today."""
    today = clinic_date(now)
    days = QuarantineCount.objects.filter(day__range=(today - timedelta(days=6), today))
    counts = dict(days.values_list("day", "count"))
    return counts.get(today, 0), sum(counts.values())


def forget_senders():
    """The worker's job: delete the traces before they are older than 24 hours."""
    SenderTrace.objects.filter(at__lte=timezone.now() - WINDOW).delete()


JOBS = {
    "forget_senders": Job(
        timedelta(minutes=10), forget_senders, _("Traces of senders last deleted")
    )
}
