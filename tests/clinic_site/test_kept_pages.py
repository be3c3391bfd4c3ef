"""Pages that are kept for some: with a password, or for those who signed in."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from clinic_site import roles
from tests.clinic_site.sign_in.conftest import add_app, code_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def grief(make_condition):
    return make_condition("Grief")


@pytest.fixture
def client():
    """A browser whose forms need their tokens, as everywhere but in tests."""
    return Client(enforce_csrf_checks=True)


def answer(client, asked, password):
    """Fills in the form of a page that asked for the password."""
    return client.post(
        asked.context["action_url"],
        {
            "password": password,
            "return_url": asked.context["form"].initial.get("return_url", "/"),
            "csrfmiddlewaretoken": str(asked.context["csrf_token"]),
        },
    )


def assert_asks(response):
    text = response.content.decode()
    assert response.status_code == 200
    assert "This page needs a password" in text
    assert "tel:988" in text and "site-header" in text
    assert "Grief" not in text
    return text


def test_a_password_opens_the_page_and_a_wrong_one_does_not(client, grief):
    PageViewRestriction.objects.create(page=grief, restriction_type="password", password="open it")
    asked = client.get(grief.url)
    assert_asks(asked)
    assert "no-store" in asked["Cache-Control"]
    assert "not correct" in assert_asks(answer(client, asked, "guess"))
    opened = answer(client, asked, "open it")
    assert (opened.status_code, opened.url) == (302, grief.url)
    assert "About Grief." in client.get(grief.url).content.decode()
    assert_asks(Client().get(grief.url))


def test_a_page_for_staff_leads_to_the_one_sign_in_and_back(client, grief, make_staff):
    PageViewRestriction.objects.create(page=grief, restriction_type="login")
    sign_in = reverse("wagtailadmin_login")
    response = client.get(grief.url)
    assert (response.status_code, response.url) == (302, f"{sign_in}?next={grief.url}")
    add_app(make_staff(roles.EDITOR, "editor"))
    form = client.get(response.url)
    data = {"username": "editor", "password": "a password of the tests", "next": grief.url}
    client.post(sign_in, data | {"csrfmiddlewaretoken": str(form.context["csrf_token"])})
    assert client.get(grief.url).status_code == 302  # the password alone opens nothing
    token = str(client.get("/admin/login/code/").context["csrf_token"])
    data = {"code": code_of(), "csrfmiddlewaretoken": token}
    response = client.post("/admin/login/code/", data)
    assert (response.status_code, response.url) == (302, grief.url)
    assert "About Grief." in client.get(grief.url).content.decode()


def test_wagtails_own_sign_in_leads_to_the_admins(client, home):
    response = client.get("/_util/login/?next=/conditions/")
    assert response.status_code == 302
    assert response.url == reverse("wagtailadmin_login") + "?next=/conditions/"
