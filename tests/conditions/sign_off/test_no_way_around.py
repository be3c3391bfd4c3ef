"""Every way to publish without a sign-off is tried, and refused; what was typed is kept."""

from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Locale, Page, TaskState

from appointments.clock import publish_scheduled
from conditions.models import ChangeNote, ConditionPage, NotSignedOff, SignOff
from tests.conditions.conftest import form_of
from tests.conditions.sign_off.conftest import browser_of, fresh
from tests.signing import sign

pytestmark = pytest.mark.django_db

REFUSED = "only a clinician's sign-off makes this page live"


@pytest.fixture
def page(make_condition):
    """A live page that a clinician signed off."""
    return make_condition("Burnout", signed=True)


@pytest.fixture(params=["editor", "superuser"])
def staff(request, editor):
    """Whoever may publish other pages."""
    is_editor = request.param == "editor"
    return browser_of(editor if is_editor else User.objects.create_superuser("root"))


@pytest.fixture
def root(db):
    """Whoever may do all that the admin offers."""
    return browser_of(User.objects.create_superuser("root"))


def said(response):
    return unescape(" ".join(str(message) for message in get_messages(response.wsgi_request)))


def url(name, *args):
    return reverse(f"wagtailadmin_pages:{name}", args=args)


def assert_live_as_signed(page):
    now = fresh(page)
    assert (now.live, now.title, now.live_revision_id) == (
        True,
        page.title,
        page.live_revision_id,
    )
    assert now.sign_off()


# ------------------------------------------------------------ in the admin


def test_a_direct_post_to_the_editor_is_kept_as_a_draft(staff, page):
    assert b"action-publish" not in staff.get(url("edit", page.pk)).content
    response = staff.post(url("edit", page.pk), form_of(page, title="Changed"))
    assert REFUSED in said(response)
    assert_live_as_signed(page)
    assert fresh(page).get_latest_revision_as_object().title == "Changed"


def test_a_direct_post_of_a_new_page_is_kept_as_a_draft(staff, library):
    add = url("add", "conditions", "conditionpage", library.pk)
    assert b"action-publish" not in staff.get(add).content
    new = ConditionPage(title="New", slug="new", summary="S.", kind="condition")
    response = staff.post(add, form_of(new))
    assert REFUSED in said(response)
    made = ConditionPage.objects.get(slug="new")
    assert (made.live, made.summary) == (False, "S.")


def test_an_approval_by_a_direct_post_approves_nothing(
    root, reviewer_browser, make_condition, submit
):
    page = make_condition("Grief", live=False)
    state = submit(page)
    action = url("workflow_action", page.pk, "approve", state.pk)
    assert root.post(action).status_code == 302
    response = reviewer_browser.post(action)
    assert response.url == reverse("conditions_sign_off", args=[page.pk])
    form = form_of(page, action="action-workflow-action") | {"workflow-action-name": "approve"}
    response = reviewer_browser.post(url("edit", page.pk), form)
    assert response.url == reverse("conditions_sign_off", args=[page.pk])
    assert not fresh(page).live
    assert TaskState.objects.get().status == TaskState.STATUS_IN_PROGRESS


def test_publishing_many_at_once_publishes_none(staff, library, page, submit):
    submit(page, title="Changed")
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    staff.post(f"{bulk}?id={page.pk}&next=/admin/", {"include_descendants": ""})
    staff.post(f"{bulk}?id={library.pk}&next=/admin/", {"include_descendants": "on"})
    assert_live_as_signed(page)


def test_a_page_that_was_taken_down_comes_back_by_a_sign_off_alone(root, page):
    revision = page.live_revision
    root.post(url("unpublish", page.pk))
    assert not fresh(page).live
    root.post(url("edit", page.pk), form_of(page))
    assert not fresh(page).live
    with pytest.raises(NotSignedOff, match="taken down"):
        revision.publish()
    assert not fresh(page).live


def test_going_back_to_an_old_version_needs_a_sign_off_again(root, page, submit, decide):
    old = page.live_revision
    submit(page, title="Newer")
    decide(page)
    newer = fresh(page)
    revert = url("revisions_revert", page.pk, old.pk)
    assert b"action-publish" not in root.get(revert).content
    root.post(url("edit", page.pk), form_of(page) | {"revision": old.pk})
    with pytest.raises(NotSignedOff, match="later version"):
        old.publish()
    assert_live_as_signed(newer)


def test_a_copy_by_the_admin_is_a_draft(root, page, library):
    form = {
        "new_title": "Copy",
        "new_slug": "copy",
        "new_parent_page": library.pk,
        "publish_copies": "on",
        "alias": "on",
    }
    root.post(url("copy", page.pk), form)
    copy = ConditionPage.objects.get(slug="copy")
    assert (copy.live, copy.alias_of, copy.sign_off()) == (False, None, None)


def test_moving_publishes_no_draft(page, make_condition):
    draft = make_condition("Draft", live=False)
    draft.move(page, pos="left")
    page.refresh_from_db()
    assert not fresh(draft).live
    assert_live_as_signed(page)


def test_the_interfaces_for_machines_only_read(root, page):
    for address in [f"/admin/api/main/pages/{page.pk}/", f"/api/v1/pages/{page.pk}/"]:
        for method in ["post", "put", "patch", "delete"]:
            assert getattr(root, method)(address).status_code in {404, 405}
    assert_live_as_signed(page)


