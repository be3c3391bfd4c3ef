"""An editor who submits, and a clinician who signs."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clinic_site import roles
from clinic_site.models import Clinician
from conditions.models import ConditionPage
from conditions.sign_off import reading_of, sign_off


@pytest.fixture
def editor(make_staff):
    return make_staff(roles.EDITOR, "editor")


@pytest.fixture
def reviewer(make_staff):
    """A clinical reviewer whose account is tied to a clinician."""
    user = make_staff(roles.REVIEWER, "reviewer")
    Clinician.objects.create(name="Rae Example", credentials="MD", user=user)
    return user


def browser_of(user):
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def editor_browser(editor):
    return browser_of(editor)


@pytest.fixture
def reviewer_browser(reviewer):
    return browser_of(reviewer)


@pytest.fixture
def submit(editor):
    """A function that saves a draft of a page, with changes, and submits it."""

    def submit(page, by=None, **changes):
        version = ConditionPage.objects.get(pk=page.pk).get_latest_revision_as_object()
        for name, value in changes.items():
            setattr(version, name, value)
        version.save_revision(user=by or editor)
        page = ConditionPage.objects.get(pk=page.pk)
        return page.get_workflow().start(page, by or editor).current_task_state

    return submit


@pytest.fixture
def decide(reviewer):
    """A function that signs the version that waits off, as the reviewer unless told otherwise."""

    def decide(page, **decision):
        now = decision.setdefault("now", timezone.now())
        return sign_off(
            decision.pop("task_state", None) or reading_of(page.pk).task_state,
            **{
                "user": reviewer,
                "kind": "medical",
                "note": "",
                "next_review_due": timezone.localdate(now) + timedelta(days=365),
                "overrides": {},
                **decision,
            },
        )

    return decide


def fresh(page):
    return ConditionPage.objects.get(pk=page.pk)
