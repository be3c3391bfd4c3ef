"""Spanish addresses lead to the English page until the Spanish one is live."""

import pytest
from wagtail.models import Locale

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
