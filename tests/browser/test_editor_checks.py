"""The editor's checks panel, in a real browser: what an editor types is checked as it stands."""

from playwright.sync_api import expect

from conditions.models import ConditionPage
from tests.browser.conftest import SIZES, assert_accessible


def keep_typing(field, *, until):
    """Type on, as people do: Wagtail misses a change that falls into its first comparison."""
    for _second in range(30):
        if until.is_visible():
            return
        field.press("End")
        field.press_sequentially(" ")
        field.page.wait_for_timeout(1000)
    expect(until).to_be_visible()


def test_an_editor_types_a_harmful_sentence_and_sees_what_to_write_instead(
    page, site, sign_in, watched
):
    page.set_viewport_size(SIZES["desktop"])
    watched(sign_in(page, "Content editors"))
    condition = ConditionPage.objects.get(slug="burnout")
    page.goto(f"{site}/admin/pages/{condition.pk}/edit/")
    page.locator('[data-side-panel-toggle="checks"]').click()
    checks = page.locator("[data-page-checks]")
    expect(checks).to_contain_text("No problems found in the words.")
    expect(checks).to_contain_text("Aim: 8 or below, better 6.")
    grade = float(checks.locator(".page-checks__grade").inner_text())
    assert 1 < grade <= 8

    # Wagtail looks for changes once the first preview has come.
    preview = page.frame_locator("#w-preview-iframe")
    expect(preview.locator("h1")).to_have_text("Burnout")
    expect(page.locator("[data-content-word-count]")).not_to_have_text("-", timeout=30_000)
    summary = page.locator("[name=summary]")
    summary.fill("Burnout wears you out. When you feel better, stop taking your medicine.")
    keep_typing(summary, until=checks.get_by_text("Stops publishing").first)
    expect(checks.locator("mark")).to_have_text("stop taking your medicine")
    expect(checks).to_contain_text("Your psychiatrist may adjust the dose.")
    counter = page.locator('[data-side-panel-toggle="checks"] [data-side-panel-toggle-counter]')
    expect(counter).not_to_have_text("0")
    assert_accessible(page, within=".page-checks")

    summary.fill("Burnout wears you out. Never stop a medicine without asking.")
    keep_typing(summary, until=checks.get_by_text("No problems found in the words."))
