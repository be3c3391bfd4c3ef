"""Who reaches the texts for patients: editors, who see nothing of any request."""

import pytest
from django.contrib.auth.models import User
from django.urls import NoReverseMatch, reverse

from appointments.models import PatientText
from clinic_site import roles
from tests.appointments.desk.test_access import names_of
from tests.appointments.texts.conftest import write

NAMES = ["index", "edit", "preview", "standard"]
OTHERS = [roles.REVIEWER, roles.FRONT_DESK, roles.MANAGER]


@pytest.fixture
def sign_in(client, make_staff):
    """A function that signs in with a role, as a superuser, or not at all."""

    def sign_in(role):
        if role == "superuser":
            client.force_login(User.objects.create_superuser("root", password="a password"))
        elif role:
            client.force_login(make_staff(role))
        return client

    return sign_in


def address(name, key="booked", language="en"):
    return reverse(f"patient-texts:{name}", args=[] if name == "index" else [key, language])


def test_the_texts_have_these_addresses_and_no_others(db):
    assert names_of("patient-texts") == NAMES
    for name in ["add", "delete", "copy", "history", "usage", "inspect", "index_results"]:
        with pytest.raises(NoReverseMatch):
            reverse(f"patient-texts:{name}")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("role", [None, *OTHERS])
def test_nobody_else_reaches_them_or_learns_which_there_are(sign_in, role, name):
    write("booked", heading="News {reference}")
    client = sign_in(role)
    for send in [client.get, client.post]:
        answers = [
            send(address(name, *place), {"heading": "", "body": ""})
            for place in [("booked", "en"), ("nothing", "en"), ("booked", "fr")]
        ]
        assert {answer.status_code for answer in answers} == {302}
        targets = {answer.url.partition("?")[0] for answer in answers}
        assert targets == ({"/admin/"} if role else {"/admin/login/"})
    assert PatientText.objects.get().heading == "News {reference}"


@pytest.mark.parametrize("role", [roles.EDITOR, "superuser"])
def test_editors_and_superusers_reach_them(sign_in, role):
    client = sign_in(role)
    for name in ["index", "edit", "preview"]:
        assert client.get(address(name)).status_code == 200
    assert client.post(address("standard")).url == address("index")
    assert client.post(address("index")).status_code == 405


@pytest.mark.parametrize("role", [roles.EDITOR, *OTHERS])
def test_the_menu_shows_them_to_editors_alone(sign_in, role):
    page = sign_in(role).get("/admin/").content.decode()
    menu = page.split('id="wagtail-sidebar-props"')[1].split("</script>")[0]
    assert ("/admin/patient-texts/" in menu) == (role == roles.EDITOR)


@pytest.mark.parametrize("name", ["index", "edit", "preview"])
def test_nothing_of_a_request_can_be_reached_from_them(sign_in, make_request, name):
    request = make_request("booked")
    page = sign_in(roles.EDITOR).get(address(name)).content.decode()
    for sentinel in [request.reference, "/admin/request", "Inbox", request.email]:
        assert sentinel not in page
