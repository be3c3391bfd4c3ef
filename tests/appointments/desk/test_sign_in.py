"""Where staff land after they sign in."""

import pytest
from django.contrib.auth.models import User

from clinic_site import roles
from tests.appointments.desk.conftest import INBOX
from tests.clinic_site.sign_in.conftest import add_app, code_of, give_code

PASSWORD = "a password of the tests"


def sign_in(client, user, **query):
    """The answer to the last page of the sign-in."""
    add_app(user)
    data = {"username": user.get_username(), "password": PASSWORD, **query}
    client.post("/admin/login/", data)
    return give_code(client, code_of())


@pytest.mark.parametrize(
    ("role", "lands"),
    [
        (roles.FRONT_DESK, INBOX),
        (roles.MANAGER, INBOX),
        (roles.EDITOR, "/admin/"),
        (roles.REVIEWER, "/admin/"),
    ],
)
@pytest.mark.parametrize("query", [{}, {"next": "/admin/"}])
def test_who_answers_requests_begins_in_the_inbox(client, make_staff, role, lands, query):
    response = sign_in(client, make_staff(role), **query)
    assert (response.status_code, response.url) == (302, lands)
    assert client.get("/admin/login/").url == lands


def test_an_address_that_was_asked_for_goes_first(client, make_staff):
    user = make_staff(roles.FRONT_DESK)
    assert sign_in(client, user, next="/admin/account/").url == "/admin/account/"


def test_who_also_keeps_pages_begins_on_the_home_page_as_a_superuser_does(client, make_staff):
    both = make_staff(roles.FRONT_DESK)
    both.groups.add(make_staff(roles.EDITOR, "editor").groups.get())
    for user in [both, User.objects.create_superuser("root", password=PASSWORD)]:
        assert sign_in(client, user).url == "/admin/"
        client.logout()


def test_a_wrong_password_leads_nowhere(client, make_staff):
    make_staff(roles.FRONT_DESK)
    response = client.post("/admin/login/", {"username": "staff", "password": "wrong"})
    assert response.status_code == 200 and "no-store" in response["Cache-Control"]
