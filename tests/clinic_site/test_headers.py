"""What every response tells the browser, whoever made it: page, cache, middleware or file."""

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.images import ImageFile
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture
from wagtail.images.models import Image
from wagtail.models import Locale

from clinic_site import roles, views
from clinic_site.models import ClinicSettings

pytestmark = pytest.mark.django_db

ON_ALL = {
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
PUBLIC_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
    "upgrade-insecure-requests": "",
}
ADMIN_POLICY = {
    **{name: value for name, value in PUBLIC_POLICY.items() if "trusted" not in name},
    "script-src-attr": "'none'",
    "style-src-attr": "'none'",
    "frame-src": "'self'",
}
MEDIA_POLICY = {"default-src": "'none'", "sandbox": ""}
REQUEST = reverse("appointments:request")
LINK = f"/request/link/{'A' * 43}/"

# What stands behind an address, how it is asked for, and the status that shows it was met.
OPEN = {
    "a page": ("/", {}, 200),
    "a page from the cache": ("/", {}, 200),
    "a page with a sender's mark": ("/?from=letter", {}, 200),
    "a page in print": ("/conditions/numbness/print/", {}, 200),
    "a search": ("/search/?q=numb", {}, 200),
    "a redirect to the slash": ("/conditions", {}, 301),
    "a redirect to the slash of a search": ("/search?q=numb", {}, 301),
    "a redirect of Wagtail's": ("/_util/login/", {}, 302),
    "Spanish that is not live": ("/es/", {}, 302),
    "a NUL byte": ("/%00/", {}, 400),
    "a foreign host": ("/", {"headers": {"host": "evil.example"}}, 400),
    "nothing": ("/nothing/here/", {}, 404),
    "a wrong method": ("/", {"method": "delete"}, 405),
    "a page taken down": ("/conditions/gone/", {}, 410),
    "a huge body": ("/", {"method": "post", "data": {"a": "x" * 70_000}}, 413),
    "a long address": (f"/?a={'x' * 5_000}", {}, 414),
    "a link without its slash": (LINK[:-1], {}, 301),
    "the sitemap": ("/sitemap.xml", {}, 200),
    "robots.txt": ("/robots.txt", {}, 200),
    "security.txt": ("/.well-known/security.txt", {}, 200),
    "the feed": ("/changes.rss", {}, 200),
    "the health": ("/healthz", {}, 503),
    "a file of the site's": ("/static/headers.css", {}, 200),
    "no file": ("/static/nothing.css", {}, 404),
    "the API": ("/api/v2/conditions/", {}, 200),
    "a mistake to the API": ("/api/v2/conditions/?limit=x", {}, 400),
    "a NUL byte to the API": ("/api/v2/%00", {}, 400),
    "nothing of the API": ("/api/", {}, 404),
    "the admin, signed out": ("/admin/", {}, 302),
    "the admin's icons": ("/admin/sprite/", {}, 200),
    "the admin without a slash": ("/admin/login", {}, 302),
}
# These have a form, whose token is in a cookie.
WITH_FORMS = {
    "the request form": (REQUEST, {}, 200),
    "an answer of the form": (REQUEST, {"method": "post", "data": {"step": "where"}}, 200),
    "the sign-in": ("/admin/login/", {}, 200),
    "a patient's link": (LINK, {}, 200),
    "a failed sign-in": ("/admin/login/", {"method": "post", "data": {"login": "x"}}, 200),
}
STAFF = {
    "the admin's home": ("/admin/", 200),
    "the inbox": ("/admin/requests/", 200),
    "the account": ("/admin/account/", 200),
    "nothing in the admin": ("/admin/nothing/here/", 404),
    "Wagtail's page of an error": ("/admin/failwhale/", 302),
    "an address without its slash": ("/admin/requests", 301),
}


