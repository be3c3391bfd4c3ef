"""What is more than any page of ours sends is turned away, with the phone number and 988."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import count

import pytest
from django import forms
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from appointments.forms import LONGEST_TYPED, JourneyForm
from clinic_site import rates
from clinic_site.limits import (
    LARGEST_PICTURE_BODY,
    LARGEST_PUBLIC_BODY,
    LONGEST_PUBLIC_ADDRESS,
    MOST_PUBLIC_FIELDS,
    LimitsMiddleware,
)
from clinic_site.rates import RATES, Rate

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
REQUEST, SIGN_IN, EDITOR = "/request/", "/admin/login/", "/admin/pages/1/edit/"


def assert_refused(response, status):
    text = response.content.decode()
    assert response.status_code == status
    assert "988" in text and "(305) 555-0123" in text
    assert response["Cache-Control"] == "no-store"


def says_length(client, path, length, kind=FORM):
    """The answer to a POST that says its body has so many bytes."""
    return client.generic("POST", path, b"a=1", content_type=kind, CONTENT_LENGTH=str(length))


def test_a_body_an_address_and_headers_have_their_limits(client, open_clinic, make_staff):
    for path in [REQUEST, SIGN_IN, "/", EDITOR]:
        assert_refused(says_length(client, path, LARGEST_PUBLIC_BODY + 1), 413)
        assert_refused(says_length(client, path, LARGEST_PUBLIC_BODY + 1, MULTIPART_CONTENT), 413)
    fields = "&".join(f"a{n}=1" for n in range(MOST_PUBLIC_FIELDS + 1))
    assert_refused(client.generic("POST", REQUEST, fields, content_type=FORM), 413)
    assert_refused(client.get("/search/", {"q": "z" * LONGEST_PUBLIC_ADDRESS}), 414)
    assert_refused(client.get(f"/{'z/' * LONGEST_PUBLIC_ADDRESS}"), 414)
    assert_refused(client.get("/", headers={f"A{n}": "z" * 8000 for n in range(3)}), 431)
    client.force_login(make_staff("Content editors"))
    assert says_length(client, EDITOR, LARGEST_PUBLIC_BODY + 1).status_code != 413
    assert_refused(says_length(client, EDITOR, 5 * 1024 * 1024 + 1), 413)
    assert_refused(says_length(client, EDITOR, LARGEST_PICTURE_BODY + 1, MULTIPART_CONTENT), 413)


def test_no_public_address_keeps_a_file_even_for_a_moment():
    taken = []

    def view(request):
        taken.append((request.POST.get("a"), list(request.FILES)))
        return HttpResponse()

    body = {"a": "1", "file": SimpleUploadedFile("a.txt", b"sentinel" * 1000)}
    for path in [REQUEST, SIGN_IN, "/"]:
        request = RequestFactory().generic(
            "POST", path, encode_multipart(BOUNDARY, body), MULTIPART_CONTENT
        )
        LimitsMiddleware(view)(request)
    assert taken == [("1", [])] * 3


def test_a_body_without_a_length_is_not_read():
    """As gunicorn gives a chunked one: no Content-Length, and all of it in wsgi.input."""
    environ = RequestFactory().post(REQUEST, b"step=where", content_type=FORM).environ
    del environ["CONTENT_LENGTH"]
    environ["wsgi.input"] = endless = BytesIO(b"z" * 100_000)
    request = RequestFactory().request(**environ)
    request.environ["wsgi.input"] = endless
    assert request.POST == {} and endless.tell() == 0


def kinds_of(kind):
    return [kind, *(one for each in kind.__subclasses__() for one in kinds_of(each))]


def test_every_box_of_the_public_forms_has_a_length():
    for kind in kinds_of(JourneyForm):
        for name, field in kind.base_fields.items():
            if isinstance(field, forms.CharField) and not isinstance(field, forms.UUIDField):
                assert field.max_length and field.max_length <= LONGEST_TYPED, (kind, name)


# ---------------------------------------------------------------- rates


@pytest.fixture
def at(settings, monkeypatch):
    """Rates hold, three a minute, and the clock stands; a function that sets it."""
    settings.RATES_HOLD = True
    for name, rate in RATES.items():
        monkeypatch.setitem(RATES, name, Rate(rate.routes, rate.method, 3))

    def set_clock(seconds):
        monkeypatch.setattr(rates, "time", lambda: seconds)

    set_clock(6000.0)
    return set_clock


ASKED = [
    ("GET", "/search/?q=grief"),
    ("GET", "/search/suggestions/?q=gr"),
    ("GET", "/api/v2/conditions/?limit=1"),
    ("POST", "/request/"),
    ("POST", f"/request/link/{'A' * 43}/"),
]


@pytest.mark.parametrize(("method", "path"), ASKED)
def test_who_asks_too_often_waits_for_the_next_minute_and_nobody_else_does(
    client, open_clinic, library, at, method, path
):
    ask = {"GET": client.get, "POST": client.post}[method]
    assert all(ask(path).status_code < 429 for _time in range(3))
    at(6015.0)
    refused = ask(path)
    assert (refused.status_code, refused["Retry-After"]) == (429, "45")
    if "html" in refused["Content-Type"]:
        assert_refused(refused, 429)
    else:
        assert refused.json() == {"message": "too many requests"}
    assert "127.0.0.1" not in str(vars(caches["rates"]))
    assert ask(path, REMOTE_ADDR="198.51.100.7").status_code < 429
    assert client.get("/").status_code == 200
    at(6060.0)
    assert ask(path).status_code < 429


def test_of_many_at_once_none_is_counted_twice_or_not_at_all():
    with ThreadPoolExecutor(8) as pool:
        counted = list(pool.map(lambda _n: rates.count("link", "198.51.100.7", 6000.0), range(400)))
    assert sorted(counted) == list(range(1, 401))


def test_a_cache_that_is_down_stops_nobody(monkeypatch):
    numbers = count()
    monkeypatch.setattr(caches["rates"], "incr", lambda key: 1 / next(numbers))
    assert rates.count("link", "198.51.100.7", 6000.0) == 0
