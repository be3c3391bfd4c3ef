"""Words of the search: from what somebody typed to the words that are compared. Pure functions.

Everything is done here, once, in Python, so that SQLite and PostgreSQL answer alike.
"""

import re
import unicodedata
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock

import snowballstemmer

EVERYDAY_WORDS = Path(__file__).with_name("everyday_words.txt")
APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´ʼ"))
# British spelling to American, in words of six letters or more. Both the pages' words and the
# reader's go through it, so a word that it bends needlessly ("exercise") still finds itself.
AMERICAN = [
    (re.compile(r"is(?=(ation|ations|e|ed|es|er|ers|ing)$)"), "iz"),
    (re.compile(r"ys(?=(e|ed|es|er|ers|ing)$)"), "yz"),
    (re.compile(r"our(?=(s|ed|ing|al|ite|able|ful|less)?$)"), "or"),
    (re.compile(r"ae"), "e"),
    (re.compile(r"oe(?!s?$|ing$)"), "e"),
    (re.compile(r"tre(?=s?$)"), "ter"),
    (re.compile(r"ogue(?=s?$)"), "og"),
    (re.compile(r"(counse|trave|labe|mode|signa|cance|quarre|channe)ll"), r"\1l"),
    (re.compile(r"ence(?=s?$)"), "ense"),
]
WEAK = 0.3
STEMMER = snowballstemmer.stemmer("english")
STEMMING = Lock()  # the stemmer keeps the word that it works on in itself


def plain(text):
    """The text in small letters without accents and apostrophes, and with spaces between words."""
    decomposed = unicodedata.normalize("NFKD", text.translate(APOSTROPHES))
    letters = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    return " ".join(re.findall(r"[^\W_]+", letters))


@lru_cache(maxsize=50_000)
def stem(word):
    """The word's stem in American spelling, its irregular forms as one. Takes a plain word."""
    return everyday().stemmed(word)


def bare_stem(word):
    """The stem by rule alone."""
    if len(word) >= 6:
        for pattern, replacement in AMERICAN:
            word = pattern.sub(replacement, word)
    with STEMMING:
        return STEMMER.stemWord(word)


class EverydayWords:
    """The file of everyday words, read."""

    def __init__(self, text):
        sections = read_sections(text)
        self.forms = {}
        for line in sections["Same"]:
            self.forms |= dict.fromkeys(line.split(), line.split()[0])
        self.fillers = {self.stemmed(w) for line in sections["Fillers"] for w in line.split()}
        self.weak = {self.stemmed(word) for line in sections["Weak"] for word in line.split()}
        self.fillers -= self.weak
        # The groups that a word belongs to, and the expressions of several words by their first.
        self.groups = defaultdict(set)
        self.expressions = defaultdict(list)
        self.members = defaultdict(set)
        # As they are written, for typing errors.
        self.words = {word for line in sections["Same"] for word in line.split()}
        self.words |= {
            word for line in sections["Near"] for word in line.split() if "-" not in word
        }
        for line in sections["Near"]:
            head = self.stemmed(line.split()[0])
            for entry in line.split():
                stems = tuple(self.stemmed(word) for word in entry.split("-"))
                self.members[f"~{head}"].add(stems)
                if len(stems) == 1:
                    self.groups[stems[0]].add(f"~{head}")
                else:
                    self.expressions[stems[0]].append((stems, f"~{head}"))

    def stemmed(self, word):
        """The stem of a plain word, or of the form that stands for all of its forms."""
        bare = bare_stem(word)
        return self.forms.get(word) or self.forms.get(bare, bare)


def read_sections(text):
    """The lines of each section of the file of everyday words, by its name."""
    sections, lines = {}, []
    for line in text.splitlines():
        if line.startswith("== "):
            lines = sections.setdefault(line[3:], [])
        elif line.strip() and not line.startswith("#"):
            lines.append(line)
    return sections


@cache
def everyday():
    """The everyday words, read once."""
    return EverydayWords(EVERYDAY_WORDS.read_text(encoding="utf-8"))


def stems(text):
    """The stems of a text's words, in their order."""
    return [stem(word) for word in plain(text).split()]


def importance(word):
    """How much a stem says in a question: fillers nothing, weak words little, all others 1."""
    known = everyday()
    if word in known.fillers:
        return 0.0
    return WEAK if word in known.weak else 1.0


def groups_of(words):
    """The groups of near words that stems belong to: pairs of a group and the positions."""
    known = everyday()
    found = []
    for position, word in enumerate(words):
        found += [(group, (position,)) for group in known.groups.get(word, ())]
        for expression, group in known.expressions.get(word, ()):
            end = position + len(expression)
            if tuple(words[position:end]) == expression:
                found.append((group, tuple(range(position, end))))
    return found


def is_everyday(word):
    """Whether a stem stands in the file of everyday words, and so is no typing error."""
    known = everyday()
    return word in known.fillers or word in known.weak or word in known.groups
