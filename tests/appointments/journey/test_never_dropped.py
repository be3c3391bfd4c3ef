"""Whatever is typed, forged or repeated: who reads "received" has a request that is stored."""

import re
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from appointments.models import BookingRequest, OutboundMessage, RequestSettings
from appointments.transitions import State
from tests.appointments.patient import PAGES, Patient
from tests.examples import examples

BEGUN = datetime(2026, 11, 9, 10, 0, tzinfo=ZoneInfo("America/New_York"))
REFERENCE = re.compile(r'<p class="reference">([^<]*)</p>')
ODD = st.text(max_size=20) | st.sampled_from(
    ["no", "yes", "virtual", "2012", "on", ":not-in-florida"]
)
BOXES = [*{name for page in PAGES.values() for name in page}, "subject", "expects_florida"]


@contextmanager
def undone():
    """What is written in it is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("fewest_seconds", [0, 5])
def test_no_final_submit_says_received_without_a_stored_request(open_clinic, fewest_seconds):
    RequestSettings.objects.update(
        fewest_seconds=fewest_seconds, most_per_address=2, most_per_contact=2
    )

    @given(
        rounds=st.lists(
            st.tuples(
                st.dictionaries(st.sampled_from(BOXES), ODD, max_size=2),
                st.integers(-5, 20),  # seconds
                st.booleans(),  # whether the last page is sent twice
                st.sampled_from(["", "198.51.100.7", "nonsense, ::1", "2001:db8::1"]),
            ),
            min_size=1,
            max_size=4,
        )
    )
    @settings(
        max_examples=examples(15),
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # an example is short as it comes, and slow to play
    )
    def holds(rounds):
        with undone():
            for odd, seconds, twice, forwarded in rounds:
                check_round(odd, seconds, twice, forwarded)
            check_all()

    holds()


def check_round(odd, seconds, twice, forwarded):
    """One person goes the whole way, with something odd on some page."""
    person = Patient()
    person.client.defaults["HTTP_X_FORWARDED_FOR"] = forwarded
    with patch("appointments.views.timezone.now", lambda: BEGUN):
        person.reaches("check", **dict.fromkeys(PAGES, odd))
    state = person.state
    with patch("appointments.views.timezone.now", lambda: BEGUN + timedelta(seconds=seconds)):
        for _again in range(1 + twice):
            before = BookingRequest.objects.count()
            person.posts("check", go="send", state=state, privacy_read="on")
            check_page(person, before)


def check_page(person, before):
    """The page that came is true of what is stored."""
    assert person.page.status_code < 500
    found = REFERENCE.search(person.text)
    if person.page.status_code == 200 and "We have received your request" in person.text:
        assert BookingRequest.objects.filter(reference=found[1]).exists()
    else:
        assert found is None or person.page.status_code == 409
        assert BookingRequest.objects.count() == before


def check_all():
    """Who is held back has reasons and no message; who is not has none and the desk's message."""
    for request in BookingRequest.objects.all():
        is_held = request.state == State.QUARANTINED
        assert is_held == bool(request.suspicions)
        told = OutboundMessage.objects.filter(request=request, audience="desk").count()
        assert told == (0 if is_held else 1)
        assert request.events.count() == 1
