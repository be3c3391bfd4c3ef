"""Faults get a plain page with the phone number and 988, whatever else is broken."""

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from clinic_site import faults, views
from clinic_site.models import ClinicSettings

pytestmark = pytest.mark.django_db


def assert_ours(response, status):
    text = response.content.decode()
    assert response.status_code == status
    assert "988" in text and "<h1" in text
    return text


def test_an_unknown_address_is_a_404_of_ours(client, open_clinic):
    assert "(305) 555-0123" in assert_ours(client.get("/nothing/here/"), 404)


@pytest.mark.parametrize("path", ["/%00/", "/conditions/%00", "/?a=%00"])
def test_a_nul_byte_in_the_address_is_a_400_of_ours(client, home, path):
    assert_ours(client.get(path), 400)


@pytest.mark.parametrize("path", ["/%ff%fe/", "/conditions/%c3%28/"])
def test_a_broken_encoding_in_the_address_is_a_404_of_ours(client, home, path):
    assert_ours(client.get(path), 404)


def test_a_foreign_host_name_is_a_400_of_ours(client, home):
    assert_ours(client.get("/", headers={"host": "evil.example"}), 400)


@pytest.mark.parametrize("method", ["delete", "put", "patch"])
def test_a_wrong_method_is_a_405_of_ours(client, home, method):
    for path in ["/", reverse("appointments:request"), reverse("robots")]:
        response = getattr(client, method)(path)
        assert_ours(response, 405)
        assert "GET" in response["Allow"]


def test_a_huge_body_is_a_413_of_ours(client, open_clinic):
    for path in ["/", reverse("appointments:request")]:
        assert_ours(client.post(path, {"a": "x" * 70_000}), 413)


def test_a_form_without_its_csrf_token_is_a_403_that_says_what_to_do(open_clinic):
    client = Client(enforce_csrf_checks=True)
    text = assert_ours(client.post(reverse("appointments:request"), {"step": "where"}), 403)
    assert "cookie" in text.lower()


def test_an_unforeseen_error_is_a_500_with_phone_and_988(client, open_clinic, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr(views, "reverse", broken)
    client.raise_request_exception = False
    faults.render_fault_page()
    assert "(305) 555-0123" in assert_ours(client.get(reverse("robots")), 500)


@pytest.mark.django_db(transaction=True)
def test_saving_the_clinics_facts_renders_the_fault_page_to_a_file(home):
    clinic = ClinicSettings.load()
    clinic.phone = "+13055550188"
    clinic.save()
    assert "(305) 555-0188" in settings.FAULT_PAGE.read_text()


def test_the_fault_page_comes_without_the_file_and_without_the_database(
    client, monkeypatch, tmp_path
):
    monkeypatch.setattr(settings, "FAULT_PAGE", tmp_path / "none.html")
    monkeypatch.setattr(connection, "cursor", None)
    assert_ours(faults.fault_page(503), 503)
