"""The groups of staff hold what the table says."""

import pytest
from django.contrib.auth.models import Group, Permission

from clinic_site import roles

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
