"""The front desk's panel on the home page of the admin."""

import re
from datetime import timedelta

from appointments import outbox
from appointments.models import ClockJob
from appointments.transitions import State
from tests.appointments.desk.conftest import INBOX, html_of


def panel_of(client):
    html = html_of(client.get("/admin/"))
    found = re.search(r'<section class="[^"]*" id="desk-section".*?</section>', html)
    return found.group().replace("\xa0", " ") if found else ""


def test_the_home_page_says_how_many_requests_wait_and_for_how_long(desk, make_request, now):
    make_request(received_at=now - timedelta(hours=5))
    make_request(received_at=now - timedelta(hours=2))
    make_request(State.IN_REVIEW, received_at=now - timedelta(days=9))
    panel = panel_of(desk)
    assert "<strong>2</strong> requests wait to be taken" in panel
    assert "The oldest has waited for 5 hours." in panel
    assert f'href="{INBOX}"' in panel


def test_the_home_page_says_when_the_worker_was_seen_and_what_waits(desk, make_request, now):
    assert "never" in panel_of(desk)
    seen = now - timedelta(minutes=4)
    ClockJob.objects.create(name="heartbeat", started_at=seen, finished_at=seen)
    at = now - timedelta(minutes=16)
    outbox.queue(make_request().events.get(), kind="received", audience="patient", now=at)
    panel = panel_of(desk)
    assert "Nov 10, 2026, 9:56 AM ET" in panel
    assert "waits for 16 minutes" in panel


def test_the_home_page_of_the_front_desk_has_no_box_that_invites_a_name(desk, home):
    assert 'role="search"' not in html_of(desk.get("/admin/"))
