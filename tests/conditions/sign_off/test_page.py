"""The page on which a clinician signs: for whom it opens, and what it keeps and says."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from clinic_site import roles
from conditions.models import ChangeKind, SignOff
from conditions.sign_off import reading_of
from tests.conditions.sign_off.conftest import browser_of, fresh

pytestmark = pytest.mark.django_db

UNTIED = "your account is not tied to a clinician"


def address(page):
    return reverse("conditions_sign_off", args=[page.pk])


def decision(page, **fields):
    return {
        "mark": reading_of(page.pk).mark,
        "kind": "medical",
        "note": "A note that was typed.",
        "next_review_due": timezone.localdate() + timedelta(days=365),
        "has_read": "on",
        "sign": "1",
        **fields,
    }


def text(response):
    return response.content.decode()


def test_it_opens_for_those_who_keep_pages_and_signs_for_clinicians_alone(
    make_condition, submit, make_staff, editor_browser, reviewer_browser
):
    page = make_condition("Burnout", live=False)
    submit(page)
    untied = browser_of(make_staff(roles.REVIEWER, "untied"))
    for browser in [editor_browser, untied]:
        shown = text(browser.get(address(page)))
        assert UNTIED in shown
        assert 'name="has_read"' not in shown
        assert browser.post(address(page), decision(page)).status_code == 302  # refused, as home
    desk = browser_of(make_staff(roles.FRONT_DESK, "desk"))
    assert desk.get(address(page)).status_code == 302
    assert not SignOff.objects.exists()
    assert 'name="has_read"' in text(reviewer_browser.get(address(page)))


def test_what_the_page_lacks_stands_there_before_anybody_signs(
    make_condition, submit, reviewer_browser
):
    page = make_condition("Burnout", live=False)
    submit(page, body=[])
    shown = text(reviewer_browser.get(address(page)))
    assert "The section “Overview” is missing." in shown
    assert "Until this is there" not in text(
        reviewer_browser.get(address(make_condition("Grief", signed=True)))
    )


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"has_read": ""}, "Confirm that you have read this version."),
        ({"kind": ""}, "Choose the kind of change."),
        ({"next_review_due": "2020-01-01"}, "The next review lies in the past."),
        ({"next_review_due": "2099-01-01"}, "at least every three years"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    make_condition, submit, reviewer_browser, missing, sentence
):
    page = make_condition("Burnout", live=False)
    submit(page)
    shown = text(reviewer_browser.post(address(page), decision(page, **missing)))
    assert sentence in shown
    assert "A note that was typed." in shown
    assert not SignOff.objects.exists()


def test_a_page_that_changed_meanwhile_is_to_be_read_again(
    make_condition, submit, reviewer, reviewer_browser
):
    page = make_condition("Burnout", live=False)
    submit(page)
    read = decision(page)
    other = reading_of(page.pk).version
    other.summary = "Changed meanwhile."
    other.save_revision(user=reviewer)
    response = reviewer_browser.post(address(page), read)
    assert "changed while you read it" in text(response)
    assert "A note that was typed." in text(response)
    assert "checked" not in text(response).split('name="has_read"')[1].split(">")[0]
    form = response.context["form"]
    again = {**read, "mark": form["mark"].value()}
    assert reviewer_browser.post(address(page), again).status_code == 302
    assert fresh(page).summary == "Changed meanwhile."


def test_a_page_that_was_handled_meanwhile_gives_back_what_was_typed(
    make_condition, submit, decide, reviewer_browser, editor
):
    page = make_condition("Burnout", live=False)
    submit(page)
    read, comment = decision(page), {"ask": "1", "comment": "Shorter, please."}
    fresh(page).current_workflow_state.cancel(user=editor)
    assert "A note that was typed." in text(reviewer_browser.post(address(page), read))
    assert "Shorter, please." in text(reviewer_browser.post(address(page), comment))
    submit(page)
    decide(page)
    shown = text(reviewer_browser.post(address(page), comment))
    assert "Somebody else has already handled this page." in shown
    assert "Shorter, please." in shown


def test_a_live_page_is_reviewed_by_one_action(make_condition, reviewer_browser):
    page = make_condition("Burnout", signed=True)
    shown = text(reviewer_browser.get(address(page)))
    assert "The live page, as readers see it now." in shown
    read = decision(page, kind="reviewed")
    response = reviewer_browser.post(address(page), read)
    assert response.status_code == 302
    assert fresh(page).sign_off().kind == ChangeKind.REVIEWED
    # The same once more: what was read is no longer the live version.
    assert "changed while you read it" in text(reviewer_browser.post(address(page), read))
    assert SignOff.objects.filter(page=page).count() == 2


def test_the_editor_of_a_page_that_came_back_reads_first_what_was_asked(
    make_condition, submit, reviewer_browser, editor_browser
):
    page = make_condition("Burnout", live=False)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    submit(page)
    assert "asked for changes" not in text(editor_browser.get(edit))
    reviewer_browser.post(address(page), {"ask": "1", "comment": "<b>Shorter</b>, please."})
    shown = text(editor_browser.get(edit))
    assert "A clinician asked for changes: “&lt;b&gt;Shorter&lt;/b&gt;, please.”" in shown


def test_where_nothing_can_be_signed_it_says_why(
    make_condition, submit, decide, reviewer, reviewer_browser, editor
):
    page = make_condition("Burnout", live=False)
    assert "Nobody has submitted this page" in text(reviewer_browser.get(address(page)))
    state = submit(page)
    response = reviewer_browser.post(address(page), {"ask": "1", "comment": ""})
    assert "Say what should change." in text(response)
    reviewer_browser.post(address(page), {"ask": "1", "comment": "Shorter."})
    state.refresh_from_db()
    assert (state.status, state.comment) == ("rejected", "Shorter.")
    assert "has not been submitted again" in text(reviewer_browser.get(address(page)))
    fresh(page).current_workflow_state.resume(editor)
    decide(page)
    draft = fresh(page)
    draft.title = "Newer"
    draft.save_revision(user=editor)
    assert "draft that is newer" in text(reviewer_browser.get(address(page)))
    submit(page, go_live_at=timezone.now() + timedelta(days=1))
    decide(page)
    shown = reviewer_browser.get(address(page))
    assert "waits for its time" in text(shown)
    response = reviewer_browser.post(address(page), {"sign": "1"})
    assert "waits for its time" in " ".join(map(str, get_messages(response.wsgi_request)))
