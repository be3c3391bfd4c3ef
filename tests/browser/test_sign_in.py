"""Staff sign in with Chromium: by keyboard on a phone, with a passkey, with an app's codes."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import expect

from clinic_site import roles
from clinic_site.sign_in import timeouts
from tests.browser.conftest import SIZES, assert_accessible
from tests.clinic_site.sign_in.conftest import PASSWORD, add_app, code_of
from tests.signed_in import session_cookie

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def staff(site):
    """A member of the front desk, without a second factor."""
    user = User.objects.create_user("staff", password=PASSWORD)
    user.groups.add(Group.objects.get(name=roles.FRONT_DESK))
    return user


def with_passkeys(page):
    """Give Chromium a device that makes passkeys and knows its owner."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def give_password(page):
    """By the keyboard alone; the page puts the cursor where it belongs."""
    expect(page.get_by_label("Username")).to_be_focused()
    page.keyboard.type("staff")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def test_a_passkey_is_set_up_and_signs_in_on_a_phone_by_keyboard(browser, watched, site, staff):
    page = watched(browser.new_context(viewport=SIZES["phone"]).new_page())
    with_passkeys(page)
    page.goto(f"{site}/admin/requests/")
    page.get_by_label("Username").fill("staff")
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page).to_have_title("Error: Sign in - Elevate Psychiatry")
    assert_accessible(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Set up a second factor to go on.")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Add a passkey").press("Enter")
    page.get_by_label("Name").fill("My phone")
    assert_accessible(page)
    page.get_by_role("button", name="Add the passkey").press("Enter")
    expect(page.get_by_text("shown now and never again")).to_be_visible()
    assert page.locator(".sign-in-codes code").count() == 10
    with page.expect_download() as file:
        page.get_by_role("link", name="Save as a file").click()
    saved = file.value.path().read_text()
    assert page.locator(".sign-in-codes code").first.inner_text() in saved
    assert_accessible(page)
    page.get_by_role("link", name="I have kept them").press("Enter")
    expect(page.get_by_role("heading", name="Requests").first).to_be_visible()

    sign_out(page)
    expect(page.get_by_text("You have signed out.")).to_be_visible()
    assert {cookie["name"] for cookie in page.context.cookies()} <= {"csrftoken", "known_browser"}
    page.go_back()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()

    page.goto(f"{site}/admin/requests/?group=all")
    give_password(page)
    page.get_by_role("button", name="Use a passkey").press("Enter")
    page.wait_for_url("**/admin/requests/?group=all")
    page.goto(f"{site}/admin/account/second-factor/")
    expect(page.get_by_role("heading", name="My phone")).to_be_visible()
    expect(page.get_by_text("Last used")).to_be_visible()
    assert_accessible(page)


def sign_out(page):
    """By Wagtail's menu."""
    menu = page.get_by_role("button", name="Toggle sidebar")
    if page.viewport_size == SIZES["phone"]:
        menu.click()
    page.locator(".sidebar-footer__account").click()
    page.get_by_role("button", name="Log out").click()


def test_an_app_is_set_up_by_its_key_and_signs_in(browser, watched, site, staff):
    page = watched(browser.new_context(viewport=SIZES["desktop"]).new_page())
    page.goto(f"{site}/admin/")
    give_password(page)
    page.get_by_role("link", name="Set up an app").click()
    expect(page.get_by_alt_text("QR code")).to_be_visible()
    assert page.get_by_alt_text("QR code").evaluate("image => image.naturalWidth") > 0
    secret = page.locator(".sign-in-key").inner_text().replace(" ", "")
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert_accessible(page)
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Done").click()
    page.get_by_role("link", name="I have kept them").click()
    sign_out(page)
    give_password(page)
    expect(page.get_by_label("Code")).to_be_focused()
    assert_accessible(page)
    page.keyboard.type(code_of(secret, steps_later=1))
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/requests/")


def wait(page, minutes):
    """As though so many minutes had gone by, in the browser and on the server."""
    (key,) = [each["value"] for each in page.context.cookies() if each["name"] == "sessionid"]
    session = SessionStore(key)
    session[timeouts.ACTIVE] -= minutes * 60
    session.save()
    page.clock.fast_forward(timedelta(minutes=minutes).seconds * 1000)
    return session


def test_who_seems_away_is_asked_and_what_was_typed_outlives_the_session(
    browser, watched, site, staff
):
    add_app(staff)
    page = watched(browser.new_context(viewport=SIZES["desktop"]).new_page())
    page.clock.install()
    page.context.add_cookies([session_cookie(staff, site)])
    page.goto(f"{site}/admin/requests/enter/")
    page.get_by_label("Last name").fill("Typed")

    wait(page, 13.5)
    stay = page.get_by_role("button", name="Stay signed in")
    expect(stay).to_be_focused()
    assert_accessible(page, "#stay")
    page.keyboard.press("Enter")
    expect(stay).to_be_hidden()
    assert page.request.get(f"{site}/admin/account/session/").json()["seconds"] > 700

    with page.expect_response("**/session/stay/"):  # a person who types is there
        wait(page, 5)
        page.get_by_label("Last name").press("End")
    wait(page, 16)
    expect(page.get_by_role("heading", name="You were signed out")).to_be_visible()
    assert_accessible(page, "#stay")
    page.get_by_role("button", name="I have signed in").click()
    expect(page.get_by_text("You have not signed in yet.")).to_be_visible()
    page.context.add_cookies([session_cookie(staff, site)])  # in another tab
    page.context.new_page().goto(f"{site}/admin/account/")
    page.get_by_role("button", name="I have signed in").click()
    expect(page.locator("#stay")).to_be_hidden()
    assert page.get_by_label("Last name").input_value() == "Typed"
    page.locator("main form [type=submit]").last.click()
    expect(page.get_by_role("alert").first).to_be_visible()  # weighed, and not refused for its key
    assert page.get_by_label("Last name").input_value() == "Typed"
