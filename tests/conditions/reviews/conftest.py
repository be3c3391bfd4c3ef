"""Pages whose review is due when a test says, and pages that wait for a clinician."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from wagtail.models import Workflow, WorkflowTask

from clinic_site.dates import clinic_date
from conditions.models import ClinicalApprovalTask, ConditionPage
from tests.appointments.conftest import mail_server  # noqa: F401 - a fixture
from tests.signing import go_live, sign


@pytest.fixture
def make_due(make_condition):
    """A function that makes a live, signed page whose next review is due in so many days."""

    def make(title, days, **fields):
        page = make_condition(title, live=False)
        revision = page.save_revision()
        sign(revision, next_review_due=clinic_date() + timedelta(days=days), **fields)
        revision.publish()
        return ConditionPage.objects.get(pk=page.pk)

    return make


@pytest.fixture
def submit(db):
    """A function that submits a page's latest version for a clinician's approval."""
    workflow = Workflow.objects.create(name="Of the tests")
    task = ClinicalApprovalTask.objects.create(name="Of the tests")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)

    def start(page):
        page = ConditionPage.objects.get(pk=page.pk)
        page.save_revision()
        return workflow.start(page, None)

    return start


@pytest.fixture
def library_of_all_states(make_condition, make_due, submit):
    """A page in each state, two of which wait for a clinician; by their titles."""
    pages = [
        make_due("Overdue page", -1),
        make_due("Due page", 0),
        make_condition("Unread page"),
        make_due("Fresh page", 61),
        make_condition("Draft page", live=False),
    ]
    submit(pages[0])
    submit(pages[4])
    return {page.title: page for page in pages}


@pytest.fixture
def sign_in(client, make_staff):
    """A function that signs in with a role, as a superuser, or not at all."""

    def sign_in(role):
        if role == "superuser":
            client.force_login(User.objects.create_superuser("root", password="a password"))
        elif role:
            client.force_login(make_staff(role))
        return client

    return sign_in


def add_cheaply(library, count, start):
    """So many live pages, every second one signed off, past the guard and the search's indexes."""
    for number in range(start, start + count):
        page = library.add_child(
            instance=ConditionPage(title=f"Page {number:03}", summary="S.", live=False)
        )
        go_live(page, page.save_revision(), signed=number % 2 == 0)
