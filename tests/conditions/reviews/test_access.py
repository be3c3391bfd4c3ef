"""What those who may change pages find in the library's list and report.

Who reaches which address at all is one table: tests/clinic_site/matrix.
"""

import pytest
from django.urls import reverse

from clinic_site import roles

ADDRESSES = [
    "library:index",
    "library:index_results",
    "library_reviews",
    "library_reviews_results",
]
EXPORTS = ["", "?export=csv", "?export=xlsx"]


@pytest.mark.parametrize("role", [roles.EDITOR, roles.REVIEWER, "superuser"])
def test_who_may_change_pages_sees_all_of_it(sign_in, make_due, role):
    make_due("Numbness", -1)
    client = sign_in(role)
    for address in ADDRESSES:
        assert b"Numbness" in client.get(reverse(address)).content
    for export in EXPORTS[1:]:
        assert client.get(reverse("library_reviews") + export).status_code == 200
    home = client.get("/admin/").content.decode()
    assert '"/admin/library/"' in home and '"/admin/reports/library/"' in home
    new = client.get(reverse("library:choose_parent"))
    assert new.status_code == 302
    assert new.url.startswith("/admin/pages/add/") == (role != roles.REVIEWER)


@pytest.mark.parametrize("role", [roles.FRONT_DESK, roles.MANAGER])
def test_nobody_else_is_led_there(sign_in, make_due, role):
    make_due("Numbness", -1)
    home = sign_in(role).get("/admin/").content.decode()
    assert "/admin/library/" not in home and "/admin/reports/library/" not in home
    assert "Reviews of the library" not in home
