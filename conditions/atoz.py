"""The A to Z: entries in, letters out. Pure functions."""

import unicodedata
from dataclasses import dataclass
from itertools import groupby
from typing import Any

OTHER = "#"


@dataclass(frozen=True)
class Entry:
    """A line of the A to Z: a title, or another name that leads to the page of that title."""

    name: str
    page: Any
    is_other_name: bool = False


def plain(text):
    """The text without accents and case, for sorting as a reader expects."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def letter(entry):
    """The letter an entry stands under; "#" for what begins with none from A to Z."""
    first = plain(entry.name)[:1].upper()
    return first if "A" <= first <= "Z" else OTHER


def by_letter(entries):
    """Pairs of a letter and its entries, both in alphabetical order; "#" last."""
    ordered = sorted(entries, key=lambda entry: (letter(entry) == OTHER, plain(entry.name)))
    return [(key, list(group)) for key, group in groupby(ordered, key=letter)]
