"""Spanish addresses lead to the English page until the Spanish one is live.

Those of patients' links are Spanish already, and the staff's admin never is.
"""

from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale
from wagtail.users.models import UserProfile

from clinic_site import roles
from clinic_site.page_cache import PageCacheMiddleware

LINK = f"/es/request/link/{'A' * 43}/"

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "english"),
    [
        ("/es/", "/"),
        ("/es", "/"),
        ("/es/conditions/grief/", "/conditions/grief/"),
        ("/es/request/", "/request/"),
        ("/es/conditions/?a=1&b=2", "/conditions/?a=1&b=2"),
        ("/es//evil.example/", "/evil.example/"),
        ("/es/%5Cevil.example/", "/evil.example/"),
    ],
)
def test_a_spanish_address_answers_302_to_its_english_page(client, home, address, english):
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"] == english


def test_a_spanish_page_is_served_once_it_is_live_and_the_rest_still_leads_to_english(
    client, home, make_condition
):
    page = make_condition("Grief", slug="grief")
    spanish = Locale.objects.create(language_code="es")
    home.copy_for_translation(spanish).specific.save_revision().publish()
    assert client.get("/es/").status_code == 200
    response = client.get(f"/es{page.url}")
    assert (response.status_code, response["Location"]) == (302, page.url)


def test_a_patients_link_is_spanish_before_anything_else_is(client, home):
    response = client.get(LINK)
    assert response.status_code == 200
    assert '<html lang="es">' in response.content.decode()
    assert client.get("/es/request/").status_code == 302
    assert client.get("/es//request/link/").status_code == 302


def test_the_page_cache_leaves_the_request_form_alone_in_each_language(rf):
    middleware = PageCacheMiddleware(None)
    for address in [LINK, LINK.removeprefix("/es"), "/request/", "/es/request/"]:
        assert not middleware.is_reading(rf.get(address))
    assert middleware.is_reading(rf.get("/es/conditions/"))


def test_a_spanish_page_leaves_no_spanish_behind_for_the_next_reader(client, home):
    english = {
        "/%00/": "We could not read that",
        "/nothing/": "We cannot find this page",
        "/": "If you cannot wait for an appointment",
    }
    for address, words in english.items():
        assert "Abra su enlace" in client.get(LINK).content.decode()
        assert words in client.get(address).content.decode()
    client.get(LINK)
    too_much = client.post("/", {"a": "x" * 70_000}).content.decode()
    assert "That was too much at once" in too_much
    assert "Eso fue demasiado a la vez" in client.post(LINK, {"a": "x" * 70_000}).content.decode()


@pytest.mark.parametrize("name", ["wagtailadmin_home", "wagtailadmin_account", "requests:index"])
def test_the_admin_is_in_english_whatever_language_the_browser_prefers(make_staff, name):
    client = Client(headers={"accept-language": "es"})
    client.cookies["django_language"] = "es"
    assert "Sign in" in client.get(reverse("wagtailadmin_login")).content.decode()
    client.force_login(make_staff(roles.FRONT_DESK))
    page = client.get(reverse(name)).content.decode()
    assert '<html lang="en"' in page
    assert "Log out" in page
    assert 'name="locale-preferred_language"' not in page


def test_an_account_that_had_chosen_spanish_is_in_english_after_the_upgrade(client, make_staff):
    user = make_staff(roles.FRONT_DESK)
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = "es"
    profile.save()
    upgrade = import_module("clinic_site.migrations.0004_staff_in_english")
    upgrade.forget_other_languages(apps, None)
    client.force_login(user)
    assert '<html lang="en"' in client.get(reverse("wagtailadmin_home")).content.decode()
