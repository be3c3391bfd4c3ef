"""How well the starter pages are found, by queries that nobody wrote from them."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from wagtail.search.backends import get_search_backend

from conditions.management.commands.measure_search import slugs_for
from conditions.measure import FAR, HELD_OUT, Query, measure, read_queries, share_empty
from conditions.models import ConditionPage

# The aims stand for all kinds; each kind a little under what was measured on both databases.
FLOORS = {
    "all": (0.85, 0.95),
    "name": (0.97, 0.97),
    "phrase": (0.82, 0.87),
    "typo": (0.95, 0.97),
    "symptom": (0.82, 0.94),
}
EMPTY = 0.9


@pytest.fixture
def starter_library(library):
    with override_settings(DEBUG=True):
        call_command("load_conditions", verbosity=0)
    get_search_backend().add_bulk(ConditionPage, ConditionPage.objects.all())


@pytest.mark.django_db
def test_the_figures_stay_above_their_floors(starter_library):
    figures, empty = measure(read_queries(), slugs_for)
    for kind, floors in FLOORS.items():
        reached = figures[kind].recall(1), figures[kind].recall(FAR)
        assert reached[0] >= floors[0] and reached[1] >= floors[1], f"{kind}: {reached}"
    assert share_empty(empty) >= EMPTY
    figures, empty = measure(read_queries(HELD_OUT), slugs_for)
    assert figures["all"].recall(1) >= FLOORS["all"][0]
    assert figures["all"].recall(FAR) >= FLOORS["all"][1]
    assert share_empty(empty) >= EMPTY


@pytest.mark.django_db
def test_the_command_prints_the_figures_the_database_and_what_was_missed(
    searched, tmp_path, capsys
):
    searched("Grief")
    file = tmp_path / "queries.csv"
    file.write_text("kind,query,expected\nname,greif,grief\nname,burnout,burnout\nnone,parking,\n")
    call_command("measure_search", file, verbosity=2)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"Database: {connection.vendor}"
    assert [line.split() for line in lines[2:4]] == [
        ["name", "2", "0.500", "0.500", "0.500"],
        ["all", "2", "0.500", "0.500", "0.500"],
    ]
    assert lines[4:] == [
        "none: 1 queries, 1.000 unanswered",
        "name: “burnout” → burnout; came: []",
    ]


def test_figures_are_what_they_say():
    queries = [
        Query("name", "first", frozenset(["a"])),
        Query("name", "second", frozenset(["b", "z"])),
        Query("typo", "missed", frozenset(["z"])),
        Query("none", "empty", frozenset()),
        Query("none", "answered", frozenset()),
    ]
    answers = {
        "first": ["a"],
        "second": ["a", "b"],
        "missed": ["a"],
        "empty": [],
        "answered": ["a"],
    }
    figures, empty = measure(queries, answers.get)
    assert (figures["name"].recall(1), figures["name"].recall(3)) == (0.5, 1)
    assert figures["name"].mean_reciprocal_rank == 0.75
    assert figures["typo"].recall(3) == 0
    assert figures["all"].recall(3) == pytest.approx(2 / 3)
    assert share_empty(empty) == 0.5
