"""Changing, disabling and resetting accounts."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission, User
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from clinic_site import roles
from clinic_site.staff import acts
from clinic_site.staff.forms import StaffForm
from clinic_site.staff.rules import Refused
from tests.clinic_site.staff.conftest import PASSWORD, entry, group, link_in, logged


def address(name, user):
    return reverse(f"wagtailusers_users:{name}", args=[user.pk])


def post(client, name, user, **data):
    return client.post(address(name, user), data, follow=True)


def is_in(client):
    """Whether the admin's home opens."""
    return client.get(reverse("wagtailadmin_home")).status_code == 200


@pytest.fixture
def danas(dana):
    """Dana's own browser, signed in."""
    client = Client()
    client.force_login(dana)
    assert is_in(client)
    return client


def test_the_list_says_who_is_who_and_hides_superusers(client, manager, dana, root, clinician):
    clinician.user = dana
    clinician.save()
    dana.groups.add(group(roles.REVIEWER))
    User.objects.create_user("nobody", is_active=False)
    html = client.get(reverse("wagtailusers_users:index")).content.decode()
    for words in ["Dana Diaz", "Clinical reviewers, Front desk", "Set up", "Alex Example", "Never"]:
        assert words in html
    assert "Disabled" in html and "None yet" in html
    assert "root" not in html
    client.force_login(root)
    assert "root" in client.get(reverse("wagtailusers_users:index")).content.decode()
    assert "Nobody on the staff fits" in client.get("/admin/users/?q=zzz").content.decode()


def test_an_edit_changes_name_address_and_roles_and_nothing_else(client, manager, dana):
    outside = Group.objects.create(name="Moderators")
    dana.groups.add(outside)
    dana.user_permissions.add(Permission.objects.get(codename="delete_user"))
    assert "Moderators" in client.get(address("edit", dana)).content.decode()
    more = {"is_superuser": "on", "is_staff": "on", "username": "boss", "password": "x"}
    changed = entry(roles.EDITOR, last_name="Díaz", email="d.diaz@clinic.example")
    post(client, "edit", dana, **changed, **more)
    after = User.objects.get(pk=dana.pk)
    assert [g.name for g in after.groups.all()] == [roles.EDITOR]
    assert (after.last_name, after.email) == ("Díaz", "d.diaz@clinic.example")
    assert (after.username, after.is_superuser, after.is_staff) == ("dana", False, False)
    assert after.password == dana.password and after.is_active
    assert not after.user_permissions.exists()
    assert logged(dana) == ["wagtail.edit", "staff.email", "staff.roles"]
    html = client.get(address("history", dana)).content.decode()
    assert "Roles are now: Content editors" in html and "d.diaz@" not in html


def test_an_edit_that_began_before_does_not_let_a_disabled_person_in(dana):
    form = StaffForm(entry(roles.EDITOR), instance=User.objects.get(pk=dana.pk))
    User.objects.filter(pk=dana.pk).update(is_active=False, password="!")
    form.save() if form.is_valid() else pytest.fail(str(form.errors))
    dana.refresh_from_db()
    assert not dana.is_active and dana.password == "!"


