"""A site with a row of every kind, and a superuser who may ask for all of them."""

import pytest
from django.db import transaction

from clinic_site.models import HomePage
from tests.clinic_site.input.walk import places
from tests.clinic_site.matrix.rows import Rows
from tests.clinic_site.matrix.visitors import visitor


@pytest.fixture(scope="module")
def rows(django_db_setup, django_db_blocker):
    """Made once for a module, and rolled back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Rows(HomePage.objects.get())
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def superuser(rows):
    return visitor(rows, "superuser")


@pytest.fixture(scope="module")
def walk(rows, superuser):
    """All places of the site."""
    return places(rows, superuser)
