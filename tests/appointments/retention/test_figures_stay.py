"""What stays of deleted requests for the figures: weeks, waits and failed mail."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from appointments import retention
from appointments.models import ContactTime, OutboundMessage, PurgedCount
from appointments.transitions import State
from clinic_site.models import OpeningHours
from tests.appointments.retention.conftest import NOW

pytestmark = pytest.mark.django_db
SUNDAY_NIGHT = datetime(2026, 8, 3, 3, 30, tzinfo=UTC)  # 23:30 in Miami; Monday in UTC
FRIDAY_4_PM = datetime(2026, 7, 31, 20, 0, tzinfo=UTC)
Status = OutboundMessage.Status


def write_message(event, status, audience="patient"):
    OutboundMessage.objects.create(
        request=event.request,
        event=event,
        audience=audience,
        kind="declined",
        message_id=f"<{event.pk}.{audience}@example.org>",
        status=status,
        created_at=NOW,
        next_try_at=NOW,
    )


def test_a_week_is_the_clinics_and_one_month_may_have_two_rows_of_it(make_closed):
    for received_at in [FRIDAY_4_PM, SUNDAY_NIGHT, SUNDAY_NIGHT + timedelta(hours=1)]:
        make_closed(received_at=received_at)
    retention.purge(NOW)
    rows = PurgedCount.objects.order_by("month", "week").values_list("month", "week", "count")
    assert list(rows) == [
        (date(2026, 7, 1), date(2026, 7, 27), 1),
        (date(2026, 8, 1), date(2026, 7, 27), 1),  # the week that begins in July and ends in August
        (date(2026, 8, 1), date(2026, 8, 3), 1),
    ]


@pytest.mark.parametrize(
    ("status", "audience", "failed"),
    [
        (Status.REFUSED, "patient", 1),
        (Status.GIVEN_UP, "patient", 1),
        (Status.SENT, "patient", 0),
        (Status.SUPERSEDED, "patient", 0),
        (Status.REFUSED, "desk", 0),
    ],
)
def test_mail_to_the_patient_that_failed_for_good_is_counted(make_closed, status, audience, failed):
    write_message(make_closed().events.get(), status, audience)
    retention.purge(NOW)
    count = PurgedCount.objects.get()
    assert (count.count, count.mail_failed) == (1, failed)


def test_several_mails_that_failed_are_one_request(make_closed):
    booking = make_closed()
    write_message(booking.events.get(), Status.REFUSED)
    other = booking.events.create(at=NOW, move="note", to_state=booking.state, version=2)
    write_message(other, Status.GIVEN_UP)
    retention.purge(NOW)
    assert PurgedCount.objects.get().mail_failed == 1


def test_the_wait_for_the_first_contact_stays_in_business_minutes(make_closed):
    booking = make_closed(received_at=FRIDAY_4_PM)
    booking.first_contact_at = datetime(2026, 8, 3, 14, 15, tzinfo=UTC)  # Monday 10:15
    booking.save()
    for weekday in range(5):
        OpeningHours.objects.create(
            location=booking.location, weekday=weekday, opens=time(9), closes=time(17)
        )
    retention.purge(NOW)
    wait = ContactTime.objects.get()
    assert (wait.week, wait.location) == (date(2026, 7, 27), booking.location)
    assert wait.business_minutes == 60 + 75
    assert booking.reference not in str(ContactTime.objects.values())


@pytest.mark.parametrize("state", [State.SPAM, State.ENTERED_IN_ERROR, State.DUPLICATE])
def test_of_what_was_no_request_of_its_own_no_wait_is_kept(make_closed, state):
    make_closed(state, 95, first_contact_at=NOW)
    make_closed()  # nobody turned to this one
    assert retention.purge(NOW).total() == 2
    assert not ContactTime.objects.exists()
    assert PurgedCount.objects.count() == 2


def test_what_was_counted_before_weeks_were_stays_as_it_is(make_closed):
    booking = make_closed(received_at=FRIDAY_4_PM)
    alike = {"location": booking.location, "state": "declined", "language": "en"}
    old = PurgedCount.objects.create(
        month=date(2026, 7, 1), decline_code="no_capacity", count=7, **alike
    )
    retention.purge(NOW)
    old.refresh_from_db()
    assert old.count == 7
    assert PurgedCount.objects.exclude(pk=old.pk).get().count == 1
