"""What a rule is made of."""

from dataclasses import dataclass

NOT = r"\b(?:not|never|no|nor|nobody|none|without|cannot|\w+n't)\b"
ILLNESS = (
    r"(?:depression|anxiety|ptsd|burnout|dissociation|schizophrenia|psychosis|ocd|adhd|grief|"
    r"(?:emotional )?numbness|(?:\w+ ){0,3}(?:disorder|illness))"
)


@dataclass(frozen=True)
class Pattern:
    """A regular expression over one sentence, whatever its case.

    Apostrophes and quotation marks are straight and spaces single. A match does not count where
    `unless` is found in the sentence, or `unless_before` in what stands before the match.
    """

    find: str
    unless: str = ""
    unless_before: str = ""


@dataclass(frozen=True)
class Rule:
    """One rule about words. Its patterns are for editors' texts and are shown to nobody."""

    id: str
    advice: str  # what to write instead
    reason: str
    source: str  # an address
    patterns: list
    is_harmful: bool = False  # stops publishing, unless a clinician lets it stand
