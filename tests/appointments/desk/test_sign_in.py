"""Where staff land after they sign in."""

import pytest
from django.contrib.auth.models import User

from clinic_site import roles
from tests.appointments.desk.conftest import INBOX

PASSWORD = "a password of the tests"


def sign_in(client, username, **query):
    data = {"username": username, "password": PASSWORD, **query}
    return client.post("/admin/login/", data)


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
    make_staff(role)
    response = sign_in(client, "staff", **query)
    assert (response.status_code, response.url) == (302, lands)
    assert client.get("/admin/login/").url == lands


def test_an_address_that_was_asked_for_goes_first(client, make_staff):
    make_staff(roles.FRONT_DESK)
    assert sign_in(client, "staff", next="/admin/account/").url == "/admin/account/"
    assert sign_in(client, "staff", next="https://evil.example/").url == INBOX


def test_who_also_keeps_pages_begins_on_the_home_page_as_a_superuser_does(client, make_staff):
    make_staff(roles.FRONT_DESK).groups.add(make_staff(roles.EDITOR, "editor").groups.get())
    User.objects.create_superuser("root", password=PASSWORD)
    for username in ["staff", "root"]:
        assert sign_in(client, username).url == "/admin/"
        client.logout()


def test_a_wrong_password_leads_nowhere(client, make_staff):
    make_staff(roles.FRONT_DESK)
    response = client.post("/admin/login/", {"username": "staff", "password": "wrong"})
    assert response.status_code == 200 and "no-store" in response["Cache-Control"]