@pytest.fixture
def site(open_clinic, make_condition, settings):
    """A clinic with something behind each address, asked by HTTPS."""
    make_condition("Numbness", slug="numbness")
    make_condition("Gone", slug="gone").unpublish()
    Locale.objects.get_or_create(language_code="es")
    ClinicSettings.objects.update(security_contact="security@clinic.example")
    (settings.STATIC_ROOT / "headers.css").write_text("a { color: red }")
    settings.SECURE_REDIRECT_EXEMPT = []
    client = Client()  # whose WhiteNoise has seen the file
    client.raise_request_exception = False
    return client


def ask(client, address, method="get", **words):
    return (
        client.generic("DELETE", address, secure=True)
        if method == "delete"
        else getattr(client, method)(address, secure=True, **words)
    )


def policy_of(response):
    """The Content-Security-Policy as a dictionary."""
    parts = response["Content-Security-Policy"].split(";")
    return {name: value for name, _space, value in (part.strip().partition(" ") for part in parts)}


def assert_headers(response, name, policy=PUBLIC_POLICY, **others):
    """The response carries each header of ON_ALL, but for `others`, and the policy."""
    expected = ON_ALL | {key.replace("_", "-"): value for key, value in others.items()}
    found = {key: response.get(key) for key in expected}
    assert found == expected, name
    assert policy_of(response) == policy, name
    assert "camera=(), " in response["Permissions-Policy"], name
    assert response.get("Cache-Control"), name


def test_every_public_response_has_the_headers_and_no_cookie(site):
    for name, (address, words, status) in OPEN.items():
        response = ask(site, address, **words)
        assert response.status_code == status, name
        others = {}
        if "API" in name:
            others["Cross_Origin_Resource_Policy"] = "cross-origin"
            assert response["Content-Type"] == "application/json", name
        if "link" in name:
            others["Referrer_Policy"] = "strict-origin"
        is_admin = address.startswith("/admin/")
        assert_headers(response, name, ADMIN_POLICY if is_admin else PUBLIC_POLICY, **others)
        assert not response.cookies, name
        may_be_kept = status == 200 and "search" not in name or "API" in name
        assert may_be_kept or "no-store" in response["Cache-Control"], name


def test_what_has_a_form_sets_its_token_alone_and_is_not_kept(site):
    for name, (address, words, status) in WITH_FORMS.items():
        response = ask(site, address, **words)
        assert response.status_code == status, name
        assert_headers(
            response,
            name,
            ADMIN_POLICY if address.startswith("/admin/") else PUBLIC_POLICY,
            Referrer_Policy="strict-origin" if address == LINK else "same-origin",
        )
        assert list(response.cookies) == [settings.CSRF_COOKIE_NAME], name
        token = response.cookies[settings.CSRF_COOKIE_NAME]
        assert (token["samesite"], token["httponly"], token["max-age"]) == ("Lax", True, ""), name
        assert "no-store" in response["Cache-Control"], name


def test_what_staff_see_has_the_admins_policy_and_is_not_kept(site, make_staff):
    site.force_login(make_staff(roles.MANAGER))
    for name, (address, status) in STAFF.items():
        response = ask(site, address)
        assert response.status_code == status, name
        assert_headers(response, name, ADMIN_POLICY)
        assert "no-store" in response["Cache-Control"], name
        assert "(self)" in response["Permissions-Policy"], "passkeys"


def test_only_where_draftail_writes_styles_are_inline_styles_let_in(site, home):
    site.force_login(User.objects.create_superuser("root"))
    editor = ask(site, reverse("wagtailadmin_pages:edit", args=[home.pk]))
    policy = {**ADMIN_POLICY, "style-src": "'self' 'unsafe-inline'"}
    assert_headers(editor, "the editor", policy)
    pictures = policy_of(ask(site, reverse("wagtailimages:add_multiple")))
    assert pictures["img-src"] == "'self' blob: data:"
    assert "unsafe-inline" not in str(pictures)
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[home.pk])
    framed = {**policy, "frame-ancestors": "'self'"}
    assert_headers(ask(site, preview), "a preview", framed, X_Frame_Options="SAMEORIGIN")


