"""How a page stands with its review: one rule, by the calendar in Miami."""

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from clinic_site.dates import clinic_date
from conditions.models import ConditionPage, SignOff
from conditions.reviews import review_counts, with_review_state

TODAY = date(2026, 11, 23)


def states(today):
    pages = with_review_state(ConditionPage.objects.all(), today)
    return dict(pages.values_list("title", "review_state"))


def test_each_page_has_one_state_and_waiting_is_beside_it(library_of_all_states):
    pages = with_review_state(ConditionPage.objects.all(), clinic_date())
    assert dict(pages.values_list("title", "review_state")) == {
        "Overdue page": "overdue",
        "Due page": "due-soon",
        "Unread page": "not-reviewed",
        "Fresh page": "reviewed",
        "Draft page": "not-live",
    }
    waiting = pages.filter(is_waiting=True).values_list("title", flat=True)
    assert sorted(waiting) == ["Draft page", "Overdue page"]
    assert review_counts(pages) == {
        "overdue": 1,
        "due_soon": 1,
        "not_reviewed": 1,
        "waiting": 2,
    }
    overdue = pages.get(title="Overdue page")
    assert overdue.reviewer_name == "Alex Example"
    assert overdue.next_review_due == clinic_date() - timedelta(days=1)


def test_a_page_is_overdue_from_the_day_after_and_due_soon_for_sixty_days(make_due):
    make_due("Numbness", 0)
    sign_off = SignOff.objects.get()
    for days, state in [(61, "reviewed"), (60, "due-soon"), (0, "due-soon"), (-1, "overdue")]:
        SignOff.objects.update(next_review_due=TODAY + timedelta(days=days))
        sign_off.refresh_from_db()
        assert states(TODAY) == {"Numbness": state}
        assert sign_off.is_overdue(TODAY) == (state == "overdue")


def test_a_new_draft_and_another_sign_off_say_nothing_of_what_readers_see(make_due, submit):
    page = make_due("Numbness", -5)
    submit(page)
    assert states(clinic_date()) == {"Numbness": "overdue"}
    page.refresh_from_db()
    page.unpublish()
    assert states(clinic_date()) == {"Numbness": "not-live"}


def test_who_has_asked_for_changes_leaves_nothing_waiting(make_due, submit):
    state = submit(make_due("Numbness", -5))
    state.current_task_state.reject()
    assert not with_review_state(ConditionPage.objects.all(), TODAY).get().is_waiting


def test_the_day_of_a_review_is_the_day_in_miami(make_due):
    make_due("Numbness", 100, signed_at=datetime(2026, 7, 2, 2, 30, tzinfo=UTC))
    with timezone.override("UTC"):  # as an account may have it
        page = with_review_state(ConditionPage.objects.all(), TODAY).get()
    assert page.reviewed_on == date(2026, 7, 1)  # 22:30 there


def test_today_is_the_day_in_miami_whatever_zone_an_account_has(monkeypatch):
    evening = datetime(2026, 7, 2, 2, 30, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: evening)
    with timezone.override("UTC"):
        assert clinic_date() == date(2026, 7, 1)