def test_the_old_address_is_told_of_a_new_one(
    client, manager, dana, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        post(client, "edit", dana, **entry(roles.FRONT_DESK, email="x@clinic.example"))
    assert [sent.to for sent in mail.outbox] == [["dana@clinic.example"]]


def test_a_group_outside_the_four_is_refused(client, manager, dana):
    outside = Group.objects.create(name="Moderators")
    html = post(client, "edit", dana, **entry(groups=[outside.pk])).content.decode()
    assert "is not one of the available choices" in html
    assert [g.name for g in dana.groups.all()] == [roles.FRONT_DESK]


def test_whoever_is_disabled_is_out_at_once_and_can_come_back(client, manager, dana, danas):
    at_home = Client()  # it asks for nothing until the account is enabled again
    at_home.force_login(dana)
    assert client.get(address("disable", dana)).status_code == 200
    assert is_in(danas)
    html = post(client, "disable", dana).content.decode()
    assert "The account is disabled." in html
    assert not is_in(danas)
    assert not Client().login(username="dana", password=PASSWORD)
    post(client, "enable", dana)
    assert not is_in(danas)
    assert not is_in(at_home), "an old session came back to life"
    assert Client().login(username="dana", password=PASSWORD)
    assert logged(dana) == ["staff.disable", "staff.enable"]


def test_a_reset_leaves_only_the_invitation(client, manager, dana, danas):
    dana.groups.add(Group.objects.create(name="Moderators"))
    post(client, "reset", dana, delivery="mail")
    after = User.objects.get(pk=dana.pk)
    assert not is_in(danas)
    assert not after.has_usable_password() and not Authenticator.objects.filter(user=dana).exists()
    assert [g.name for g in after.groups.all()] == [roles.FRONT_DESK]
    [first] = mail.outbox
    assert first.to == ["dana@clinic.example"]
    html = post(client, "reset", dana, delivery="hand").content.decode()
    assert link_in(html) and link_in(html) != link_in(first.body)
    assert "does not work" in Client().get(link_in(first.body), follow=True).content.decode()
    assert logged(dana) == [
        "staff.reset",
        "staff.invite",
        "staff.reset",
        "staff.invite_by_hand",
    ]


def test_nobody_gains_by_their_own_account(client, manager):
    """No role, no reset, and no way out of the group for the last manager."""
    page = client.get(address("edit", manager)).content.decode()
    assert "This is your own account" in page and 'name="groups"' not in page
    post(client, "edit", manager, **entry(*roles.PERMISSIONS))
    assert [g.name for g in manager.groups.all()] == [roles.MANAGER]
    for act in ["disable", "reset"]:
        answer = post(client, act, manager, delivery="hand").content.decode()
        assert not link_in(answer)
        manager.refresh_from_db()
        assert manager.is_active and manager.check_password(PASSWORD), act


def test_two_managers_cannot_disable_each_other(manager, make_staff):
    other = make_staff(roles.MANAGER, "other")
    acts.disable(other, by=manager)
    with pytest.raises(PermissionDenied):  # as it was read before
        acts.disable(manager, by=User(pk=other.pk, is_active=True))
    with pytest.raises(Refused):
        acts.disable(manager, by=manager)
    manager.refresh_from_db()
    assert manager.is_active


def test_for_a_manager_a_superuser_is_not_there(client, manager, root):
    for name in ["edit", "history", "history_results", "disable", "enable", "reset"]:
        for method in [client.get, client.post]:
            assert method(address(name, root), entry(roles.EDITOR)).status_code == 404, name
    before = root.password
    root.refresh_from_db()
    assert root.is_superuser and root.is_active and root.password == before


def test_a_superuser_is_made_nowhere_and_reset_on_the_server(client, root, dana):
    client.force_login(root)
    post(client, "edit", dana, **entry(roles.EDITOR), is_superuser="on", is_staff="on")
    dana.refresh_from_db()
    assert not dana.is_superuser and not dana.is_staff
    other = User.objects.create_superuser("other", "o@clinic.example", PASSWORD)
    html = post(client, "reset", other, delivery="hand").content.decode()
    assert "on the server alone" in html and not link_in(html)
    other.refresh_from_db()
    assert other.check_password(PASSWORD)


GONE = [
    "users/delete/{pk}/",
    "users/usage/{pk}/",
    "users/copy/{pk}/",
    "users/inspect/{pk}/",
    "groups/",
    "groups/new/",
    "groups/edit/{group}/",
    "groups/delete/{group}/",
    "bulk/auth/user/assign_role/?id={pk}",
    "bulk/auth/user/delete/?id={pk}",
    "bulk/auth/user/set_active_state/?id={pk}",
    "bulk/auth/user/delete/?id=all",
    "password_reset/",
]


@pytest.mark.parametrize("who", ["manager", "root"])
def test_wagtails_other_ways_are_gone(client, who, request, dana):
    user = request.getfixturevalue(who)
    client.force_login(user)
    desk = group(roles.MANAGER)
    forged = {"role": desk.pk, "mark_as_active": "False", "name": "Gods", "permissions": ["1"]}
    for path in GONE:
        address = "/admin/" + path.format(pk=dana.pk, group=desk.pk)
        for answer in [client.get(address), client.post(address, forged)]:
            is_refused = answer.headers.get("Location") == reverse("wagtailadmin_home")
            assert is_refused or answer.status_code == 404, address
    dana.refresh_from_db()
    assert dana.is_active and [g.name for g in dana.groups.all()] == [roles.FRONT_DESK]
    assert set(Group.objects.values_list("name", flat=True)) == set(roles.PERMISSIONS)


def test_who_is_no_manager_learns_nothing_of_accounts(client, make_staff, dana):
    """Not by its answers either: whether an account exists. All roles: tests/clinic_site/matrix."""
    client.force_login(make_staff(roles.FRONT_DESK, "curious"))
    paths = ["/admin/users/", "/admin/users/results/", "/admin/users/new/"]
    for name in ["edit", "history", "history_results", "disable", "enable", "reset"]:
        paths += [address(name, dana), address(name, User(pk=99999))]
    ways = [client.get, client.post]
    answers = [method(path, entry(roles.MANAGER)) for path in paths for method in ways]
    assert {(answer.status_code, answer.get("Location")) for answer in answers} == {
        (302, reverse("wagtailadmin_home"))
    }
    dana.refresh_from_db()
    assert dana.is_active and dana.check_password(PASSWORD)
    history = client.get(reverse("wagtailadmin_reports:site_history"))
    assert "dana" not in history.content.decode()
