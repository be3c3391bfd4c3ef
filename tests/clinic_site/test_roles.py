"""The groups of staff hold what the table says."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Task, Workflow, WorkflowPage, WorkflowTask

from clinic_site import roles
from conditions.workflow import NAME

pytestmark = pytest.mark.django_db


def held(role):
    permissions = Group.objects.get(name=role).permissions.select_related("content_type")
    return {f"{p.content_type.app_label}.{p.codename}" for p in permissions}


@pytest.mark.parametrize("role", roles.PERMISSIONS)
def test_each_group_holds_exactly_its_row_after_the_migrations(home, role):
    assert held(role) == set(roles.PERMISSIONS[role])


def test_a_permission_that_somebody_added_by_hand_is_taken_away_again(home):
    editors = Group.objects.get(name=roles.EDITOR)
    editors.permissions.add(Permission.objects.get(codename="view_bookingrequest"))
    roles.write_roles()
    assert "appointments.view_bookingrequest" not in held(roles.EDITOR)


def test_wagtails_own_groups_and_their_workflow_do_not_stand_beside_ours():
    assert set(Group.objects.values_list("name", flat=True)) == set(roles.PERMISSIONS)
    assert [workflow.name for workflow in Workflow.objects.all()] == [NAME]
    assert [task.name for task in Task.objects.all()] == [NAME]


def test_an_editor_is_offered_no_approval_by_moderators(client, home, make_staff):
    client.force_login(make_staff(roles.EDITOR))
    page = client.get(reverse("wagtailadmin_pages:edit", args=[home.pk])).content.decode()
    assert "Publish" in page
    assert "Moderators" not in page


def remove_what_nobody_uses():
    import_module("clinic_site.migrations.0002_only_our_groups").remove_what_nobody_uses(apps, None)


@pytest.fixture
def wagtails_own(home):
    """The two groups and the workflow as Wagtail makes them."""
    moderators = Group.objects.create(name="Moderators")
    Group.objects.create(name="Editors")
    task = GroupApprovalTask.objects.create(name="Moderators approval")
    task.groups.add(moderators)
    workflow = Workflow.objects.create(name="Moderators approval")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(workflow=workflow, page=home)
    return workflow


def test_the_migration_takes_away_what_nobody_uses(wagtails_own):
    remove_what_nobody_uses()
    assert not Group.objects.filter(name__in=["Moderators", "Editors"]).exists()
    assert [workflow.name for workflow in Workflow.objects.all()] == [NAME]
    assert [task.name for task in Task.objects.all()] == [NAME]


def test_a_group_with_members_stays_with_its_workflow(wagtails_own):
    User.objects.create_user("m").groups.add(Group.objects.get(name="Moderators"))
    remove_what_nobody_uses()
    assert not Group.objects.filter(name="Editors").exists()
    assert Group.objects.filter(name="Moderators").exists()
    assert wagtails_own.tasks.get().specific.groups.get().name == "Moderators"


def test_a_workflow_that_ran_stays_with_its_task_and_group(wagtails_own, home, make_staff):
    wagtails_own.start(home, make_staff(roles.EDITOR))
    remove_what_nobody_uses()
    assert Workflow.objects.exclude(name=NAME).get() == wagtails_own
    assert wagtails_own.tasks.get().specific.groups.get().name == "Moderators"
