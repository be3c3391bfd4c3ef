"""Staff who leave: what they did stays theirs."""

from django.contrib.auth import get_user_model
from django.urls import reverse

from appointments import assignment, moves
from appointments.transitions import State
from clinic_site import roles
from tests.appointments.desk.conftest import html_of, page_of

SUPERUSER = "root"


def delete(client, user):
    root = get_user_model().objects.create_superuser(SUPERUSER, password=None)
    client.force_login(root)
    return client.post(reverse("wagtailusers_users:delete", args=[user.pk]), follow=True)


def test_an_account_that_has_moved_a_request_is_not_deleted(client, make_request, staff, now):
    """Else a visit that somebody kept would read as if the clock had."""
    request = make_request(State.BOOKED, visit_start=now)
    moves.move(request, "fulfill", by=staff, now=now, version=1)
    assert "It is still used by request events." in html_of(delete(client, staff))
    assert get_user_model().objects.filter(pk=staff.pk).exists()
    html = html_of(client.get(page_of(request)))
    assert "ET · dana" in html and "By the clock" not in html


def test_nor_one_that_was_given_a_request(client, make_request, make_staff, staff, now):
    other = make_staff(roles.FRONT_DESK, "lee")
    assignment.assign(make_request(), to=other, by=staff, now=now, version=1)
    assert "It is still used by request events." in html_of(delete(client, other))


def test_an_account_that_did_nothing_can_be_deleted(client, make_request, staff):
    make_request(assigned_to=staff)
    delete(client, staff)
    assert not get_user_model().objects.filter(pk=staff.pk).exists()
