"""How a page shows its relations: between symptom and condition near the top, the rest below."""

from collections import defaultdict
from dataclasses import dataclass

from conditions.kinds import RelationKind


@dataclass(frozen=True)
class RelatedPages:
    """The relations of one page. Each stands in one of the three lists."""

    may_be_part_of: list
    may_include: list
    by_kind: list  # pairs of a label and its relations, in the order of the first of each


def sorted_out(relations):
    """Lead from a symptom to what it may be part of, and back; keep the others in groups."""
    groups = defaultdict(list)
    for relation in relations:
        groups[relation.kind].append(relation)
    return RelatedPages(
        may_be_part_of=groups.pop(RelationKind.MAY_BE_PART_OF, []),
        may_include=groups.pop(RelationKind.MAY_INCLUDE, []),
        by_kind=[(kind.label, group) for kind, group in groups.items()],
    )


def position_of_ways(block_types):
    """The section behind which the ways between symptom and condition stand.

    A reader who has just read how it feels asks what it may be; without that section they stand
    behind the first.
    """
    return block_types.index("how_it_feels") if "how_it_feels" in block_types else 0
