"""The A to Z lists titles and names."""

import pytest

from conditions.atoz import Entry, by_letter
from conditions.models import ConditionName

pytestmark = pytest.mark.django_db


def letters(*names):
    return [
        (letter.key, [entry.name for entry in letter.entries])
        for letter in by_letter([Entry(name, page=None) for name in names])
    ]


def test_entries_stand_under_their_letter_without_regard_to_case():
    assert letters("burnout", "Anxiety", "Blues") == [
        ("A", ["Anxiety"]),
        ("B", ["Blues", "burnout"]),
    ]


def test_an_accent_does_not_change_the_letter():
    assert letters("Écran", "Eating", "Ennui") == [("E", ["Eating", "Écran", "Ennui"])]


def test_what_begins_with_no_letter_comes_last():
    assert letters("988", "Zoning out", "中") == [("Z", ["Zoning out"]), ("#", ["988", "中"])]


def test_another_name_leads_to_its_page(client, library, make_condition):
    page = make_condition(
        "Emotional numbness", names=[ConditionName(kind="everyday", name="Emotional blunting")]
    )
    entries = {entry.name: entry for letter in library.whole_list() for entry in letter.entries}
    assert entries["Emotional blunting"].page.url == page.url
    assert entries["Emotional blunting"].is_other_name
    html = " ".join(client.get(library.url).content.decode().split())
    assert f'Emotional blunting: see <a href="{page.url}">Emotional numbness</a>' in html


def test_drafts_and_their_names_are_not_listed(library, make_condition):
    make_condition("Draft", live=False, names=[ConditionName(name="Sketch")])
    assert library.whole_list() == []
