"""What must hold after every step."""

import vobject
from hypothesis.stateful import invariant

from appointments.audit_check import check
from appointments.models import AccessRecord, BookingRequest, OutboundMessage, RequestEvent
from tests.appointments.machine.day import NOTE, Day, dump
from tests.appointments.machine.forms import sentinels
from tests.appointments.machine.mailbox import calendar_of, text_of
from tests.appointments.overlaps import overlapping_visits

SECRETS = [secret.casefold() for secret in [*sentinels(), NOTE.partition(":")[0]]]
CANCELLING = ["cancelled", "cant_come"]


TYPED = ["first_name", "last_name", "date_of_birth", "phone", "email", "language", "location_id"]
VISIT = ["visit_clinician_id", "visit_start", "visit_end"]
STORED = ["reference", "state", "version", "on_hold", *TYPED, *VISIT]


class Promises(Day):
    """The invariants."""

    @invariant()
    def what_was_acknowledged_is_stored(self):
        rows = {row.pop("reference"): row for row in BookingRequest.objects.values(*STORED)}
        assert rows == {known.reference: stored(known) for known in self.known.values()}

    @invariant()
    def every_move_has_its_event(self):
        lines = {known.pk: [] for known in self.known.values()}
        events = RequestEvent.objects.order_by("request", "version")
        columns = ["request", "version", "move", "from_state", "to_state"]
        for pk, version, move, before, after in events.values_list(*columns):
            earlier = lines[pk][-1][1] if lines[pk] else ""
            lines[pk].append((move, after))
            assert (version, before) == (len(lines[pk]), earlier)
        assert lines == {known.pk: known.events for known in self.known.values()}

    @invariant()
    def every_event_is_in_the_record_of_access(self):
        found = {known.reference: [] for known in self.known.values()}
        rows = AccessRecord.objects.filter(action="change", reference__in=found)
        for reference, move in rows.order_by("sequence").values_list("reference", "what"):
            found[reference].append(move)
        moves = {
            known.reference: [move for move, _to in known.events] for known in self.known.values()
        }
        assert found == moves

    def teardown(self):
        try:
            assert check().fault is None
        finally:
            super().teardown()

    @invariant()
    def a_move_tells_the_patient_at_most_once(self):
        told = {known.pk: [] for known in self.known.values()}
        patients = OutboundMessage.objects.filter(audience="patient")
        columns = ["request", "event__version", "kind"]
        for pk, *message in patients.order_by("event__version", "pk").values_list(*columns):
            told[pk].append(tuple(message))
        assert told == {known.pk: known.told for known in self.known.values()}
        events = list(OutboundMessage.objects.values_list("event", "audience"))
        assert len(events) == len(set(events))

    @invariant()
    def no_clinician_has_two_visits_at_once(self):
        assert not overlapping_visits()

    @invariant()
    def mail_is_sent_under_one_id_and_says_nothing(self):
        for mail in self.mailbox.accepted[self.read :]:
            message = OutboundMessage.objects.get(message_id=mail["Message-ID"])
            times = [read["Message-ID"] for read in self.mailbox.accepted].count(mail["Message-ID"])
            assert times <= 1 + self.mailbox.excused[mail["Message-ID"]]
            hears_nothing(text_of(mail))
            reference = message.request.reference
            self.check_calendar(message, calendar_of(mail))
            if message.audience == "patient":
                self.collect_links(mail, reference)
        self.read = len(self.mailbox.accepted)

    def check_calendar(self, message, text):
        """The file as another library reads it: one entry for ever, and always a newer one."""
        if text is None:
            return
        known = self.known[message.request.reference]
        calendar = vobject.readOne(text)
        entry, sequence = calendar.vevent, int(calendar.vevent.sequence.value)
        assert entry.uid.value == known.uid
        sent_before = self.sequences.setdefault(known.uid, {})
        others = [number for pk, number in sent_before.items() if pk < message.pk]
        assert all(number < sequence for number in others)
        assert sent_before.setdefault(message.pk, sequence) == sequence
        assert calendar.method.value == "PUBLISH"
        is_cancelled = message.kind in CANCELLING
        assert entry.status.value == ("CANCELLED" if is_cancelled else "CONFIRMED")

    @invariant()
    def nothing_of_a_request_is_betrayed(self):
        """Not by a column in clear, Wagtail's log or a revision, a log line, or an answer's
        address and cookies."""
        self.tables = dump()
        for rows in self.tables.values():
            hears_nothing(str(rows))
        hears_nothing(self.clinic.logs.take())
        for response in self.clinic.shown:
            sent = [f"{name}: {value}" for name, value in response.headers.items()]
            hears_nothing("\n".join([*sent, str(response.cookies), response.request["PATH_INFO"]]))
        self.clinic.shown.clear()


def hears_nothing(text):
    text = text.casefold()
    assert not [secret for secret in SECRETS if secret in text]


def stored(known):
    """The row of a request, as it was acknowledged."""
    typed = {name: getattr(known.answers, name) for name in TYPED if name != "location_id"}
    return {
        **typed,
        "location_id": known.answers.location.pk,
        **dict(zip(VISIT, known.visit or [None] * 3, strict=True)),
        "state": known.state,
        "version": known.version,
        "on_hold": known.on_hold,
    }
