"""The secret in the address stays between the patient and the site."""

import io
import logging

import pytest
from django.test import Client

from appointments import retention
from appointments.models import PatientLink
from tests.appointments.link.conftest import Visitor, opened, token_of
from tests.appointments.patient import files_as_text


@pytest.fixture
def log_lines():
    """All that the site's own handler writes while the test runs."""
    stream = io.StringIO()
    handlers = {*logging.getLogger().handlers, *logging.getLogger("django").handlers}
    ours = [handler for handler in handlers if handler.__class__ is logging.StreamHandler]
    earlier = [handler.setStream(stream) for handler in ours]
    assert ours
    yield stream.getvalue
    for handler, former in zip(ours, earlier, strict=True):
        handler.setStream(former)


def test_its_pages_are_kept_nowhere_and_tell_no_other_site(linked, settings):
    request = linked()
    token = token_of(request)
    before, after = Visitor(token), opened(request)
    refused = Client(enforce_csrf_checks=True).post(before.url, {"year": "1990"})
    slashless = Client().get(before.url.rstrip("/"))
    for response in [before.page, after.page, refused, slashless]:
        assert response["Referrer-Policy"] == "strict-origin"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in response["Cache-Control"]
    for visitor in [before, after]:
        assert "no-store" in visitor.page["Cache-Control"]
        assert token not in visitor.text
        assert "canonical" not in visitor.text and "og:" not in visitor.text
        for link in visitor.text.split("<a ")[1:]:
            if 'href="http' in link:
                assert "noreferrer" in link.split(">")[0]
        assert set(visitor.client.cookies) == {"csrftoken"}
    assert request.reference not in after.text.split("<body")[0]
    assert token not in files_as_text(settings.VAR_DIR)


@pytest.mark.parametrize(
    "address",
    [
        "/request/link/{}/more/",
        "/request/link//{}/",
        "/request//link/{}/",
        "/request/link/%20{}/",
        "/request/link\\{}/",
        "/REQUEST/Link/{}/",
        "/es/request/link/{}/",
        "/request/link/{}/&gt;",
        "/request/link/{}",
    ],
)
def test_an_address_that_a_mail_program_has_mangled_is_kept_as_secret(linked, address):
    response = Client().get(address.format(token_of(linked())))
    assert response["Referrer-Policy"] == "strict-origin"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]


def test_other_addresses_keep_the_sites_own_policy(home):
    for address in ["/", "/request/", "/nothing-here/"]:
        assert Client().get(address)["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_no_log_line_holds_the_token_whatever_goes_wrong(linked, log_lines, monkeypatch, prefix):
    request = linked()
    token = token_of(request)
    address = f"{prefix}/request/link/{token}/"
    client = Client(raise_request_exception=False)
    Client(enforce_csrf_checks=True).post(address, {"year": "1990"})  # 403
    client.delete(address)  # 405
    doubled = [f"{prefix}/request/link//{token}/", f"{prefix}/request//link/{token}/"]
    for mangled in [f"{address}more/", *doubled]:
        assert client.get(mangled, follow=True).status_code == 404
    client.get(f"{prefix}/REQUEST/Link/{token}/")
    client.get(address.rstrip("/"))
    monkeypatch.setattr("appointments.link_views.is_text", lambda data: 1 / 0)
    assert client.post(address, {"year": "1990"}).status_code == 500
    said = log_lines()
    assert said.count('"clinic_site.access"') >= 8 and "ZeroDivisionError" in said
    assert token not in said and "request/link" not in said.lower()


def test_the_link_goes_with_its_request(linked):
    request = linked()
    opened(request)
    retention.erase(request.pk)
    assert not PatientLink.objects.exists()
