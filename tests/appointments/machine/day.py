"""A day at the clinic: an empty desk, a clock, and processes that may die while they act."""

import re

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from appointments.models import BookingRequest
from tests.appointments.conftest import NOW
from tests.appointments.machine.dying import dying_at
from tests.appointments.machine.mailbox import Backend, Mailbox, body_of

WHICH = st.integers(0, 7)  # one of the requests, from the newest on
# Most processes live. Most acts ask the database some fifteen to twenty-five times.
DIES_AT = st.one_of([st.none()] * 4 + [st.integers(0, 24)])
IS_STALE = st.sampled_from([False] * 7 + [True])  # decided on an older version
NOTE = "Zsentinel: she said it in the waiting room"
LOGS = ["wagtailcore_modellogentry", "wagtailcore_pagelogentry", "wagtailcore_revision"]
LINK = re.compile(r"/request/link/([\w-]{43})/")


class Day(RuleBasedStateMachine):
    """What all acts need. `known` are the requests that were acknowledged, by their reference.

    Every example runs inside a savepoint, and leaves the database as it found it.
    """

    def __init__(self, clinic):
        super().__init__()
        self.clinic = clinic
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.mailbox = Backend.mailbox = Mailbox()
        self.clinic.shown.clear()
        self.clinic.logs.take()
        self.now = NOW
        self.known, self.acknowledged, self.tokens = {}, set(), {}
        self.sequences, self.read = {}, 0
        self.tables = dump()

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @property
    def now(self):
        return self.clinic.now

    @now.setter
    def now(self, moment):
        self.clinic.now = moment

    # ------------------------------------------------------------ acts

    def one(self, which):
        """One of the known requests; None where there are none."""
        newest_first = list(self.known.values())[::-1]
        return newest_first[which % len(newest_first)] if newest_first else None

    def attempt(self, act, dies_at, refusals=()):
        """Whether the act was made: by a process that lived, and was not refused.

        What is refused or dies leaves every table as it was.
        """
        was_refused = False
        with dying_at(dies_at) as process:
            try:
                act()
            except refusals:
                was_refused = True
        before, self.tables = self.tables, dump()
        if process.lived and not was_refused:
            return True
        assert before == self.tables, "A part of it was written."
        return False

    def row(self, known):
        return BookingRequest.objects.get(pk=known.pk)

    def acknowledgement(self, known):
        """The kind of the message that says "we have it": one an address and day."""
        key = (known.answers.email.casefold(), self.clinic.today())
        if not known.may_mail or key in self.acknowledged:
            return ""
        self.acknowledged.add(key)
        return "received"

    def collect_links(self, mail, reference):
        """The patient reads a mail."""
        found = LINK.search(body_of(mail))
        if found:
            self.tokens[reference] = found[1]


def dump():
    """The rows of all tables that may hold something of a request, as they lie in the database."""
    with connection.cursor() as cursor:
        tables = {}
        for name in connection.introspection.table_names(cursor):
            if name.startswith("appointments_") or name in LOGS:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)} ORDER BY 1")
                tables[name] = cursor.fetchall()
    return tables