# ------------------------------------------------------------ by the clock


def test_a_schedule_of_an_unsigned_version_never_goes_live(make_condition, page, submit):
    draft = make_condition("Draft", live=False)
    draft.go_live_at = timezone.now() - timedelta(minutes=5)
    draft.save_revision(approved_go_live_at=draft.go_live_at)
    with pytest.raises(NotSignedOff):
        publish_scheduled()
    later = fresh(page)
    later.title, later.go_live_at = "Later", timezone.now() + timedelta(days=1)
    revision = later.save_revision()
    with pytest.raises(NotSignedOff):
        revision.publish()
    assert not fresh(draft).live
    assert_live_as_signed(page)
    assert not fresh(page).scheduled_revision


# ------------------------------------------------------------ by code


def test_copies_of_a_live_page_by_code_are_drafts_with_nothing_of_its_past(page, library):
    spanish = Locale.objects.create(language_code="es")
    copies = [
        page.copy(update_attrs={"slug": "copy"}, keep_live=True),
        page.create_alias(update_slug="alias"),
        page.copy_for_translation(spanish, copy_parents=True),
        page.copy_for_translation(Locale.objects.create(language_code="fr"), True, alias=True),
        library.copy(update_attrs={"slug": "library-2"}, recursive=True, keep_live=True)
        .get_children()
        .first(),
    ]
    for copy in copies:
        copy = ConditionPage.objects.get(pk=copy.pk)
        assert not copy.live
        assert copy.has_unpublished_changes
        assert (copy.live_revision, copy.first_published_at, copy.last_published_at) == (
            None,
            None,
            None,
        )
    assert SignOff.objects.count() == 1


def test_an_alias_stays_a_draft_when_its_page_goes_live_again(page, submit, decide):
    alias = page.create_alias(update_slug="alias")
    submit(page, title="Newer")
    decide(page)
    assert fresh(page).title == "Newer"
    assert not fresh(alias).live


def test_a_page_that_code_makes_live_is_a_draft(library):
    made = library.add_child(instance=ConditionPage(title="New", summary="S.", live=True))
    assert not fresh(made).live
    made = fresh(made)
    made.live = True
    for fields in [None, ["live"], ["live", "live_revision"]]:
        with pytest.raises(NotSignedOff):
            made.save(clean=False, update_fields=fields)
    assert not fresh(made).live


def test_a_live_page_shows_only_what_was_signed(page):
    changed = fresh(page)
    changed.title = "Changed"
    for fields in [None, ["title"]]:
        with pytest.raises(NotSignedOff, match="Save the change as a draft"):
            changed.save(update_fields=fields)
    unsigned = fresh(page)
    unsigned.title = "Changed"
    revision = unsigned.save_revision()
    for publish in [
        revision.publish,
        lambda: fresh(page).publish(revision),
        lambda: Page.objects.get(pk=page.pk).publish(revision),
        PublishPageRevisionAction(revision).execute,
        lambda: fresh(page).publish_for_demo(revision),
    ]:
        with pytest.raises(NotSignedOff):
            publish()
    assert_live_as_signed(page)
    fresh(page).save()  # the same once more is no change
    assert_live_as_signed(page)


def test_a_signature_of_another_content_or_of_another_page_is_none(page, make_condition):
    draft = make_condition("Draft", live=False)
    revision = draft.latest_revision
    signature = sign(revision)
    revision.content = {**revision.content, "title": "Written over"}
    revision.save()
    with pytest.raises(NotSignedOff):
        revision.publish()
    with pytest.raises(NotSignedOff):
        fresh(page).publish(signature.revision)
    assert not fresh(draft).live
    assert_live_as_signed(page)


def test_a_sign_off_that_code_wrote_does_not_let_harmful_words_pass(make_condition):
    body = [("overview", {"introduction": "<p>Stop taking your medicine today.</p>"})]
    draft = make_condition("Draft", live=False, body=body)
    sign(draft.latest_revision)
    with pytest.raises(ValidationError, match="Stop taking your medicine today"):
        draft.latest_revision.publish()
    assert not fresh(draft).live


def test_autosave_never_writes_over_what_is_read_or_signed(
    editor, editor_browser, reviewer, make_condition, submit, decide
):
    page = make_condition("Grief", live=False)
    state = submit(page)
    submitted = state.revision
    answer = editor_browser.post(
        url("edit", page.pk),
        form_of(page, action="save") | {"overwrite_revision_id": submitted.pk, "title": "Sly"},
        headers={"accept": "application/json"},
    )
    assert answer.json()["error_code"] == "locked"
    for step in [None, decide]:
        if step:
            step(page)
        version = fresh(page).latest_revision.as_object()
        version.title = "Sly"
        version.save_revision(user=editor, overwrite_revision=submitted)
        submitted.refresh_from_db()
        assert submitted.content["title"] == "Grief"
        fresh(page).revisions.exclude(pk=submitted.pk).delete()
        Page.objects.filter(pk=page.pk).update(latest_revision=submitted)
    draft = make_condition("Draft", live=False)
    own = draft.save_revision(user=editor)
    draft.title = "Typed on"
    assert draft.save_revision(user=editor, overwrite_revision=own) == own


def test_history_is_written_once(page):
    assert ChangeNote.objects.filter(page=page).count() == 1
    page.live_revision.publish()
    assert ChangeNote.objects.filter(page=page).count() == 1