@pytest.mark.parametrize("name", ["from the cache", "unchanged"])
def test_a_page_that_is_kept_keeps_its_headers(site, name):
    first = ask(site, "/")
    headers = {"if-none-match": first["ETag"]} if name == "unchanged" else {}
    again = ask(site, "/", headers=headers)
    assert again.status_code == (304 if headers else 200)
    assert_headers(again, name)


def test_http_is_sent_on_to_https_with_headers(site, settings):
    settings.SECURE_SSL_REDIRECT = True
    client = Client()
    for host, status in [("testserver", 301), ("evil.example", 400)]:
        response = client.get("/conditions/", headers={"host": host})
        assert response.status_code == status
        policy = {name: v for name, v in PUBLIC_POLICY.items() if name[:7] != "upgrade"}
        assert_headers(response, host, policy, Strict_Transport_Security=None)  # RFC 6797, 7.2
        assert "no-store" in response["Cache-Control"]


def test_faults_have_the_headers(site, monkeypatch):
    def broken(*args, **kwargs):
        raise OperationalError("the database is down")

    with connection.execute_wrapper(broken):
        down = {path: ask(site, path) for path in ["/privacy/", REQUEST, "/api/v2/conditions/"]}
    for path, response in down.items():
        assert response.status_code == 503
        api = {"Cross_Origin_Resource_Policy": "cross-origin"} if "api" in path else {}
        assert_headers(response, path, **api)
        assert response["Cache-Control"] == "no-store" and response["Retry-After"]
    assert down["/api/v2/conditions/"].json() == {"message": "service unavailable"}

    monkeypatch.setattr(views, "reverse", None)
    response = ask(site, "/robots.txt")
    assert response.status_code == 500
    assert_headers(response, "500")
    cookieless = Client(enforce_csrf_checks=True).post(REQUEST, secure=True)
    assert cookieless.status_code == 403
    assert_headers(cookieless, "403")


def test_a_picture_is_shown_and_nothing_else_below_media(site, tmp_path):
    Picture.new("RGB", (20, 20)).save(tmp_path / "a.webp")
    with (tmp_path / "a.webp").open("rb") as file:
        image = Image.objects.create(title="A", file=ImageFile(file, "a.webp"))
    response = ask(site, image.file.url)
    assert response["Content-Type"] == "image/webp"
    assert_headers(response, "media", MEDIA_POLICY)

    for name in ["page.html", "drawing.svg", "original_images/x.pdf"]:
        path = settings.MEDIA_ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("<script>alert(1)</script>")
    (settings.MEDIA_ROOT.parent / "outside.png").write_text("outside")
    refused = ["page.html", "drawing.svg", "original_images/x.pdf", "", "original_images/"]
    for path in [*refused, "../outside.png", "%2e%2e/outside.png", "..%2foutside.png"]:
        response = ask(site, f"/media/{path}")
        assert response.status_code in {400, 404}, path
        assert_headers(response, path, MEDIA_POLICY)


def test_what_an_editor_posts_and_nobody_could_read_is_a_400(site, make_condition):
    page = make_condition("Sleep")
    site.force_login(User.objects.create_superuser("root"))
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    for body in [{}, {"body-count": "many"}, {"body-count": "1", "body-0-deleted": ""}]:
        assert ask(site, edit, "post", data={"title": "Sleep", **body}).status_code == 400, body


def test_publishing_a_page_that_repeats_another_one_is_refused_in_a_sentence(site, home):
    alias = home.copy_for_translation(Locale.objects.get(language_code="es"), alias=True)
    site.force_login(User.objects.create_superuser("root"))
    publish = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = ask(site, f"{publish}?id={alias.pk}", "post", follow=True)
    assert response.status_code == 200
    assert "It goes live with that one." in response.content.decode()
    assert set(site.cookies) == {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}


def test_the_admin_brings_no_news_of_wagtail_and_takes_no_pictures_of_people(site):
    site.force_login(User.objects.create_superuser("root"))
    text = ask(site, "/admin/").content.decode()
    assert "Keyboard shortcuts" in text and "Editor Guide" in text
    assert "whats-new" not in text and "w-dismissible" not in text and "gravatar" not in text
    assert 'type="file"' not in ask(site, "/admin/account/").content.decode()
