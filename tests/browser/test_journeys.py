"""What the site is for, done as its users do it, in Chromium."""

import re

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from appointments.models import BookingRequest, OutboundMessage
from appointments.moves import move
from appointments.outbox import send_due
from clinic_site import roles
from clinic_site.models import HomePage
from tests.browser.conftest import SIZES, assert_accessible


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def phone(request, browser, watched):
    """A patient's phone, with and without JavaScript."""
    context = browser.new_context(
        viewport=SIZES["phone"], java_script_enabled=request.param == "with JavaScript"
    )
    yield watched(context.new_page())
    context.close()


@pytest.fixture
def desktop(browser, watched):
    """A screen of the clinic's staff."""
    context = browser.new_context(viewport=SIZES["desktop"], reduced_motion="reduce")
    yield watched(context.new_page())
    context.close()


def press(page, name, role="button"):
    """Press a button or link, and wait for the page that it leads to."""
    with page.expect_navigation():
        page.get_by_role(role, name=name).first.click()


def next_page(page):
    press(page, "Continue")


def fill_in_where(page, place="Coconut Grove", year="1984"):
    page.get_by_role("radio", name=place).check()
    page.get_by_label("Month").fill("March")
    page.get_by_label("Day", exact=True).fill("27")
    page.get_by_label("Year").fill(year)
    page.get_by_role("radio", name="Yes, I am asking for myself").check()
    next_page(page)


def fill_in_contact(page):
    trap = page.locator("[name=subject]")  # for programs; no person meets it
    expect(trap).to_be_hidden()
    expect(trap).to_have_value("")
    page.get_by_role("radio", name="New to the clinic").check()
    page.get_by_label("First name").fill("Zoë")
    page.get_by_label("Last name").fill("Sentinel")
    page.get_by_label("Phone number").fill("305-555-0142")
    page.get_by_label("Email address").fill("zoe.sentinel@example.com")
    page.get_by_label("You may email me").check()
    next_page(page)


def fill_in_times(page):
    page.locator("select").nth(0).select_option(label="Tuesday")
    page.locator("select").nth(1).select_option(label="Morning")
    page.get_by_role("radio", name="English").check()
    next_page(page)


def test_a_patient_reads_follows_a_relation_comes_back_and_asks(phone, site):
    phone.goto(site)
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    expect(phone.get_by_role("link", name="call 988", exact=True).first).to_be_visible()
    phone.get_by_role("link", name="Find what you feel").click()
    expect(phone).to_have_url(f"{site}/conditions/")
    expect(phone.locator("main")).to_contain_text(re.compile("Emotional blunting.*see.*Emotional"))
    phone.get_by_role("link", name="Emotional numbness", exact=True).first.click()
    expect(phone).to_have_url(f"{site}/conditions/emotional-numbness/")
    assert "Not yet reviewed by a clinician" in phone.locator("main").inner_text()
    related = phone.locator("section", has=phone.locator("#related"))
    expect(related).to_contain_text("Numbness is a close relative of dissociation.")
    related.get_by_role("link", name="Dissociation").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Dissociation")
    expect(related).to_contain_text("Emotional numbness")
    phone.go_back()
    phone.locator("main").get_by_role("link", name="Ask for an appointment").first.click()
    expect(phone).to_have_url(f"{site}/request/")
    fill_in_where(phone)
    fill_in_contact(phone)
    fill_in_times(phone)
    expect(phone.locator("main")).to_contain_text("Zoë")
    phone.get_by_role("checkbox").check()
    press(phone, "Send my request")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("received")
    reference = phone.locator(".reference").inner_text().strip()
    assert BookingRequest.objects.get(state="received").reference == reference
    assert phone.url == f"{site}/request/"
    assert {message.audience for message in OutboundMessage.objects.all()} == {"patient", "desk"}


