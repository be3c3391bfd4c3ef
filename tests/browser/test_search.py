"""Searching in a browser: by keyboard, by pointer, without JavaScript, and for everybody."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import SIZES, assert_accessible


def combobox(page):
    return page.get_by_role("banner").get_by_role("combobox", name="Search the conditions")


def typed(page, text):
    """Type as a person does, and wait for the list."""
    box = combobox(page)
    box.click()
    box.press_sequentially(text, delay=20)
    expect(page.get_by_role("listbox")).to_be_visible()
    return box


def active(page):
    """The option that the box says is active, if any."""
    return page.evaluate(
        """() => {
            const option = document.activeElement.getAttribute("aria-activedescendant");
            return document.getElementById(option)?.textContent;
        }"""
    )


def test_the_suggestions_are_used_by_keyboard_alone(browser, site, watched):
    context = browser.new_context(viewport=SIZES["desktop"])
    page = watched(context.new_page())
    page.goto(f"{site}/conditions/")
    box = typed(page, "de")
    expect(box).to_have_attribute("aria-expanded", "true")
    options = page.get_by_role("option")
    count = options.count()
    assert count > 1
    said = page.get_by_role("banner").get_by_role("status")
    expect(said).to_contain_text(f"{count} suggestions")
    assert active(page) is None  # nothing is chosen until somebody does

    box.press("ArrowDown")
    first = active(page)
    box.press("ArrowUp")
    assert active(page) is None
    box.press("ArrowUp")
    last = active(page)
    assert first and last and first != last
    box.press("ArrowDown")
    box.press("ArrowDown")
    assert active(page) == first
    box.press("Home")
    assert active(page) is None

    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("de")
    box.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_have_count(1)
    box.press("Enter")
    page.wait_for_url(re.compile("/conditions/de"))

    typed(page, "de").press("Tab")  # no trap
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert context.cookies() == []
    assert page.evaluate("() => localStorage.length + sessionStorage.length") == 0
    context.close()


def test_enter_without_a_choice_searches_and_a_tap_opens_the_page(browser, site, watched):
    context = browser.new_context(viewport=SIZES["phone"], has_touch=True)
    page = watched(context.new_page())
    page.goto(site)
    typed(page, "winter").press("Enter")
    page.wait_for_url(re.compile(r"/search/\?q=winter"))
    page.goto(f"{site}/conditions/")
    typed(page, "winter")
    page.get_by_role("option").first.tap()
    page.wait_for_url(f"{site}/conditions/seasonal-depression/")
    context.close()


def test_without_javascript_the_box_is_a_form(browser, site):
    context = browser.new_context(viewport=SIZES["phone"], java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    page.get_by_role("searchbox", name="What do you feel, or what is it called?").fill(
        "emotinal numbnes"
    )
    page.get_by_role("search").nth(1).get_by_role("button", name="Search").click()
    assert page.locator(".results a").first.inner_text() == "Emotional numbness"
    page.get_by_role("link", name="emotional numbness", exact=True).click()
    assert page.locator(".results a").first.inner_text() == "Emotional numbness"
    assert context.cookies() == []
    context.close()


def test_axe_finds_nothing_in_any_state_of_the_search(browser, site, watched):
    for size, scheme in [("phone", "dark"), ("desktop", "light")]:
        context = browser.new_context(
            viewport=SIZES[size], color_scheme=scheme, reduced_motion="reduce"
        )
        page = watched(context.new_page())
        for query in ["", "?q=winter+blues", "?q=emotinal+numbnes", "?q=knee+pain", "?q=suicide"]:
            page.goto(f"{site}/search/{query}")
            assert_accessible(page)
        page.goto(f"{site}/conditions/")
        typed(page, "de").press("ArrowDown")
        assert_accessible(page)
        context.close()


def test_the_search_fits_a_narrow_screen_and_shows_the_choice_in_forced_colours(browser, site):
    context = browser.new_context(viewport={"width": 320, "height": 600}, forced_colors="active")
    page = context.new_page()
    for address in ["/search/?q=winter+blues", "/search/?q=suicide", "/conditions/"]:
        page.goto(site + address)
        wide, screen = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
        assert wide <= screen
    typed(page, "de").press("ArrowDown")
    chosen = page.get_by_role("option", selected=True)
    assert chosen.evaluate("option => getComputedStyle(option).outlineStyle") == "solid"
    context.close()
