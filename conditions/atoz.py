"""The A to Z: entries in, letters out, and what of them one page shows. Pure functions."""

import unicodedata
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from string import ascii_uppercase

OTHER = "#"
# The first steps of its addresses below the library's own; no page there may have them as a slug.
ATOZ_WORDS = {"kind", "letter", "print"}
LETTERS = [*ascii_uppercase, OTHER]
# With so many, two of three of them other names, a page is under 30 KB with its style sheet.
MOST_ENTRIES = 300


@dataclass(frozen=True)
class ListedPage:
    """What the A to Z says of a page."""

    title: str
    url: str
    summary: str
    kind: str


@dataclass(frozen=True)
class Entry:
    """A line of the A to Z: a title, or another name that leads to the page of that title."""

    name: str
    page: ListedPage
    is_other_name: bool = False


@dataclass(frozen=True)
class Letter:
    """A letter with its entries, or with a part of them."""

    key: str
    entries: list

    @property
    def anchor(self):
        return f"letter-{slug(self.key)}"


@dataclass(frozen=True)
class Link:
    """A choice among letters, parts or kinds; without an address it leads nowhere yet."""

    label: str
    address: str
    is_current: bool = False


@dataclass(frozen=True)
class Shown:
    """What one page of the A to Z shows: all letters, or a part of one."""

    groups: list
    present: list  # the letters that have entries, shown here or elsewhere
    letter: str = ""  # the one that is shown, where not all are
    part: int = 1
    parts: int = 1


def plain(text):
    """The text without accents and case, for sorting as a reader expects."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def letter(entry):
    """The letter an entry stands under; "#" for what begins with none from A to Z."""
    first = plain(entry.name)[:1].upper()
    return first if "A" <= first <= "Z" else OTHER


def by_letter(entries):
    """The letters that have entries, both in alphabetical order; "#" last."""
    ordered = sorted(entries, key=lambda entry: (letter(entry) == OTHER, plain(entry.name)))
    return [Letter(key, list(group)) for key, group in groupby(ordered, key=letter)]


def shown(groups, wanted="", part=1):
    """What a page shows: everything while it fits, else a part of the letter that is wanted.

    Without a wanted letter that is the first one. Raises LookupError for a part that is not there.
    """
    all_entries = {group.key: group.entries for group in groups}
    present = list(all_entries)
    if sum(map(len, all_entries.values())) <= MOST_ENTRIES:
        return Shown(groups, present)
    wanted = wanted or present[0]
    entries = all_entries.get(wanted, [])
    parts = max(1, ceil(len(entries) / MOST_ENTRIES))
    if part > parts:
        raise LookupError(f"{wanted} has no part {part}")
    first = (part - 1) * MOST_ENTRIES
    group = Letter(wanted, entries[first : first + MOST_ENTRIES])
    return Shown([group], present, wanted, part, parts)


def stands_on_first_page(page):
    """Whether a page of the A to Z is, or is part of, the one at the shortest address."""
    return not page.letter or (page.letter == page.present[0] and page.part == 1)


def slug(key):
    """A letter as it stands in an address."""
    return "other" if key == OTHER else key.lower()


def letter_of(slug):
    """The letter that an address names; none for none."""
    return OTHER if slug == "other" else slug.upper()


def address(base, kind="", key="", part=1):
    """The address of a page of the A to Z, below the library's own."""
    steps = (f"kind/{kind}/" if kind else "") + (f"letter/{slug(key)}/" if key else "")
    return base + steps + (f"{part}/" if part > 1 else "")


def letter_links(page, base, kind=""):
    """A choice for every letter. It jumps to the letter, or leads to the letter's own page."""
    return [Link(key, letter_address(page, key, base, kind), key == page.letter) for key in LETTERS]


def letter_address(page, key, base, kind):
    """Where a letter's entries are, or nothing where it has none."""
    if key not in page.present:
        return ""
    if not page.letter:
        return f"#letter-{slug(key)}"
    own = "" if key == page.present[0] else key  # the first one stands at the shorter address
    return address(base, kind, own)


def part_links(page, base, kind=""):
    """A choice for every part of a letter; none where there is one part."""
    if page.parts == 1:
        return []
    first = "" if page.letter == page.present[0] else page.letter
    return [Link("1", address(base, kind, first), page.part == 1)] + [
        Link(str(part), address(base, kind, page.letter, part), page.part == part)
        for part in range(2, page.parts + 1)
    ]
