"""The one way in: a checked form becomes a request, its event and its messages, or nothing."""

import hmac
import json
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from appointments import audit, outbox, spam
from appointments.eligibility import AGE_RULE_VERSION, age_reason, florida_reason
from appointments.hashes import hashes_of, kept_answers_hash
from appointments.models import BookingRequest, OutboundMessage, PreferredTime, RequestEvent
from appointments.transitions import State
from clinic_site.encryption import digests
from clinic_site.models import Location

# A draw of 5.5e10 references that meets an existing one is drawn again, so often at most.
DRAWS = 5
Audience = OutboundMessage.Audience


class NotEligible(Exception):
    """The request is not taken; `reason` is an eligibility.Reason. Nothing was written."""

    def __init__(self, reason):
        super().__init__(reason.value)
        self.reason = reason


class AlreadySubmitted(Exception):
    """The same form was sent before, with other answers. That request stands as it was."""

    def __init__(self, reference):
        super().__init__(reference)
        self.reference = reference


@dataclass(frozen=True, repr=False)  # so that no log or traceback can show it
class Answers:
    """What a person answered, checked. `preferred_times` are (weekday, part of day), best first.

    `phone` is E.164 or ""; one of `phone` and `email` is there.
    """

    location: Location
    date_of_birth: date
    patient_type: str
    first_name: str
    last_name: str
    language: str
    preferred_times: tuple
    phone: str = ""
    voicemail_allowed: bool = False
    text_allowed: bool = False
    email: str = ""
    email_allowed: bool = False
    access_needs: tuple = ()
    expects_florida: bool = False
    florida_statement_version: str = ""
    florida_stated_at: datetime | None = None
    privacy_notice_revision: int | None = None


def submit(answers, *, form_key, now, sender=None, by=None):
    """The request of this form, written now or, for a form sent again, found.

    `sender` is a spam.Sender; with None nothing is suspected. A suspected request is written like
    any other, but held back: nobody is told of it until staff release it. `by` is the member of
    staff who entered it for a caller: the patient hears of it as always, the desk knows already.
    Raises NotEligible, and AlreadySubmitted where the form was sent with other answers.
    """
    reason = age_reason(answers.date_of_birth, now) or florida_reason(
        answers.location.is_virtual, answers.expects_florida
    )
    if reason:
        raise NotEligible(reason)
    for _draw in range(DRAWS):
        earlier = BookingRequest.objects.sealed().filter(form_key=form_key).first()
        if earlier is not None:
            return same_request(earlier, answers)
        try:
            with transaction.atomic():
                return write(answers, form_key, now, sender, by)
        except IntegrityError as error:
            # The form came twice at once, or the reference is taken: the next round tells.
            clash = error
    raise clash


def same_request(earlier, answers):
    """The earlier request, if these are its answers. Raises AlreadySubmitted elsewhere."""
    hashes = answers_hashes(answers)
    if not any(hmac.compare_digest(earlier.answers_hash, its_hash) for its_hash in hashes):
        raise AlreadySubmitted(earlier.reference)
    return earlier


def answers_hashes(answers):
    """Keyed hashes over what the person answered; not over when, which differs each time.

    The one under HASH_KEY first, then those of earlier keys, as they were and as they are kept
    after a change of the key.
    """
    content = {
        name: getattr(answers, name)
        for name in Answers.__dataclass_fields__
        if name not in {"location", "florida_stated_at", "privacy_notice_revision"}
    }
    text = json.dumps({**content, "location": answers.location.pk}, default=str, sort_keys=True)
    # Not keyed_hashes: they fold case and spaces, which here tell answers apart.
    own, *earlier = [digest.hex() for digest in digests(b"answers\n" + text.encode())]
    return [own, *earlier, *map(kept_answers_hash, earlier)]


def write(answers, form_key, now, sender, by):
    """Write the request with all that belongs to it. In a transaction of the caller's."""
    suspicions = weigh(sender, answers, now)
    request = BookingRequest.objects.create(
        state=State.QUARANTINED if suspicions else State.RECEIVED,
        suspicions=",".join(suspicions),
        form_key=form_key,
        answers_hash=answers_hashes(answers)[0],
        received_at=now,
        state_changed_at=now,
        privacy_acknowledged_at=now,
        age_rule_version=AGE_RULE_VERSION,
        **fields_of(answers),
        **hashes_of(answers),
    )
    PreferredTime.objects.bulk_create(
        PreferredTime(request=request, rank=rank, weekday=weekday, part_of_day=part)
        for rank, (weekday, part) in enumerate(answers.preferred_times, start=1)
    )
    event = RequestEvent.objects.create(
        request=request,
        at=now,
        by=by,
        move="submit",
        to_state=request.state,
        version=request.version,
    )
    if suspicions:
        spam.count_quarantined(now)
    audit.record_event(event)
    if suspicions:
        return request
    outbox.queue(event, kind="received", audience=Audience.PATIENT, now=now)
    if by is None:
        outbox.queue(event, kind="desk_new", audience=Audience.DESK, now=now)
    return request


def weigh(sender, answers, now):
    """Why to hold the request back, if at all."""
    if sender is None:
        return []
    return spam.weigh(sender, phone=answers.phone, email=answers.email, now=now)


def fields_of(answers):
    """The fields of a request that hold the answers themselves."""
    names = Answers.__dataclass_fields__.keys() - {"preferred_times", "expects_florida"}
    fields = {name: getattr(answers, name) for name in names}
    fields["access_needs"] = ",".join(answers.access_needs)
    if not answers.location.is_virtual:
        fields |= {"florida_statement_version": "", "florida_stated_at": None}
    return fields
