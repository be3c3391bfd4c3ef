"""The inbox in Chromium: it renews itself quietly, and works without JavaScript and by keyboard."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from appointments.models import BookingRequest
from appointments.transitions import State
from clinic_site import roles
from clinic_site.models import Location
from tests.appointments.conftest import write_request
from tests.browser.conftest import SIZES, assert_accessible

A_MINUTE = 61_000  # milliseconds


def make(number, state=State.RECEIVED, **fields):
    fields = {
        "location": Location.objects.first(),
        "first_name": "Sam",
        "last_name": "Sentinel",
        "date_of_birth": timezone.now().date() - timedelta(days=9000),
        "phone": f"+1305555010{number}",
        "email": f"sam{number}@patient.example",
        "patient_type": "new",
        "language": "en",
        "received_at": timezone.now(),
        **fields,
    }
    return write_request(state, number, fields)


@pytest.fixture
def desktop(browser, watched):
    context = browser.new_context(viewport=SIZES["desktop"], reduced_motion="reduce")
    yield watched(context.new_page())
    context.close()


@pytest.fixture
def inbox(desktop, sign_in):
    """The inbox as front-desk staff see it right after they signed in, with one request."""
    first = make(1)
    desktop.clock.install()
    sign_in(desktop, roles.FRONT_DESK)
    assert desktop.url.endswith("/admin/requests/")
    expect(desktop.get_by_role("link", name=first.reference)).to_be_visible()
    return desktop


def status_of(page):
    return page.locator("[data-inbox]")


def rows(page):
    return page.locator("[data-request]")


def test_it_says_what_is_new_and_does_not_move_under_the_reader(inbox):
    asked = []
    inbox.on("request", lambda request: asked.append(request) if "/results/" in request.url else 0)
    second = make(2)
    BookingRequest.objects.exclude(pk=second.pk).update(
        received_at=timezone.now() - timedelta(days=30)
    )
    box = inbox.get_by_role("checkbox").first
    box.check()
    before = box.bounding_box()
    inbox.clock.run_for(A_MINUTE)
    expect(status_of(inbox)).to_contain_text("1 new request.")
    assert box.bounding_box() == before
    assert [request.headers["x-quiet-refresh"] for request in asked] == ["1"]
    expect(rows(inbox)).to_have_count(1)
    expect(box).to_be_checked()
    # Words are renewed in their place.
    expect(rows(inbox).first).to_contain_text("Overdue by")
    expect(inbox.get_by_role("link", name="Open 2")).to_be_visible()
    assert_accessible(inbox, "main")
    status_of(inbox).get_by_role("link", name="Show it as it is now").click()
    expect(rows(inbox)).to_have_count(2)
    expect(status_of(inbox)).to_be_empty()


def test_it_says_that_a_request_was_changed_by_somebody_else(inbox):
    BookingRequest.objects.update(version=2)
    inbox.clock.run_for(A_MINUTE)
    expect(status_of(inbox)).to_contain_text("This list has changed.")


def test_it_asks_no_more_once_the_session_is_over(inbox):
    asked = []
    inbox.on("request", lambda request: asked.append(request) if "/results/" in request.url else 0)
    Session.objects.all().delete()
    inbox.clock.run_for(A_MINUTE)
    expect(status_of(inbox)).to_contain_text("This list no longer renews itself.")
    inbox.clock.run_for(5 * A_MINUTE)
    assert len(asked) == 1


def test_it_goes_on_after_the_network_was_away(inbox):
    inbox.context.set_offline(True)
    inbox.clock.run_for(A_MINUTE)
    expect(status_of(inbox)).to_contain_text("This list no longer renews itself.")
    inbox.context.set_offline(False)
    make(2)
    inbox.clock.run_for(A_MINUTE)
    expect(status_of(inbox)).to_contain_text("1 new request.")


def test_the_tabs_the_search_and_a_question_before_closing_are_accessible(inbox):
    make(2, State.QUARANTINED, suspicions="trap")
    for name in ["Quarantine", "Overdue", "All"]:
        tabs = inbox.get_by_role("navigation", name="Lists of requests")
        with inbox.expect_navigation():
            tabs.get_by_role("link", name=name).click()
        assert_accessible(inbox, "main")
    inbox.get_by_role("checkbox").first.check()
    with inbox.expect_navigation():
        inbox.get_by_role("button", name="Duplicate…").click()
    assert_accessible(inbox, "main")
    with inbox.expect_navigation():
        inbox.get_by_role("button", name="Close as duplicates").click()
    expect(inbox.locator(".error-message")).to_be_visible()
    assert_accessible(inbox, "main")
    with inbox.expect_navigation():
        inbox.get_by_role("link", name="Back without a change").click()
    inbox.get_by_label("Find a request").fill("Sam Sentinel")
    inbox.keyboard.press("Enter")
    expect(inbox.get_by_role("heading", name="2 requests are found")).to_be_visible()
    assert "Sentinel" not in inbox.url and "Sentinel" not in inbox.title()
    assert_accessible(inbox, "main")


@pytest.mark.parametrize("size", SIZES)
def test_many_are_closed_without_javascript_by_the_keyboard(browser, watched, sign_in, size):
    context = browser.new_context(viewport=SIZES[size], java_script_enabled=False)
    page = watched(context.new_page())
    made = [make(1), make(2)]
    sign_in(page, roles.FRONT_DESK)
    page.get_by_role("link", name="Choose all on this page").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox").first).to_be_checked()
    page.get_by_role("button", name="Spam…").focus()
    page.keyboard.press("Enter")
    for request in made:
        expect(page.get_by_role("link", name=request.reference)).to_be_visible()
    page.get_by_role("button", name="Close as spam").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("All caught up.")
    assert set(BookingRequest.objects.values_list("state", flat=True)) == {State.SPAM}
    context.close()
