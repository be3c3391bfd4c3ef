"""How good the search is: labelled queries in, figures out. Pure but for the search itself."""

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

QUERIES = Path(__file__).with_name("search_queries.csv")
# Nobody looked at these while the search was made: figures that fall apart here were fitted.
HELD_OUT = QUERIES.with_name("search_queries_held_out.csv")
NONE = "none"  # the kind of queries that nothing of ours answers
FAR = 3


@dataclass(frozen=True)
class Query:
    """A labelled query. `expected` are the slugs any of which answers it."""

    kind: str
    text: str
    expected: frozenset


@dataclass
class Figures:
    """The figures of one kind of queries."""

    ranks: list = field(default_factory=list)  # 0 where the page was not found
    missed: list = field(default_factory=list)  # pairs of a query and the slugs that came instead

    def add(self, query, slugs):
        places = [place for place, slug in enumerate(slugs, start=1) if slug in query.expected]
        self.ranks.append(places[0] if places else 0)
        if not places or places[0] > 1:
            self.missed.append((query, slugs))

    def recall(self, at):
        """The share of queries whose page stands among the first `at` results."""
        return sum(0 < rank <= at for rank in self.ranks) / len(self.ranks)

    @property
    def mean_reciprocal_rank(self):
        return sum(1 / rank for rank in self.ranks if rank) / len(self.ranks)


def read_queries(path=QUERIES):
    """The queries of a file with the columns kind, query, expected (slugs with spaces)."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        return [
            Query(row["kind"], row["query"], frozenset(row["expected"].split()))
            for row in csv.DictReader(file)
        ]


def measure(queries, slugs_for):
    """The figures of each kind and of all, and of the empty answers to what is not ours.

    `slugs_for` gives the slugs that answer a text, the best first. Returns the figures by kind,
    with those of all kinds under "all", and pairs of a query and its slugs for "none".
    """
    figures, empty = defaultdict(Figures), []
    for query in queries:
        slugs = slugs_for(query.text)
        if query.kind == NONE:
            empty.append((query, slugs))
            continue
        figures[query.kind].add(query, slugs)
        figures["all"].add(query, slugs)
    return figures, empty


def share_empty(empty):
    """The share of queries that were rightly not answered."""
    return sum(not slugs for _query, slugs in empty) / len(empty)
