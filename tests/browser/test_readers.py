"""A reader looks for a page by letter and kind, prints it, and meets one that is gone."""

import pytest
from playwright.sync_api import expect

from conditions.models import ConditionPage
from tests.browser.conftest import SIZES, assert_accessible
from tests.browser.test_every_page import assert_no_sideways_scrolling
from tests.signing import go_live

WAYS = ["/conditions/", "/conditions/kind/symptom/", "/conditions/depression/print/"]
WAYS += ["/conditions/print/", "/conditions/grief/", "/conditions/no-such-page/"]


@pytest.fixture
def grief_taken_down(site):
    """One page is unpublished while the test lasts."""
    page = ConditionPage.objects.get(slug="grief")
    page.unpublish()
    yield
    page = ConditionPage.objects.get(pk=page.pk)
    go_live(page, page.get_latest_revision())


@pytest.mark.parametrize(
    "context",
    [
        {"viewport": SIZES["phone"], "color_scheme": "dark"},
        {"viewport": {"width": 320, "height": 600}, "color_scheme": "light"},
    ],
    ids=["phone, dark", "320 px, light"],
)
def test_every_way_of_reading_suits_everybody(browser, site, watched, grief_taken_down, context):
    context = browser.new_context(**context)
    page = watched(context.new_page())
    for address in WAYS:
        page.goto(site + address)
        assert_accessible(page)
        assert_no_sideways_scrolling(page)
    assert context.cookies() == []
    context.close()


def test_in_forced_colours_the_choice_that_is_made_still_stands_out(browser, site):
    context = browser.new_context(viewport=SIZES["phone"], forced_colors="active")
    page = context.new_page()
    page.goto(f"{site}/conditions/kind/symptom/")
    borders = page.locator(".ways-on a").evaluate_all(
        "links => links.map(link => [link.textContent, getComputedStyle(link).borderTopWidth])"
    )
    assert [name for name, width in borders if width == "3px"] == ["Symptoms"]
    context.close()


def press_on(page, link):
    """Reach a link by the keyboard and follow it."""
    link.focus()
    expect(link).to_be_focused()
    # Chromium drops keys until a page that has just come is painted.
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    page.keyboard.press("Enter")


def test_by_the_keyboard_from_a_letter_to_a_page_on_paper(browser, site, watched):
    context = browser.new_context(viewport=SIZES["phone"], reduced_motion="reduce")
    page = watched(context.new_page())
    page.goto(f"{site}/conditions/")
    letters = page.get_by_role("navigation", name="A to Z")
    press_on(page, letters.get_by_role("link", name="G", exact=True))
    expect(page.get_by_role("heading", name="G", exact=True)).to_be_in_viewport()
    page.keyboard.press("Tab")  # goes on from the letter
    expect(page.locator("section:has(#letter-g) a:focus")).to_have_count(1)
    press_on(page, page.locator("section:has(#letter-g)").get_by_text("Back to the letters"))
    expect(page.get_by_role("heading", name="A to Z")).to_be_in_viewport()
    press_on(page, page.get_by_role("link", name="Symptoms", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("Symptoms")
    press_on(page, page.locator(".atoz").get_by_role("link", name="Emotional numbness").first)
    press_on(page, page.get_by_role("link", name="Print this page"))
    expect(page.get_by_role("heading", name="For a first visit")).to_be_visible()
    page.evaluate("() => { window.print = () => document.body.setAttribute('printed', '') }")
    for _try in range(5):  # a busy machine paints late, and a key before that is lost
        press_on(page, page.get_by_role("button", name="Print"))
        page.wait_for_timeout(500)
        if page.locator("body[printed]").count():
            break
    expect(page.locator("body[printed]")).to_have_count(1)
    context.close()


def test_paper_has_what_a_reader_needs_and_nothing_to_tap(browser, site):
    context = browser.new_context(viewport=SIZES["desktop"], java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/conditions/depression/print/")
    expect(page.locator("#print")).to_be_hidden()  # it would do nothing
    page.emulate_media(media="print")
    for hidden in [".site-header", ".site-footer", ".crisis-line", "main .buttons >> nth=0"]:
        expect(page.locator(hidden)).to_be_hidden()
    for shown in ["call or text 988", "For a first visit", "Your own questions", "Coconut Grove"]:
        expect(page.locator("main").get_by_text(shown).first).to_be_visible()
    expect(page.locator("main")).to_contain_text("/conditions/depression/")
    page.goto(f"{site}/conditions/")
    expect(page.locator(".letters")).to_be_hidden()
    expect(page.get_by_role("heading", name="G", exact=True)).to_be_visible()
    context.close()
