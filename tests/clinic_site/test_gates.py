"""What the gates in front of Wagtail's addresses look like. Whom they let pass: matrix/."""

import pytest
from django.urls import reverse

from clinic_site import roles
from clinic_site.gates import GATES
from tests.clinic_site.matrix.addresses import routes

pytestmark = pytest.mark.django_db


def test_a_refused_script_gets_a_403_and_a_refused_person_a_sentence(client, make_staff):
    client.force_login(make_staff(roles.FRONT_DESK))
    chooser = reverse("wagtailadmin_choose_page")
    assert client.get(chooser, headers={"X-Requested-With": "XMLHttpRequest"}).status_code == 403
    page = client.get(chooser, follow=True).content.decode()
    assert "you do not have permission" in page


def test_nobody_is_offered_what_no_gate_lets_through(client, make_staff):
    client.force_login(make_staff(roles.EDITOR))
    page = client.get(reverse("wagtailredirects:index")).content.decode()
    assert "Add redirect" in page and "csv" in page
    assert "mport redirects" not in page


def test_each_gate_stands_before_an_address_that_is_there():
    there = {route.name for route in routes()}
    spaces = {name.rpartition(":")[0] for name in there} | {n.partition(":")[0] for n in there}
    assert set(GATES) - there - spaces == set()
