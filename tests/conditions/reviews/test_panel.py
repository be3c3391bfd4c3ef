"""The library's panel on the admin's home."""

import re

import pytest

from clinic_site import roles


def panel_of(client):
    html = client.get("/admin/").content.decode()
    found = re.search(r'<section class="[^"]*" id="library-section".*?</section>', html, re.S)
    return found.group() if found else ""


@pytest.mark.parametrize("role", [roles.EDITOR, roles.REVIEWER])
def test_each_number_leads_to_the_pages_that_it_counts(sign_in, library_of_all_states, role):
    client = sign_in(role)
    panel = panel_of(client)
    counted = re.findall(r'<a href="([^"]+)"><strong>(\d+)</strong> ([^<]+)</a>', panel)
    assert [(int(number), label) for _url, number, label in counted] == [
        (1, "overdue"),
        (1, "due soon"),
        (1, "not yet reviewed"),
        (2, "waiting for a clinician"),
    ]
    for url, number, _label in counted:
        assert len(client.get(url).context["object_list"]) == int(number)


def test_the_most_overdue_come_first_and_no_more_than_five(sign_in, make_due):
    for days in [3, 10, 1, 7, 5, 2]:
        make_due(f"Late by {days}", -days)
    panel = panel_of(sign_in(roles.EDITOR))
    assert re.findall(r">Late by (\d+)<", panel) == ["10", "7", "5", "3", "2"]


def test_the_panel_is_away_where_nothing_needs_anybody(sign_in, make_due):
    make_due("Fresh page", 400)
    client = sign_in(roles.EDITOR)
    assert client.get("/admin/").status_code == 200
    assert panel_of(client) == ""
