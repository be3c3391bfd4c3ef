"""Faults get a plain page with the phone number and 988, whatever else is broken."""

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.urls import reverse

from clinic_site import faults, views
from clinic_site.models import ClinicSettings
from clinic_site.wsgi import application

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


@pytest.mark.parametrize("codec", ["base64", "hex", "zlib", "rot13", "idna", "undefined", "ascii"])
def test_a_body_in_an_odd_encoding_is_a_400_of_ours(client, open_clinic, codec):
    for kind in ["multipart/form-data; boundary=B", "application/x-www-form-urlencoded"]:
        response = client.generic(
            "POST",
            reverse("appointments:request"),
            b"--B\r\nContent-Disposition: form-data; name=step\r\n\r\nwhere\r\n--B--\r\n",
            content_type=f"{kind}; charset={codec}",
        )
        assert_ours(response, 400)


@pytest.mark.django_db(transaction=True)
def test_a_header_that_django_fails_on_reaches_no_visitor_as_a_500(open_clinic):
    environ = RequestFactory().post("/request/", {"step": "where"}).environ
    environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded; charset*=bogus'en'x"
    answers = []
    application(environ, lambda status, headers: answers.append(status))
    assert answers[0].startswith("403")


def test_an_image_is_served_where_debug_is_off(client, db):
    (settings.MEDIA_ROOT / "images").mkdir(parents=True, exist_ok=True)
    (settings.MEDIA_ROOT / "images" / "a.png").write_bytes(b"picture")
    response = client.get("/media/images/a.png")
    assert b"".join(response.streaming_content) == b"picture"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert client.get("/media/../demo.env").status_code == 404


def test_a_form_without_its_csrf_token_is_a_403_that_says_what_to_do(open_clinic):
    client = Client(enforce_csrf_checks=True)
    text = assert_ours(client.post(reverse("appointments:request"), {"step": "where"}), 403)
    assert "cookie" in text.lower()


def test_an_unforeseen_error_is_a_500_with_phone_and_988(client, open_clinic, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr(views, "reverse", broken)
    client.raise_request_exception = False
    faults.render_fault_pages()
    assert "(305) 555-0123" in assert_ours(client.get(reverse("robots")), 500)


@pytest.mark.django_db(transaction=True)
def test_saving_the_clinics_facts_renders_the_fault_page_to_a_file(home):
    clinic = ClinicSettings.load()
    clinic.phone = "+13055550188"
    clinic.save()
    for language, words in [("en", "It is not your fault"), ("es", "No es culpa suya")]:
        page = (settings.FAULT_PAGES / f"{language}.html").read_text()
        assert "(305) 555-0188" in page and words in page


def test_the_fault_page_comes_without_the_file_and_without_the_database(
    client, monkeypatch, tmp_path
):
    monkeypatch.setattr(settings, "FAULT_PAGES", tmp_path / "none")
    monkeypatch.setattr(connection, "cursor", None)
    assert_ours(faults.fault_page(503), 503)


@pytest.mark.parametrize(
    ("prefix", "words"), [("", "It is not your fault"), ("/es", "No es culpa suya")]
)
def test_a_patient_reads_of_a_fault_in_the_language_of_the_link(client, home, prefix, words):
    faults.render_fault_pages()
    address = f"{prefix}/request/link/{'A' * 43}/"

    def broken(*args, **kwargs):
        raise OperationalError("the database is down")

    with connection.execute_wrapper(broken):
        response = client.post(address, {"year": "1990"})
    assert words in assert_ours(response, 503)
