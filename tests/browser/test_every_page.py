"""Every public page in every state: accessible, at every width, light, without a cookie."""

import pytest
from wagtail.models import Page

from tests.browser.conftest import SIZES, assert_accessible
from tests.browser.test_journeys import (
    fill_in_contact,
    fill_in_times,
    fill_in_where,
    next_page,
    press,
)

FAULTS = ["/nothing/here/", "/%00/"]


def public_addresses():
    """The live pages of the tree, and what stands beside them."""
    pages = Page.objects.live().filter(depth__gt=1).order_by("path")
    return [page.url for page in pages] + FAULTS


def states_of_the_form(page, site):
    """Walk through the states of the request journey; yields after each."""
    page.goto(f"{site}/request/")
    yield
    next_page(page)  # nothing filled in
    yield
    page.goto(f"{site}/request/")
    fill_in_where(page, year="2020")  # under 18
    yield
    page.goto(f"{site}/request/")
    fill_in_where(page, place="I will not be in Florida")
    yield
    page.goto(f"{site}/request/")
    fill_in_where(page)
    yield
    next_page(page)
    yield
    fill_in_contact(page)
    yield
    next_page(page)
    yield
    fill_in_times(page)
    yield
    press(page, "Send my request")  # the box is not ticked
    yield
    page.get_by_role("checkbox").check()
    press(page, "Send my request")
    yield


def assert_no_sideways_scrolling(page):
    widths = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1], f"{page.url} is {widths[0]} px wide"


@pytest.mark.parametrize(("size", "scheme"), [("phone", "dark"), ("desktop", "light")])
def test_axe_finds_nothing_on_any_public_page(browser, site, watched, size, scheme):
    context = browser.new_context(viewport=SIZES[size], color_scheme=scheme)
    page = watched(context.new_page())
    for address in public_addresses():
        page.goto(site + address)
        assert_accessible(page)
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state_of_the_form(browser, site, watched, scheme):
    context = browser.new_context(viewport=SIZES["phone"], color_scheme=scheme)
    page = watched(context.new_page())
    for _state in states_of_the_form(page, site):
        assert_accessible(page)
        assert [cookie["name"] for cookie in context.cookies()] == ["csrftoken"]
    context.close()


def test_nothing_scrolls_sideways_at_320_px(browser, site):
    context = browser.new_context(viewport={"width": 320, "height": 600})
    page = context.new_page()
    for address in public_addresses():
        page.goto(site + address)
        assert_no_sideways_scrolling(page)
    for _state in states_of_the_form(page, site):
        assert_no_sideways_scrolling(page)
    context.close()


def test_a_page_weighs_less_than_30_kb_compressed_and_its_font_less_than_40(browser, site):
    context = browser.new_context(viewport=SIZES["phone"])
    page = context.new_page()
    weights = {}

    def weigh(response):
        kind = response.request.resource_type
        weights.setdefault(kind, 0)
        weights[kind] += len(compressed(response.body(), kind))

    page.on("response", weigh)
    for address in ["/", "/conditions/", "/conditions/emotional-numbness/", "/request/"]:
        weights.clear()
        page.goto(site + address, wait_until="networkidle")
        code = sum(weights.get(kind, 0) for kind in ["document", "stylesheet", "script"])
        assert code < 30 * 1024, f"{address} weighs {code} bytes"
        assert weights.get("font", 0) <= 40 * 1024
    context.close()


def compressed(body, kind):
    """The body as it travels: text compressed, a font as it is."""
    import gzip

    return body if kind == "font" else gzip.compress(body)
