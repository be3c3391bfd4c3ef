"""From the first page to the admin: password, second factor, and what is said on the way."""

import logging
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import hashers
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client

from clinic_site import roles
from clinic_site.sign_in import known_browser
from clinic_site.sign_in.models import SignInTry
from tests.clinic_site.sign_in.conftest import (
    CODE,
    LOGIN,
    OWN,
    PASSWORD,
    add_app,
    add_recovery_codes,
    code_of,
    give_code,
    give_password,
)

INBOX = "/admin/requests/"


def key_of(client):
    return client.cookies["sessionid"].value


def text_of(response):
    return response.content.decode()


def test_the_password_alone_leads_to_the_second_page_and_no_further(client, with_app):
    assert give_password(client).url == CODE
    assert client.get(INBOX).url == f"{LOGIN}?next={INBOX}"
    waiting = key_of(client)
    assert give_code(client, code_of()).url == INBOX
    assert client.get(INBOX).status_code == 200
    assert key_of(client) != waiting
    assert not Session.objects.filter(session_key=waiting).exists()
    assert SignInTry.objects.count() == 0


def test_a_session_key_that_was_planted_is_worth_nothing_after_the_password(client, with_app):
    planted = SessionStore()
    planted["something"] = "in it"
    planted.create()
    client.cookies["sessionid"] = planted.session_key
    give_password(client)
    assert key_of(client) != planted.session_key
    assert not Session.objects.filter(session_key=planted.session_key).exists()


def test_who_has_no_second_factor_sets_one_up_before_anything_else(client, staff):
    assert give_password(client).url == INBOX
    assert client.get(INBOX).url == OWN
    assert "Set up a second factor to go on." in text_of(client.get(OWN))
    client.get(f"{OWN}app/")
    before, secret = key_of(client), client.get(f"{OWN}app/").context["form"].secret
    assert secret not in str(dict(client.session))  # nor does it lie there in clear
    wrong = client.post(f"{OWN}app/", {"code": "abc"})
    assert wrong.status_code == 200 and "That code is wrong." in text_of(wrong)
    assert wrong.context["form"].secret == secret  # the app that was set up still fits
    assert client.post(f"{OWN}app/", {"code": code_of(secret)}).url == f"{OWN}codes/"
    assert key_of(client) != before
    assert client.get(INBOX).status_code == 200
    page = client.get(f"{OWN}codes/")
    assert len(page.context["unused_codes"]) == 10 and page.context["can_view_codes"]
    assert not client.get(f"{OWN}codes/").context["can_view_codes"]
    row = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert secret not in str(row.data) and row.data["secret"].startswith("tests$")


def test_a_code_is_good_once_and_within_half_a_minute_of_its_time(with_app, monkeypatch):
    now = 1_800_000_015
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=lambda: now))
    for steps, is_good in [(-3, False), (-1, True), (-1, False), (0, True), (0, False), (1, True)]:
        client = Client()
        give_password(client)
        response = give_code(client, code_of(steps_later=steps, at=now))
        assert (response.status_code == 302) is is_good, steps


def test_a_recovery_code_lets_in_once_and_the_ones_left_are_counted(with_app):
    first, second, *_rest = add_recovery_codes(with_app)
    for code, is_good in [(first, True), (first, False), (f" {second[:4]}-{second[4:]} ", True)]:
        client = Client()
        give_password(client)
        assert (give_code(client, code).status_code == 302) is is_good
    assert "You have 8 recovery codes left." in text_of(client.get(OWN))
    row = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    row.data["used_mask"] = 0b0111111111
    row.save()
    assert "You have 1 recovery code left. Make new ones soon." in text_of(client.get(OWN))


def test_five_wrong_codes_ask_for_the_password_again(client, with_app):
    give_password(client)
    for _time in range(4):
        assert give_code(client, "000000").status_code == 200
    assert give_code(client, "000000").url == f"{LOGIN}?ended=codes"
    assert client.get(CODE).url == LOGIN
    assert "too many wrong codes" in text_of(client.get(f"{LOGIN}?ended=codes"))


def test_a_lost_key_is_said_in_a_sentence(client, with_app):
    Authenticator.objects.update(data={"secret": "lost$gAAAA"})
    give_password(client)
    page = give_code(client, "123456")
    assert page.status_code == 200
    assert "a key of this site is missing" in text_of(page)


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "md5$x$y"}])
def test_what_changes_between_the_two_pages_counts(client, with_app, change):
    give_password(client)
    User.objects.filter(pk=with_app.pk).update(**change)
    assert give_code(client, code_of()).url == f"{LOGIN}?ended=account"
    assert client.get(INBOX).url.startswith(LOGIN)


def test_without_a_database_the_admin_answers_503_and_crashes_nowhere(signed_in, monkeypatch):
    def down(*given, **more):
        raise OperationalError("down")

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", down)
    assert signed_in.get(INBOX).status_code == 503


