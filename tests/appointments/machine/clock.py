"""What happens by itself: the clock's jobs run, and old requests go."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from appointments import clock, retention
from appointments.models import ClockJob, PurgeRecord, RequestEvent, RequestSettings
from appointments.transitions import TRANSITIONS
from tests.appointments.machine.day import DIES_AT
from tests.appointments.machine.dying import dying_at
from tests.appointments.machine.worker import LEAPS, Worker


class Clock(Worker):
    """The jobs."""

    @precondition(lambda self: self.known)
    @rule(dies_at=DIES_AT)
    def worker_runs_its_jobs(self, dies_at):
        with dying_at(dies_at):
            clock.run_due_jobs(self.now)
        assert not ClockJob.objects.exclude(trouble="").exists()
        self.learn_of_purges()
        self.learn_of_the_clock()

    @precondition(lambda self: self.known)
    @rule(leap=st.sampled_from([timedelta(0), *LEAPS[-2:]]), dies_at=DIES_AT)
    def old_requests_go(self, leap, dies_at):
        self.now += leap
        with dying_at(dies_at):
            retention.purge(self.now)
        self.learn_of_purges()

    def learn_of_purges(self):
        """What was deleted was old enough by the rules, and is recorded once."""
        kept_days = RequestSettings.load().kept_days()
        records = list(PurgeRecord.objects.values_list("reference", flat=True))
        assert len(records) == len(set(records))
        for reference in set(records) & set(self.known):
            assert self.known[reference].may_be_purged(kept_days, self.now)
            del self.known[reference]
            self.tokens.pop(reference, None)

    def learn_of_the_clock(self):
        """What the clock did to requests: lines of nobody's, by the table where the state moved."""
        for known in self.known.values():
            events = RequestEvent.objects.filter(request=known.pk, version__gt=known.version)
            for event in events.order_by("version"):
                assert event.by is None
                moves = event.from_state != event.to_state
                if moves:
                    assert event.to_state == TRANSITIONS[event.move].target
                    assert known.state in TRANSITIONS[event.move].sources
                kinds = event.messages.filter(audience="patient").values_list("kind", flat=True)
                known.happened(
                    event.move,
                    self.now,
                    state=event.to_state if moves else None,
                    kind=kinds.first() or "",
                )
