"""A page's whole round, by the two who keep it: written, sent back, signed, overdue, reviewed."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import Group, User
from playwright.sync_api import expect

from clinic_site import roles
from clinic_site.models import Clinician
from conditions.models import ConditionIndexPage, ConditionPage, SignOff, Source
from tests.browser.conftest import SIZES, assert_accessible
from tests.signed_in import session_cookie

HARM = "Stop taking your medicine today."


@pytest.fixture
def draft(site):
    """A page that nobody has published yet."""
    body = [("overview", {"introduction": "<p>Thoughts come slowly, as through fog.</p>"})]
    page = ConditionIndexPage.objects.get().add_child(
        instance=ConditionPage(
            title="Brain fog",
            summary="To be written.",
            body=body,
            sources=[Source(publisher="NIMH", title="Health", url="https://www.nimh.nih.gov/")],
        )
    )
    page.save_revision()
    yield page
    ConditionPage.objects.get(pk=page.pk).delete()
    Clinician.objects.filter(name="Rae Example").delete()


@pytest.fixture
def at_desk(browser, site, watched):
    """A function that opens a screen at which a new member of staff is signed in."""
    contexts = []

    def at_desk(username, role, size="desktop"):
        user = User.objects.create_user(username)
        user.groups.add(Group.objects.get(name=role))
        contexts.append(browser.new_context(viewport=SIZES[size], reduced_motion="reduce"))
        contexts[-1].add_cookies([session_cookie(user, site)])
        page = watched(contexts[-1].new_page())
        page.goto(f"{site}/admin/")
        return page, user

    yield at_desk
    for context in contexts:
        context.close()


def write_and_submit(page, address, summary, button):
    """Change the summary in the editor, and submit the page."""
    page.goto(address)
    page.locator("#id_summary").fill(summary)
    page.get_by_role("button", name="More actions").last.click()
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


def test_a_page_is_written_sent_back_signed_off_overdue_and_reviewed_again(site, draft, at_desk):
    edit, sign_off = (f"{site}/admin/{path}/" for path in paths(draft))
    editor, _user = at_desk("editor", roles.EDITOR)
    reviewer, user = at_desk("reviewer", roles.REVIEWER)
    reviewer.goto(sign_off)
    expect(reviewer.get_by_text("your account is not tied to a clinician")).to_be_visible()
    Clinician.objects.create(name="Rae Example", credentials="MD", user=user)

    write_and_submit(editor, edit, f"A fog in the mind. {HARM}", "Submit to Clinical sign-off")
    editor.goto(edit)
    expect(editor.get_by_text("This page waits for a clinician to sign it off.")).to_be_visible()

    # The clinician finds it on the admin's home, and sends it back with a comment.
    reviewer.goto(f"{site}/admin/")
    waiting = reviewer.locator("section", has=reviewer.get_by_text("Awaiting your review"))
    waiting.get_by_role("link", name="Brain fog").click()
    reviewer.get_by_role("link", name="Sign off…").click()
    for text in ["Stops publishing.", "1 source has no day on which somebody read it"]:
        expect(reviewer.get_by_text(text)).to_be_visible()
    reviewer.get_by_role("button", name="Sign off", exact=True).click()
    for sentence in ["Give a reason, or ask for changes.", "Confirm that you have read"]:
        expect(reviewer.get_by_text(sentence)).to_be_visible()
    assert_accessible(reviewer, "main")
    reviewer.get_by_role("button", name="Ask for changes").click()
    expect(reviewer.get_by_text("Say what should change.")).to_be_visible()
    reviewer.get_by_label("What should change").fill("Nobody stops a medicine alone.")
    reviewer.get_by_role("button", name="Ask for changes").click()
    expect(reviewer.get_by_text("The page went back to its editor.")).to_be_visible()
    assert not SignOff.objects.filter(page=draft).exists()

    # The editor reads why, mends it, and submits it again.
    editor.goto(f"{site}/admin/pages/{draft.pk}/history/")
    expect(editor.get_by_text("Nobody stops a medicine alone.").first).to_be_visible()
    write_and_submit(editor, edit, "A fog in the mind.", "Resubmit to Clinical sign-off")

    # The clinician signs it off, on a phone.
    reviewer.set_viewport_size(SIZES["phone"])
    reviewer.goto(sign_off)
    assert_accessible(reviewer, "main")
    assert reviewer.evaluate("document.documentElement.scrollWidth") <= SIZES["phone"]["width"]
    sign(reviewer)
    expect(reviewer.get_by_text("“Brain fog” is signed off and live.")).to_be_visible()
    reviewer.goto(f"{site}{draft.url}")
    expect(reviewer.get_by_text(re.compile("Reviewed by Rae Example, MD")).first).to_be_visible()
    expect(reviewer.get_by_text("First version of this page.")).to_be_visible()

    # A review later the page says that it is overdue, until a clinician reads it once more.
    SignOff.objects.filter(page=draft).update(next_review_due=date(2026, 1, 2))
    reviewer.goto(f"{site}{draft.url}?overdue")
    expect(reviewer.get_by_text("is overdue")).to_be_visible()
    reviewer.set_viewport_size(SIZES["desktop"])
    reviewer.goto(edit)
    reviewer.get_by_role("button", name="More actions").last.click()
    reviewer.get_by_role("link", name="Review this page…").click()
    sign(reviewer)
    reviewer.goto(f"{site}{draft.url}?reviewed")
    expect(reviewer.get_by_text(re.compile(": Reviewed, no change"))).to_be_visible()
    expect(reviewer.get_by_text("is overdue")).to_have_count(0)


def paths(page):
    return f"pages/{page.pk}/edit", f"sign-off/{page.pk}"


def sign(page):
    page.get_by_label("I have read this version").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Sign off", exact=True).click()
