"""Time goes on, and the worker sends what is due, through good and bad weather."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from appointments import outbox
from appointments.models import OutboundMessage
from tests.appointments.machine.day import DIES_AT, Day
from tests.appointments.machine.dying import dying_at
from tests.appointments.machine.mailbox import WEATHERS

LEAPS = [
    timedelta(hours=3),
    timedelta(hours=20),
    timedelta(days=2),
    timedelta(days=4),
    timedelta(days=31),
    timedelta(days=95),
]


class Worker(Day):
    """Time and messages."""

    @rule(leap=st.sampled_from(LEAPS))
    def time_goes_on(self, leap):
        self.now += leap

    @rule(weather=st.sampled_from(WEATHERS), most=st.integers(2, 5), dies_at=DIES_AT)
    def worker_sends(self, weather, most, dies_at):
        self.mailbox.weather = weather
        self.now += timedelta(minutes=6)  # longer than a lease, and than the first waits
        before = len(self.mailbox.accepted)
        with dying_at(dies_at) as worker:
            for _message in range(most):
                outbox.send_next(self.now)
        if not worker.lived and len(self.mailbox.accepted) > before:
            self.mailbox.excuse_last()

    @precondition(lambda self: self.known)
    @rule()
    def mail_is_well_again_until_all_is_sent(self):
        self.mailbox.weather = "fine"
        for _hour in range(2):
            self.now += outbox.LONGEST_WAIT
            while outbox.send_next(self.now) is not None:
                pass
        assert not OutboundMessage.objects.filter(status="queued").exists()
        sent = OutboundMessage.objects.filter(status="sent").values_list("message_id", flat=True)
        assert set(sent) <= {mail["Message-ID"] for mail in self.mailbox.accepted}