WRONG = {
    "a name that nobody has": ("nobody-has-this", "wrong"),
    "a wrong password": ("staff", "wrong"),
    "a disabled account": ("gone", PASSWORD),
    "an account that was invited": ("invited", "wrong"),
    "another case": ("STAFF", PASSWORD),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_not_told_and_costs_one_hash(client, staff, monkeypatch, case):
    User.objects.create_user("gone", password=PASSWORD, is_active=False)
    User.objects.create_user("invited")
    hashed, hasher = [], hashers.get_hasher()
    encode = type(hasher).encode
    monkeypatch.setattr(
        type(hasher), "encode", lambda *given, **more: hashed.append(1) or encode(*given, **more)
    )
    username, password = WRONG[case]
    page = give_password(client, username, password)
    assert page.status_code == 200 and len(hashed) == 1
    assert page.context["form"].non_field_errors() == [
        "The username and the password do not belong together. Check both and try again."
    ]
    assert page.context["form"].errors.keys() == {"__all__"}


def test_the_log_holds_neither_the_name_that_was_typed_nor_an_address(client, staff, caplog):
    caplog.set_level(logging.INFO, "clinic_site.sign_in")
    typed = "my-password-in-the-box-of-the-name"
    for _time in range(6):
        give_password(client, typed, "wrong", REMOTE_ADDR="203.0.113.9")
    give_password(client, "staff")
    lines = [line.getMessage() for line in caplog.records if line.name == "clinic_site.sign_in"]
    events = [line.split(" name=")[0] for line in lines[:6]]
    assert events == [*["sign-in failed"] * 5, "sign-in held back"]
    assert len({line.split("name=")[1] for line in lines[:6]}) == 1
    assert lines[6] == f"signed in user={staff.pk}"
    assert typed not in caplog.text and "203.0.113" not in caplog.text
    assert typed not in str(list(SignInTry.objects.values()))


def test_the_form_can_be_filled_in_by_a_password_manager_and_pasted_into(client, with_app):
    page = text_of(client.get(LOGIN))
    assert 'autocomplete="username"' in page and 'autocomplete="current-password"' in page
    assert 'autocomplete="off"' not in page and "onpaste" not in page
    give_password(client)
    assert 'autocomplete="one-time-code"' in text_of(client.get(CODE))


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_nobody_is_sent_to_another_site(client, with_app, wanted):
    client.post(LOGIN, {"username": "staff", "password": PASSWORD, "next": wanted})
    assert give_code(client, code_of()).url == INBOX


def test_sign_out_ends_the_session_on_the_server_and_clears_the_browser(signed_in, staff):
    key = key_of(signed_in)
    assert signed_in.get("/admin/logout/").status_code == 405
    response = signed_in.post("/admin/logout/")
    assert response["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not Session.objects.filter(session_key=key).exists()
    signed_in.cookies.clear()  # as the browser does
    back = signed_in.get(response.url)
    assert back.url == f"{LOGIN}?ended=out" and known_browser.cookie_name() in back.cookies
    assert "You have signed out." in text_of(signed_in.get(back.url))
    signed_in.cookies["sessionid"] = key
    assert signed_in.get(INBOX).url.startswith(LOGIN)


def test_the_cookies_are_the_hosts_own(signed_in):
    session, browser = signed_in.cookies["sessionid"], signed_in.cookies["known_browser"]
    for cookie, path in [(session, "/"), (browser, "/admin/")]:
        assert (cookie["httponly"], cookie["samesite"], cookie["domain"]) == (True, "Lax", "")
        assert cookie["path"] == path
    assert session["max-age"] == ""  # it goes with the browser
    assert "staff" not in browser.value


def test_new_recovery_codes_replace_the_old_and_need_the_password_if_it_was_long_ago(
    signed_in, with_app
):
    old = add_recovery_codes(with_app)
    new = f"{OWN}codes/new/"
    assert signed_in.post(new).url == f"{OWN}codes/"
    shown = signed_in.get(f"{OWN}codes/").context["unused_codes"]
    assert not set(shown) & set(old)
    session = signed_in.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session.save()
    asked = signed_in.get(new)
    assert unquote(asked.url) == f"/admin/account/confirm/?next={new}"
    assert "That is not your password." in text_of(signed_in.post(asked.url, {"password": "wrong"}))
    assert signed_in.post(asked.url, {"password": PASSWORD}).url == new
    assert signed_in.get(new).status_code == 200


def test_the_last_second_factor_stays(signed_in, with_app, make_staff, settings):
    app = Authenticator.objects.get(user=with_app)
    other = add_app(make_staff(roles.EDITOR, "other"))
    assert "This is your only one." in text_of(signed_in.get(f"{OWN}{app.pk}/remove/"))
    signed_in.post(f"{OWN}{app.pk}/remove/")
    assert Authenticator.objects.filter(pk=app.pk).exists()
    for send in [signed_in.get, signed_in.post]:
        assert send(f"{OWN}{other.pk}/remove/").status_code == 404
        assert send(f"{OWN}{other.pk}/name/").status_code == 404
    passkey = Authenticator.objects.create(user=with_app, type="webauthn", data={"name": "Phone"})
    assert "Remove Phone" in text_of(signed_in.get(OWN))
    assert signed_in.post(f"{OWN}{app.pk}/remove/").url == OWN
    assert list(Authenticator.objects.filter(user=with_app)) == [passkey]
    signed_in.post(f"{OWN}{passkey.pk}/name/", {"name": "My phone"})
    passkey.refresh_from_db()
    assert passkey.data["name"] == "My phone"


@pytest.mark.parametrize("credential", ["", "no JSON", "{}", '{"id": 1}', '{"response": {}}'])
def test_what_is_no_passkey_is_refused_in_a_sentence(signed_in, with_app, credential):
    signed_in.get(f"{OWN}passkey/")
    page = signed_in.post(f"{OWN}passkey/", {"name": "", "credential": credential})
    assert page.status_code == 200 and "Error:" in text_of(page)
    Authenticator.objects.filter(user=with_app).delete()
    Authenticator.objects.create(user=with_app, type="totp", data={"secret": "x"})
    client = Client()
    give_password(client)
    page = client.post(CODE, {"credential": credential})
    assert page.status_code == 200 and "Error:" in text_of(page)
