"""Searches without a result: what is kept, who sees it, and when it goes."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse

from conditions import missed_searches
from conditions.missed_searches import prune_misses, record_miss, words_to_keep
from conditions.models import MissedSearch
from conditions.wagtail_hooks.search import give_upkeep

TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("Knee  Pain!", "knee pain"),
        ("Tourette’s", "tourettes"),
        ("call me at 305 555 0123", ""),
        ("٣٠٥ ٥٥٥", ""),
        ("alex@example.org", ""),
        ("born 2/3/1980", ""),
        ("my name is alex example and i live next to the school", ""),
        ("x" * 81, ""),
        ("", ""),
    ],
)
def test_only_few_plain_words_are_kept(query, words):
    assert words_to_keep(query) == words


@pytest.mark.django_db
def test_a_miss_is_counted_as_words_and_a_day(library, client):
    for query in ["knee pain", "Knee PAIN", "i want to die", "alex@example.org"]:
        client.get("/search/", {"q": query})
    row = MissedSearch.objects.get()
    assert (row.words, row.count) == ("knee pain", 2)
    assert {field.name for field in row._meta.fields} == {"id", "words", "count", "last_asked_on"}


@pytest.mark.django_db
def test_what_is_found_is_no_miss(searched, client):
    searched("Grief")
    client.get("/search/?q=grief")
    client.get("/search/suggestions/?q=knee")
    assert not MissedSearch.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_lose_no_count():
    together = Barrier(2)

    def miss():
        try:
            for number in range(10):
                together.wait()
                record_miss(f"word {'abcdefghij'[number]}", today=TODAY)
        finally:
            connection.close()

    threads = [Thread(target=miss) for _twice in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert set(MissedSearch.objects.values_list("count", flat=True)) == {2}


@pytest.mark.django_db
def test_what_is_old_or_too_much_goes(monkeypatch):
    monkeypatch.setattr(missed_searches, "MOST_ROWS", 2)
    for words, count, days in [("a", 9, 91), ("b", 1, 90), ("c", 2, 0), ("d", 1, 89)]:
        day = TODAY - timedelta(days=days)
        MissedSearch.objects.create(words=words, count=count, last_asked_on=day)
    assert prune_misses(today=TODAY) == 2
    assert set(MissedSearch.objects.values_list("words", flat=True)) == {"c", "d"}
    give_upkeep()["search_upkeep"].run()


@pytest.mark.django_db
def test_a_flood_ends_at_a_bound(monkeypatch):
    monkeypatch.setattr(missed_searches, "FULL", 2)
    for words in ["one", "two", "three", "one"]:
        record_miss(words, today=TODAY)
    assert dict(MissedSearch.objects.values_list("words", "count")) == {"one": 2, "two": 1}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "status"),
    [("Content editors", 200), ("Clinical reviewers", 200), ("Front desk", 302)],
)
def test_editors_see_what_was_asked_more_than_once(client, make_staff, role, status):
    MissedSearch.objects.create(words="knee pain", count=2, last_asked_on=TODAY)
    MissedSearch.objects.create(words="alex example", count=1, last_asked_on=TODAY)
    client.force_login(make_staff(role))
    response = client.get(reverse("missed_searches"))
    assert response.status_code == status
    if status == 200:
        assert b"knee pain" in response.content and b"Jun 1, 2026" in response.content
        assert b"alex example" not in response.content
        export = client.get(reverse("missed_searches") + "?export=csv")
        text = b"".join(export.streaming_content)
        assert b"knee pain" in text and b"alex" not in text
