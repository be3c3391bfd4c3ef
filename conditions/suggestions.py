"""Suggestions for the search box: titles and names that go on as typed, then what is meant.

They come from the index in memory alone, so that they cost no query and outlive the database.
"""

from bisect import bisect_left
from dataclasses import dataclass

from django.utils.translation import gettext as _

from conditions.crisis_words import speaks_of_suicide
from conditions.matcher import NAMES
from conditions.search import current_index, tidy
from conditions.search_words import plain

SHORTEST = 2
MOST = 6


@dataclass(frozen=True)
class Suggestion:
    """A line of the list, and where it leads."""

    label: str
    note: str
    url: str


def suggest(typed):
    """Suggestions for what is typed so far; 988 alone where it speaks of suicide."""
    query = tidy(typed)
    if speaks_of_suicide(query):
        return [
            Suggestion(_("Call 988 now"), _("Suicide & Crisis Lifeline, day and night"), "tel:988")
        ]
    words = plain(query)
    if len(words) < SHORTEST:
        return []
    index = current_index()
    found = {}
    for text in names_that_go_on(index, words):
        found.setdefault(text.page, text.text)
    if len(found) < MOST:
        asked = index.matcher.read(query)
        for match in index.matcher.ranked(index.matcher.hits(query, asked), asked):
            found.setdefault(match.page, match.hit.text.text)
    return [suggestion(index.pages[page], why) for page, why in list(found.items())[:MOST]]


def suggestion(page, why):
    """A page as a suggestion: by the name that matched, and its title beside it if another."""
    if plain(why) == plain(page.title):
        return Suggestion(page.title, "", page.url)
    return Suggestion(page.title, why, page.url)


def names_that_go_on(index, words):
    """The titles and names that go on as typed, from their first word or from a later one."""
    entries = name_entries(index)
    at = bisect_left(entries, (words,))
    found = []
    while at < len(entries) and entries[at][0].startswith(words) and len(found) < 10 * MOST:
        found.append(entries[at])
        at += 1
    found.sort(key=lambda entry: entry[1:])
    return [index.matcher.texts[position] for _words, _later, position in found]


def name_entries(index):
    """All names in plain words, from each of their words on, sorted: (words, later, position)."""
    if index.name_entries is None:
        entries = []
        for position, text in enumerate(index.matcher.texts):
            words = plain(text.text).split() if text.kind in NAMES else []
            entries += [(" ".join(words[start:]), start, position) for start in range(len(words))]
        index.name_entries = sorted(entries)
    return index.name_entries
