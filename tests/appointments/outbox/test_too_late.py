"""A mail that tells of a visit is worth nothing once the visit has begun: then staff phone."""

from datetime import timedelta

import pytest

from appointments.models import BookingRequest
from appointments.outbox import Status, send_due, send_next
from appointments.reminders import TELLING
from tests.appointments.outbox.conftest import row

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("kind", TELLING)
def test_staff_are_to_phone_while_there_is_time_if_the_next_try_comes_too_late(
    queued, mail_server, now, kind
):
    start = now + 3 * HOUR
    message = queued(kind, visit_start=start, visit_end=start + HOUR)
    while row(message).status == Status.QUEUED:
        now = row(message).next_try_at
        send_next(now)
    assert row(message).status == Status.GIVEN_UP
    assert BookingRequest.objects.get().phone_instead
    assert now < start
    mail_server.start()
    assert send_due(start) == {}


@pytest.mark.parametrize("kind", TELLING)
def test_a_worker_that_was_away_tells_nobody_of_a_visit_that_has_begun(
    queued, mail_server, now, kind
):
    mail_server.start()
    start = now + 3 * HOUR
    message = queued(kind, visit_start=start, visit_end=start + HOUR)
    assert send_due(start) == {"given_up": 1}
    assert row(message).trouble == "TooLate"
    assert BookingRequest.objects.get().phone_instead
    assert not mail_server.accepted


@pytest.mark.parametrize("kind", ["cancelled", "cant_come", "received"])
def test_what_is_true_later_too_is_sent_later_too(queued, mail_server, now, kind):
    start = now + HOUR
    queued(kind, visit_start=start, visit_end=start + HOUR)
    send_due(now)
    mail_server.start()
    assert send_due(start + 2 * HOUR) == {"sent": 1}
