"""Print how well the search finds what people look for, kind by kind, on this database."""

from django.core.management.base import BaseCommand
from django.db import connection

from conditions.measure import FAR, QUERIES, measure, read_queries, share_empty
from conditions.search import search


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument(
            "file",
            nargs="?",
            default=QUERIES,
            help="a CSV file with the columns kind, query and expected (slugs, with spaces)",
        )

    def handle(self, *args, file, verbosity, **options):
        figures, empty = measure(read_queries(file), slugs_for)
        self.stdout.write(f"Database: {connection.vendor}")
        self.stdout.write(f"{'kind':<10}{'queries':>8}{'recall@1':>10}{'recall@3':>10}{'MRR':>8}")
        for kind in [*(kind for kind in figures if kind != "all"), "all"]:
            of_kind = figures[kind]
            self.stdout.write(
                f"{kind:<10}{len(of_kind.ranks):>8}{of_kind.recall(1):>10.3f}"
                f"{of_kind.recall(FAR):>10.3f}{of_kind.mean_reciprocal_rank:>8.3f}"
            )
        if empty:
            self.stdout.write(f"none: {len(empty)} queries, {share_empty(empty):.3f} unanswered")
        if verbosity > 1:
            self.list_misses(figures["all"].missed, empty)

    def list_misses(self, missed, empty):
        """What was not found first, and what was answered that is not ours."""
        for query, slugs in missed:
            wanted = " or ".join(sorted(query.expected))
            self.stdout.write(f"{query.kind}: “{query.text}” → {wanted}; came: {slugs[:FAR]}")
        for query, slugs in empty:
            if slugs:
                self.stdout.write(f"none: “{query.text}”; came: {slugs[:FAR]}")


def slugs_for(text):
    """The slugs of the pages that the search finds, the best first."""
    return [result.url.rstrip("/").rsplit("/", 1)[-1] for result in search(text).results]
