"""Random days at the front desk: whoever acts, whatever fails, the promises hold."""

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.appointments.machine.clock import Clock
from tests.appointments.machine.forms import Forms
from tests.appointments.machine.links import Links
from tests.appointments.machine.promises import Promises
from tests.appointments.machine.staff import Staff
from tests.appointments.machine.visits import Visits
from tests.appointments.machine.worker import Worker
from tests.examples import examples

# `make chaos` plays more days, and others each time; by default they are the same in every run.
DAYS = int(os.environ.get("CHAOS_DAYS", "0"))


class FrontDesk(Forms, Links, Staff, Clock, Promises):
    """Staff, patients, time, mail failures and crashes, in any order."""


class Calendar(Forms, Visits, Worker, Promises):
    """Visits and their mails alone: they are booked, moved and called off more often."""


def play(desk, days):
    run_state_machine_as_test(
        desk,
        settings=settings(
            max_examples=DAYS or examples(days),
            stateful_step_count=40,
            derandomize=not DAYS,
            database=None,
            deadline=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_whatever_happens_at_the_desk_every_promise_holds(clinic):
    play(lambda: FrontDesk(clinic), days=12)


def test_however_visits_are_moved_about_every_promise_holds(clinic):
    play(lambda: Calendar(clinic), days=6)