def test_back_and_change_keep_everything_that_was_typed(phone, site):
    phone.goto(f"{site}/request/")
    fill_in_where(phone, place="Doral")
    phone.get_by_label("Last name").fill("Half Typed")
    phone.get_by_role("button", name="Back").click()
    expect(phone.get_by_role("radio", name="Doral")).to_be_checked()
    expect(phone.get_by_label("Year")).to_have_value("1984")
    next_page(phone)
    expect(phone.get_by_label("Last name")).to_have_value("Half Typed")
    fill_in_contact(phone)
    fill_in_times(phone)
    phone.get_by_role("button", name=re.compile("Change")).first.click()
    expect(phone.get_by_role("radio", name="Doral")).to_be_checked()


def test_what_is_wrong_is_explained_beside_its_field_and_the_rest_is_kept(phone, site):
    phone.goto(f"{site}/request/")
    phone.get_by_label("Month").fill("March")
    phone.get_by_label("Day", exact=True).fill("32")
    phone.get_by_label("Year").fill("1984")
    next_page(phone)
    assert phone.title().startswith("Error:")
    summary = phone.locator(".error-summary")
    expect(summary).to_contain_text("Choose where you would like your visit")
    expect(phone.get_by_label("Month")).to_have_value("March")
    day = phone.get_by_label("Day", exact=True)
    expect(day).to_have_value("32")
    expect(day).to_have_attribute("aria-invalid", "true")


def test_somebody_under_18_meets_a_kind_page_and_leaves_nothing(phone, site):
    phone.goto(f"{site}/request/")
    fill_in_where(phone, year=str(timezone.localdate().year - 17))
    expect(phone.locator("main")).to_contain_text("988")
    expect(phone.locator("main form")).to_have_count(0)
    assert not BookingRequest.objects.exists()


def test_somebody_who_will_not_be_in_florida_meets_a_kind_page(phone, site):
    phone.goto(f"{site}/request/")
    fill_in_where(phone, place="I will not be in Florida")
    expect(phone.locator("main form")).to_have_count(0)
    assert not BookingRequest.objects.exists()


def test_the_whole_journey_works_by_keyboard_alone(desktop, site):
    def tab_to(name, role):
        for _press in range(80):
            desktop.keyboard.press("Tab")
            focused = desktop.evaluate(
                "() => { const e = document.activeElement; return [e.type || e.tagName,"
                " (e.labels && e.labels[0] ? e.labels[0].innerText : e.innerText) || ''] }"
            )
            box = desktop.evaluate(
                "() => { const r = document.activeElement.getBoundingClientRect();"
                " return [r.top, r.bottom, innerHeight] }"
            )
            assert box[1] > 0 and box[0] < box[2], f"focus is hidden on {focused}"
            if name in focused[1] and role in focused[0]:
                return
        raise AssertionError(f"{name} is not reached by Tab")

    desktop.goto(f"{site}/request/")
    tab_to("Coconut Grove", "radio")
    desktop.keyboard.press("Space")
    tab_to("Month", "text")
    desktop.keyboard.type("3")
    tab_to("Day", "text")
    desktop.keyboard.type("27")
    tab_to("Year", "text")
    desktop.keyboard.type("1984")
    tab_to("Yes, I am asking", "radio")
    desktop.keyboard.press("Space")
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_label("Last name")).to_be_visible()


