"""Staff who leave: what they did stays theirs.

No form deletes an account (tests/clinic_site/staff); here the database refuses it as well.
"""

import pytest
from django.db.models import ProtectedError

from appointments import assignment, moves
from appointments.transitions import State
from clinic_site import roles
from tests.appointments.desk.conftest import html_of, page_of


def test_an_account_that_has_moved_a_request_is_not_deleted(client, make_request, staff, now):
    """Else a visit that somebody kept would read as if the clock had."""
    request = make_request(State.BOOKED, visit_start=now)
    moves.move(request, "fulfill", by=staff, now=now, version=1)
    with pytest.raises(ProtectedError):
        staff.delete()
    client.force_login(staff)
    html = html_of(client.get(page_of(request)))
    assert "ET · dana" in html and "By the clock" not in html


def test_nor_one_that_was_given_a_request(make_request, make_staff, staff, now):
    other = make_staff(roles.FRONT_DESK, "lee")
    assignment.assign(make_request(), to=other, by=staff, now=now, version=1)
    with pytest.raises(ProtectedError):
        other.delete()
