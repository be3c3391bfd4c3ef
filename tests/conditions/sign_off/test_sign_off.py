"""A clinician signs a version off: it goes live, and the page says who stands behind it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision, TaskState, Workflow, WorkflowState

from appointments.clock import publish_scheduled
from clinic_site import roles
from clinic_site.models import Clinician
from conditions.models import ChangeNote, RelatedCondition, SignOff
from conditions.models.sign_off import harmful_wordings
from conditions.sign_off import due_problem, months_after, reading_of, review_again
from tests.conditions.sign_off.conftest import fresh

pytestmark = pytest.mark.django_db

HARM = [("overview", {"introduction": "<p>Stop taking your medicine today. Call 988.</p>"})]


def notes(page):
    return [(note.get_kind_display(), note.note) for note in ChangeNote.objects.filter(page=page)]


def test_what_is_signed_goes_live_with_the_reviewers_name_and_history(
    client, make_condition, submit, decide, reviewer
):
    page = make_condition("Burnout", live=False)
    submit(page, title="Burn-out")
    signed = decide(page, note="First version.")
    page = fresh(page)
    assert (page.live, page.title, page.live_revision) == (True, "Burn-out", signed.revision)
    assert page.current_workflow_state is None
    assert (signed.reviewer, signed.reviewed_at) == (reviewer.clinician, signed.signed_at)
    assert notes(page) == [("Medical change", "First version.")]
    markup = client.get(page.url).content.decode()
    assert "Rae Example, MD" in markup
    assert "First version." in markup


def test_a_change_of_wording_moves_no_review_date_and_says_so(
    client, make_condition, submit, decide
):
    page = make_condition("Burnout", live=False)
    submit(page)
    first = decide(page, now=timezone.now() - timedelta(days=100))
    submit(page, summary="Said in other words.")
    second = decide(page, kind="wording", next_review_due=None)
    assert (second.reviewed_at, second.next_review_due) == (
        first.reviewed_at,
        first.next_review_due,
    )
    assert second.signed_at > first.signed_at
    assert notes(page)[0] == ("Wording", "")
    assert fresh(page).sign_off().is_overdue() is False
    SignOff.objects.update(next_review_due=date(2026, 1, 1))
    submit(page, summary="Once more.")
    decide(page, kind="wording", next_review_due=None)
    assert "overdue" in client.get(f"{page.url}?fresh").content.decode()


def test_a_live_page_is_reviewed_again_as_it_stands(make_condition, submit, decide, reviewer):
    page = make_condition("Burnout", live=False)
    submit(page)
    decide(page, next_review_due=timezone.localdate() + timedelta(days=1))
    due = timezone.localdate() + timedelta(days=300)
    signed = review_again(
        fresh(page),
        user=reviewer,
        kind="reviewed",
        note="",
        next_review_due=due,
        overrides={},
        now=timezone.now(),
    )
    page = fresh(page)
    assert (page.live_revision, page.has_unpublished_changes) == (signed.revision, False)
    assert page.sign_off().next_review_due == due
    assert [kind for kind, _note in notes(page)] == ["Reviewed, no change", "Medical change"]


@pytest.mark.parametrize(
    ("was_live", "changes", "kind", "sentence"),
    [
        (None, {}, "reviewed", "was never live"),
        (None, {}, "wording", "Only on a page that was reviewed"),
        ("unsigned", {"summary": "New."}, "wording", "Only on a page that was reviewed"),
        ("signed", {"summary": "New."}, "reviewed", "differs in: summary"),
        ("signed", {}, "medical", "says the same as before"),
        ("signed", {}, "wording", "says the same as before"),
    ],
)
def test_the_kind_of_change_must_be_true(
    make_condition, submit, decide, was_live, changes, kind, sentence
):
    page = make_condition("Burnout", live=bool(was_live), signed=was_live == "signed")
    submit(page, **changes)
    with pytest.raises(ValidationError, match=sentence):
        decide(page, kind=kind)
    assert fresh(page).live == bool(was_live)
    assert reading_of(page.pk).task_state.status == TaskState.STATUS_IN_PROGRESS


def test_the_next_review_lies_ahead_and_within_three_years_by_miamis_date(
    make_condition, submit, decide
):
    page = make_condition("Burnout", live=False)
    submit(page)
    # In Miami it is still the 30th.
    now = datetime(2026, 12, 1, 4, 30, tzinfo=ZoneInfo("UTC"))
    for day in [None, date(2026, 11, 30), date(2029, 12, 1)]:
        with pytest.raises(ValidationError) as error:
            decide(page, now=now, next_review_due=day)
        assert list(error.value.message_dict) == ["next_review_due"]
    assert decide(page, now=now, next_review_due=date(2026, 12, 1))
    assert due_problem(date(2029, 11, 30), date(2026, 11, 30)) is None
    assert months_after(date(2024, 2, 29), 36) == date(2027, 2, 28)
    assert months_after(date(2026, 12, 31), 2) == date(2027, 2, 28)


def test_a_harmful_wording_stands_only_with_a_reason(make_condition, submit, decide):
    page = make_condition("Burnout", live=False, body=HARM)
    submit(page)
    harm = "Stop taking your medicine today."
    with pytest.raises(ValidationError, match="Say why"):
        decide(page)
    assert not SignOff.objects.exists()
    rule = next(
        problem.rule
        for problem in harmful_wordings(reading_of(page.pk).version)
        if problem.excerpt == harm
    )
    signed = decide(page, overrides={(rule, harm): "A quotation."})
    assert fresh(page).live
    assert [(row.excerpt, row.reason) for row in signed.wording_overrides.all()] == [
        (harm, "A quotation.")
    ]


def test_only_the_account_of_an_active_clinician_may_act(
    make_condition, submit, decide, editor, reviewer, make_staff
):
    page = make_condition("Burnout", live=False)
    state = submit(page)
    task = state.task.specific
    untied = make_staff(roles.REVIEWER, "untied")
    left = make_staff(roles.REVIEWER, "left")
    Clinician.objects.create(name="Gone", credentials="MD", user=left, is_active=False)
    superuser = User.objects.create_superuser("root")
    for user in [editor, untied, left, superuser]:
        assert task.get_actions(page, user) == []
        assert task.locked_for_user(page, user)
        assert not TaskState.objects.reviewable_by(user).exists()
        with pytest.raises(PermissionDenied):
            task.on_action(state, user, "reject", comment="No.")
        with pytest.raises(ValidationError, match="own account"):
            decide(page, user=user)
    assert [name for name, *_ in task.get_actions(page, reviewer)] == ["reject", "approve"]
    assert list(TaskState.objects.reviewable_by(reviewer)) == [state]
    with pytest.raises(ValidationError, match="Say what should change"):
        task.on_action(state, reviewer, "reject", comment=" ")
    assert task.on_action(state, reviewer, "approve").endswith(f"/sign-off/{page.pk}/")
    assert not fresh(page).live


def test_what_is_signed_is_what_was_read(make_condition, submit, decide, reviewer):
    page = make_condition("Burnout", live=False)
    submit(page)
    read = reading_of(page.pk)
    other = read.version
    other.summary = "Changed by another clinician."
    other.save_revision(user=reviewer)
    with pytest.raises(ValidationError, match="changed while you read it"):
        decide(page, mark=read.mark)
    signed = decide(page, mark=reading_of(page.pk).mark)
    assert fresh(page).summary == "Changed by another clinician."
    assert list(TaskState.objects.filter(revision=signed.revision)) == [
        TaskState.objects.get(status=TaskState.STATUS_APPROVED)
    ]


def test_a_version_is_handled_once(make_condition, submit, decide):
    page = make_condition("Burnout", live=False)
    state = submit(page)
    decide(page)
    with pytest.raises(ValidationError, match="Somebody"):
        decide(page, task_state=state)
    assert SignOff.objects.count() == 1


def test_a_signed_version_with_a_time_goes_live_at_its_time_and_is_noted_then(
    make_condition, submit, decide, monkeypatch
):
    page = make_condition("Burnout", live=False)
    submit(page, go_live_at=timezone.now() + timedelta(hours=1))
    signed = decide(page)
    assert not fresh(page).live
    assert notes(page) == []
    Revision.objects.filter(pk=signed.revision.pk).update(
        approved_go_live_at=timezone.now() - timedelta(minutes=1)
    )
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    publish_scheduled()
    assert fresh(page).live_revision == signed.revision
    assert notes(page) == [("Medical change", "")]


def test_the_other_pages_history_notes_a_relation_that_changed(
    client, make_condition, submit, decide
):
    grief, page = make_condition("Grief"), make_condition("Burnout", live=False)

    def relation(**fields):
        return RelatedCondition(target=grief, kind="can-lead-to", **fields)

    steps = [
        ([relation(sentence="One.")], "“Burnout” was added as a related page."),
        ([relation(sentence="Two.")], "What it says about “Burnout” was changed."),
        ([relation(sentence="Three.", inverse_sentence="Two.")], None),
        ([], "“Burnout” is no longer a related page."),
    ]
    expected = []
    for rows, text in steps:
        submit(page, related_conditions=rows)
        decide(page)
        expected = [*([("Related page", text)] if text else []), *expected]
        assert notes(grief) == expected
    logged = PageLogEntry.objects.filter(page=grief, action="conditions.relation")
    assert [entry.message for entry in logged.order_by("timestamp")] == [
        text for _rows, text in steps if text
    ]
    assert "is no longer a related page" in client.get(f"{grief.url}?fresh").content.decode()


def test_the_workflow_stands_whatever_is_done_to_it(make_condition, library, reviewer):
    page = make_condition("Burnout", live=False)
    Workflow.objects.update(active=False)
    workflow = page.get_workflow()
    assert workflow.active
    assert library.get_workflow() == workflow
    workflow.delete()
    assert page.has_workflow
    assert page.get_workflow().tasks.count() == 1
    page.get_workflow().tasks.get().deactivate()
    assert page.get_workflow().tasks.get().active
    assert Workflow.objects.filter(active=True).count() == 1


def test_mails_wait_for_the_commit_and_a_broken_mail_server_stops_nothing(
    make_condition, submit, decide, editor, reviewer, settings, django_capture_on_commit_callbacks
):
    User.objects.update(email="staff@clinic.example")
    page = make_condition("Burnout", live=False)
    with django_capture_on_commit_callbacks(execute=True):
        submit(page)
        assert not mail.outbox
    assert [message.to for message in mail.outbox] == [["staff@clinic.example"]]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with django_capture_on_commit_callbacks(execute=True):
        decide(page)
    assert fresh(page).live
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_APPROVED


def test_a_page_that_lacks_something_is_refused_in_words(make_condition, submit, decide):
    page = make_condition("Burnout", live=False, sources=[])
    submit(page)
    with pytest.raises(ValidationError, match="There is no source yet"):
        decide(page)
    assert not fresh(page).live
