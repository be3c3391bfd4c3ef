"""Only managers tie an account to a clinician, and nobody ties their own."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from clinic_site import roles
from clinic_site.staff import acts
from tests.clinic_site.staff.conftest import group


def save(client, clinician, user):
    data = {"name": clinician.name, "credentials": "MD", "job_title": "", "is_active": "on"}
    address = reverse("clinicians:edit", args=[clinician.pk])
    html = client.post(address, {**data, "user": user.pk if user else ""}, follow=True)
    clinician.refresh_from_db()
    return html.content.decode()


@pytest.fixture
def reviewer(make_staff):
    return make_staff(roles.REVIEWER, "reviewer")


def ties():
    rows = ModelLogEntry.objects.filter(action="staff.tie").order_by("pk")
    return [(row.user.username, row.data["username"]) for row in rows]


def test_a_manager_ties_a_reviewer_and_the_log_says_so(client, make_staff, clinician, reviewer):
    client.force_login(make_staff(roles.MANAGER, "manager"))
    save(client, clinician, reviewer)
    assert clinician.user == reviewer
    save(client, clinician, reviewer)  # again: nothing to log
    save(client, clinician, None)
    assert clinician.user is None
    save(client, clinician, reviewer)
    history = client.get(reverse("clinicians:history", args=[clinician.pk])).content.decode()
    assert "Tied to the account “reviewer”" in history and "Tied to no account" in history
    client.post(reverse("clinicians:delete", args=[clinician.pk]))
    by_manager = [("manager", name) for name in ["reviewer", "", "reviewer", ""]]
    assert ties() == by_manager


def test_who_is_a_reviewer_no_more_loses_the_tie(manager, clinician, reviewer):
    clinician.user = reviewer
    clinician.save()
    reviewers = reviewer.groups.all()
    acts.give_roles(reviewer, [*reviewers, group(roles.EDITOR)], by=manager)
    clinician.refresh_from_db()
    assert clinician.user == reviewer
    acts.give_roles(reviewer, [group(roles.EDITOR)], by=manager)
    clinician.refresh_from_db()
    assert clinician.user is None
    assert ModelLogEntry.objects.filter(action="staff.tie").count() == 1


def test_who_may_not_be_tied_is_not_offered(client, make_staff, clinician, reviewer, root):
    """Oneself, who is no reviewer, who was disabled, who is tied already, and superusers."""
    manager = make_staff(roles.MANAGER, "manager")
    gone, taken, self_made = (make_staff(roles.REVIEWER, name) for name in ["gone", "taken", "x"])
    gone.is_active = False
    gone.save()
    clinician._meta.model.objects.create(name="Taken", credentials="MD", user=taken)
    for user in [manager, root]:
        user.groups.add(*reviewer.groups.all())
    client.force_login(manager)
    for user in [manager, make_staff(roles.FRONT_DESK, "desk"), gone, taken, root]:
        assert "not one of the available choices" in save(client, clinician, user), user
        assert clinician.user is None
    client.force_login(root)
    save(client, clinician, root)
    assert clinician.user is None
    save(client, clinician, manager)
    assert clinician.user == manager
    client.force_login(manager)
    save(client, clinician, manager)  # what another tied stays when something else is saved
    assert clinician.user == manager


def test_nobody_else_ties(client, make_staff, clinician, reviewer):
    for user in [reviewer, make_staff(roles.EDITOR, "editor")]:
        client.force_login(user)
        save(client, clinician, reviewer)
        assert clinician.user is None, user
