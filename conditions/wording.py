"""Words that a page about a mental illness should not use, found by rules.

Pure: texts in, problems out. The rules are data, in `conditions.wording_rules`; they are about
English, and find nothing in another language.
"""

import re
from dataclasses import dataclass
from functools import cache

from conditions.wording_rules import HELP, RULES, SUICIDE_WITHOUT_HELP

EXCERPT_LENGTH = 300
# Typing that differs and means the same, one character for one.
PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"'})
BEFORE_WORDS = " ,:;—–-'\"([*•"
UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
SENTENCE_END = re.compile(
    r"(?<!\bSt\.)(?<!\b[DM]r\.)(?<!\bMrs\.)(?<!\be\.g\.)(?<=[.!?…])[\"')\]]*\s+"
)


@dataclass(frozen=True)
class WordingProblem:
    """Words of a page that break a rule. The same sentence breaks the same rule once a place."""

    rule: str  # the rule's id
    excerpt: str  # the sentence they stand in, at most 300 characters
    place: str
    advice: str  # what to write instead
    is_harmful: bool  # stops publishing, unless a clinician lets it stand
    words: str = ""  # the words themselves
    reason: str = ""
    source: str = ""  # an address


def problems(texts):
    """The wording problems of a page's texts (`conditions.page_texts`), in their order."""
    found = {}
    for text in texts:
        for sentence in sentences(text.text):
            for rule in RULES:
                if words := words_against(rule, sentence):
                    problem = problem_of(rule, sentence, text.place, words)
                    found.setdefault((rule.id, problem.excerpt, problem.place), problem)
    return [*found.values(), *without_help(texts)]


def without_help(texts):
    """The first mention of suicide on a page that never says where to get help."""
    if not any(re.search(HELP, text.text) for text in texts):
        for text in texts:
            for sentence in sentences(text.text):
                if words := words_against(SUICIDE_WITHOUT_HELP, sentence):
                    return [problem_of(SUICIDE_WITHOUT_HELP, sentence, text.place, words)]
    return []


def problem_of(rule, sentence, place, words):
    """The problem that a rule has with words of a sentence."""
    return WordingProblem(
        rule=rule.id,
        excerpt=around(words, sentence),
        place=place,
        advice=str(rule.advice),
        is_harmful=rule.is_harmful,
        words=sentence[words],
        reason=str(rule.reason),
        source=rule.source,
    )


def sentences(text):
    """The sentences of a text, each with single spaces. A line ends a sentence.

    The lines below one that ends in a colon are read with it: “Never:” is said of each.
    """
    lead = ""
    for line in UNSEEN.sub("", text).split("\n"):
        parts = SENTENCE_END.split(" ".join(line.split()))
        if lead and parts[0][:1].islower():
            parts[0] = f"{lead} {parts[0]}"
        else:
            lead = ""
        yield from filter(None, parts)
        if parts[-1].endswith(":"):
            lead = parts[-1]


def words_against(rule, sentence):
    """Where a rule's words stand in a sentence, as a slice, or None."""
    plain = sentence.translate(PLAIN)
    for pattern in rule.patterns:
        for match in compiled(pattern.find).finditer(plain):
            if pattern.unless and compiled(pattern.unless).search(plain):
                break
            before = plain[: match.start()]
            if not (pattern.unless_before and compiled(pattern.unless_before).search(before)):
                found = match.group()
                lead = len(found) - len(found.lstrip(BEFORE_WORDS))
                return slice(match.start() + lead, match.end())
    return None


@cache
def compiled(pattern):
    """A pattern of the rules, whatever the case."""
    return re.compile(pattern, re.IGNORECASE)


def around(words, sentence):
    """A sentence, or of a long one what stands around its words."""
    if len(sentence) <= EXCERPT_LENGTH:
        return sentence
    start = max(0, min(words.start - EXCERPT_LENGTH // 3, len(sentence) - EXCERPT_LENGTH))
    return sentence[start : start + EXCERPT_LENGTH]
