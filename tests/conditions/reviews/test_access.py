"""Who reaches the library's list and report: those who may change pages, and nobody else."""

import pytest
from django.urls import get_resolver, reverse

from clinic_site import roles

ADDRESSES = [
    "library:index",
    "library:index_results",
    "library_reviews",
    "library_reviews_results",
]
EXPORTS = ["", "?export=csv", "?export=xlsx"]


def test_the_library_has_these_addresses_and_no_others(db):
    found = [
        inner
        for pattern in get_resolver().url_patterns
        for inner in getattr(pattern, "url_patterns", [])
        if getattr(inner, "namespace", None) == "library"
    ]
    assert [address.name for address in found[0].url_patterns] == [
        "index",
        "index_results",
        "choose_parent",
    ]


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


@pytest.mark.parametrize("role", [None, roles.FRONT_DESK, roles.MANAGER])
def test_nobody_else_sees_any_of_it(sign_in, make_due, role):
    make_due("Numbness", -1)
    client = sign_in(role)
    for address in [*ADDRESSES, "library:choose_parent"]:
        for export in EXPORTS:
            for send in [client.get, client.post]:
                response = send(reverse(address) + export)
                assert response.status_code == 302
                assert response.url.startswith("/admin/login/" if role is None else "/admin/")
                assert role is None or response.url == "/admin/"
    if role:
        home = client.get("/admin/").content.decode()
        assert "/admin/library/" not in home and "/admin/reports/library/" not in home
        assert "Reviews of the library" not in home