def test_the_front_desk_takes_a_request_and_books_a_visit(desktop, site, sign_in, phone_request):
    sign_in(desktop, roles.FRONT_DESK)
    desktop.goto(f"{site}/admin/requests/")
    assert_accessible(desktop, "main")
    press(desktop, phone_request.reference, role="link")
    expect(desktop.locator("main")).to_contain_text("Sentinel")
    assert "Sentinel" not in desktop.title() and "Sentinel" not in desktop.url
    press(desktop, re.compile("^Take$"))
    expect(desktop.locator("main")).to_contain_text("In review")
    assert_accessible(desktop, "main")
    press(desktop, "Book a visit", role="link")
    form, calendar = desktop.locator("#form-visit"), desktop.locator("#booking-calendar")
    form.get_by_label("Clinician").select_option(label="Alex Example, MD")
    form.get_by_label("Place").select_option(label="Coconut Grove")
    expect(calendar).to_contain_text("Alex Example everywhere, and others at Coconut Grove.")
    shown = calendar.get_by_role("heading", level=2).inner_text()
    calendar.get_by_role("button", name="Later week").click()
    expect(calendar.get_by_role("heading", level=2)).not_to_have_text(shown)
    calendar.locator("[name=spot]").first.click()
    expect(form.get_by_label("Time (ET)")).to_be_focused()
    expect(calendar.locator("[aria-pressed=true]")).to_have_count(1)
    assert desktop.url.endswith(f"/admin/requests/book/{phone_request.pk}/")
    assert_accessible(desktop, "main")
    form.get_by_label("entered").check()
    form.get_by_role("button", name="Book a visit").click()
    expect(desktop.locator("main")).to_contain_text("The visit")
    phone_request.refresh_from_db()
    assert (phone_request.state, phone_request.assigned_to.username) == ("booked", "staff")
    assert list(phone_request.events.values_list("move", flat=True)) == ["submit", "take", "book"]


def test_a_move_that_somebody_else_has_just_made_is_refused_with_a_sentence(
    desktop, site, sign_in, phone_request
):
    sign_in(desktop, roles.FRONT_DESK)
    desktop.goto(f"{site}/admin/requests/inspect/{phone_request.pk}/")
    colleague = User.objects.create_user("colleague")
    move(phone_request, "take", by=colleague, now=timezone.now(), version=1)
    press(desktop, re.compile("^Take$"))
    expect(desktop.locator("main")).to_contain_text("Somebody else has just handled this request")
    phone_request.refresh_from_db()
    assert phone_request.assigned_to == colleague
    assert_accessible(desktop, "main")


@pytest.fixture
def phone_request(browser, site):
    """A request that a patient has sent."""
    context = browser.new_context(viewport=SIZES["phone"])
    page = context.new_page()
    page.goto(f"{site}/request/")
    fill_in_where(page)
    fill_in_contact(page)
    fill_in_times(page)
    page.get_by_role("checkbox").check()
    press(page, "Send my request")
    expect(page.get_by_role("heading", level=1)).to_contain_text("received")
    context.close()
    return BookingRequest.objects.get()


def test_an_editor_changes_the_home_page_and_readers_see_it(desktop, site, sign_in, browser):
    """A condition page needs a clinician too: test_sign_off.py."""
    home = HomePage.objects.get()
    sign_in(desktop, roles.EDITOR)
    desktop.goto(f"{site}/admin/pages/{home.pk}/edit/")
    desktop.locator("#id_introduction").fill("You can tell us how you feel.")
    desktop.get_by_role("button", name="More actions").click()
    desktop.get_by_role("button", name="Publish", exact=True).click()
    expect(desktop.get_by_text("published").first).to_be_visible()
    reader = browser.new_page()
    reader.goto(f"{site}/")
    expect(reader.locator("main")).to_contain_text("You can tell us how you feel.")
    reader.close()


def test_an_editor_sees_nothing_of_requests(desktop, site, sign_in, phone_request):
    sign_in(desktop, roles.EDITOR)
    assert "request" not in desktop.locator("body").inner_text().lower()


def test_the_acknowledgement_is_sent_and_has_nothing_personal(phone_request, settings, mailoutbox):
    send_due(timezone.now())
    by_address = {mail.to[0]: mail for mail in mailoutbox}
    mail = by_address["zoe.sentinel@example.com"]
    assert phone_request.reference in mail.body
    for word in ["Zoë", "Sentinel", "Coconut", "psychiatr"]:
        assert word.lower() not in (mail.subject + mail.body).lower()
    assert "Sentinel" not in by_address["desk@clinic.example"].body
