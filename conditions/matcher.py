"""One matcher over the titles, names, phrases and summaries of the library. Pure.

An inverted index: each word that is typed is looked up, so that thousands of pages cost little
more than ten. It knows nothing of a database and so answers the same on each.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from heapq import nlargest
from math import log

from conditions.search_words import everyday, groups_of, importance, is_everyday, plain, stem, stems
from conditions.spelling import Speller

NEAR = 0.7  # how good a near word is, beside the word itself
BORROWED = 0.9  # how good a word in the page's name is, for a sentence of the page
EXPRESSION = 0.4  # what the small words of an expression weigh at least ("zone out")
SURE = 0.85  # how near a word that says little must be to what was typed
HEAVY = 0.25  # a word that weighs less finds no text by itself
MOST_TEXTS = 250  # how many texts of the library are looked at closely
CAPITALS = re.compile(r"\b[A-Z]{2,}\b")


class TextKind(StrEnum):
    """Where a text stands on its page."""

    TITLE = "title"
    NAME = "name"
    ABBREVIATION = "abbreviation"
    PHRASE = "phrase"
    SUMMARY = "summary"
    SIGN = "sign"  # a sentence of how it feels, or of what it is
    TREATMENT = "treatment"
    BODY = "body"


NAMES = {TextKind.TITLE, TextKind.NAME, TextKind.ABBREVIATION}
SENTENCES = {TextKind.SIGN, TextKind.TREATMENT, TextKind.BODY}
WORTH = {
    TextKind.TITLE: 1.0,
    TextKind.NAME: 1.0,
    TextKind.ABBREVIATION: 1.0,
    TextKind.PHRASE: 0.95,
    TextKind.SUMMARY: 0.75,
    TextKind.SIGN: 0.8,
    TextKind.TREATMENT: 0.7,
    TextKind.BODY: 0.7,
}


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a page, with its stems and the groups of near words at each of them."""

    page: int
    kind: TextKind
    text: str
    stems: tuple
    groups: tuple
    terms: tuple  # what it is found by
    words: tuple  # plain ones, for typing errors


@dataclass(slots=True)
class QueryWord:
    """A word that was typed, as it is looked up."""

    typed: str
    stem: str
    meant: str = ""  # where it may be a typing error
    meant_stem: str = ""
    quality: float = 1.0  # of what is meant
    weight: float = 0.0

    def terms(self):
        """What to look up, with the quality of each: a word may be meant as it is typed."""
        terms = [(self.stem, 1.0)]
        return [*terms, (self.meant_stem, self.quality)] if self.meant else terms

    @property
    def main_stem(self):
        return self.meant_stem or self.stem


@dataclass(frozen=True, slots=True)
class Hit:
    """How well a text answers: its score, and how well each word of the query is met there."""

    text: Text
    score: float
    share: float  # of the query's weight
    met: dict  # position in the query → quality
    marked: frozenset  # positions of the words in the text


@dataclass(frozen=True, slots=True)
class Found:
    """A page that answers, with the text that answers best."""

    page: int
    score: float
    hit: Hit


@lru_cache(maxsize=100_000)  # of one index the next differs in a page
def analysed(text):
    """The stems, groups, terms and words of a text, as `Text` has them."""
    found = tuple(stems(text))
    groups = [()] * len(found)
    for group, positions in groups_of(found):
        for position in positions:
            groups[position] = (*groups[position], group)
    terms = dict.fromkeys([*filter(importance, found), *sum(groups, ())])
    words = dict.fromkeys(word for word in plain(text).split() if len(word) > 2)
    return found, tuple(groups), tuple(terms), tuple(words)  # in the same order in each process


def text_of(page, kind, text, same=None):
    """A text, analysed; as an earlier index has analysed the same, where it has."""
    if same is None:
        return Text(page, kind, text, *analysed(text))
    if (same.page, same.kind) == (page, kind):
        return same
    return Text(page, kind, text, same.stems, same.groups, same.terms, same.words)


class Matcher:
    """The index of a library. `pages` gives each page's texts as pairs of kind and text.

    `before` is an earlier one: what the library still says need not be analysed again.
    """

    def __init__(self, pages, before=None):
        known = {entry.text: entry for entry in before.texts} if before else {}
        self.texts = []
        self.postings = defaultdict(list)
        said_on, counts, name_words = defaultdict(set), Counter(everyday().words), set()
        self.size = 0
        for number, texts in enumerate(pages):
            self.size += 1
            for kind, text in texts:
                entry = text_of(number, kind, text, known.get(text))
                for term in entry.terms:
                    self.postings[term].append(len(self.texts))
                    said_on[term].add(number)
                self.texts.append(entry)
                for word in entry.words:
                    counts[word] += 5 if kind in NAMES else 1
                if kind in NAMES:
                    name_words.update(entry.words)
        self.weights = {}  # of stems, as they are asked for
        self.said_on = {term: len(numbers) for term, numbers in said_on.items()}
        self.speller = Speller(counts, name_words)

    def weight(self, word):
        """How much a stem says: more the fewer pages say it (inverse document frequency)."""
        if word not in self.weights:
            self.weights[word] = self.rarity(word) * importance(word)
        return self.weights[word]

    def rarity(self, word):
        """1 for what no page says, and never under 0.35."""
        share = (self.size + 1) / (self.said_on.get(word, 0) + 0.5)
        return max(0.35, log(share) / log(2 * self.size + 2))

    def read(self, query):
        """The words of a query, mended, joined or split where they are not known."""
        words, read = plain(query).split(), []
        while words:
            word = words.pop(0)
            if words and len(word + words[0]) > 3 and word + words[0] in self.speller.name_words:
                joined = word + words.pop(0)
                read.append(QueryWord(joined, stem(joined)))
            else:
                read += self.read_word(word)
        for word in read:
            word.weight = self.weight(word.main_stem)
        for _group, positions in groups_of([word.main_stem for word in read]):
            for position in positions if len(positions) > 1 else ():
                read[position].weight = max(read[position].weight, EXPRESSION)
        return read

    def read_word(self, word):
        """One word as it is looked up; two where it was run together."""
        own = stem(word)
        if word in self.speller.counts or own in self.said_on or is_everyday(own):
            return [QueryWord(word, own)]
        mended = self.speller.mend(word)
        if mended and importance(stem(mended[0])) < 1 and mended[1] < SURE:
            mended = None  # else any unknown word would soon be one that says nothing
        if (not mended or mended[1] < 0.9) and (parts := self.speller.split(word)):
            return [QueryWord(word, stem(part), part, 0.95) for part in parts]
        if mended:
            return [QueryWord(word, own, mended[0], stem(mended[0]), mended[1])]
        return [QueryWord(word, own)]

    def hits(self, query, words):
        """The texts that answer, by page. `words` is what `read` made of the query."""
        terms, hits = terms_of(words), defaultdict(list)
        for position in self.candidates(words, terms):
            text = self.texts[position]
            if text.kind == TextKind.ABBREVIATION and not is_meant(text, query, words):
                continue
            if hit := self.score(text, words, terms):
                hits[text.page].append(hit)
        return hits

    def add_sentences(self, hits, words, sentences):
        """Add the sentences that answer: texts of the kinds in SENTENCES, found in another way."""
        terms = terms_of(words)
        names = {
            page: best_of(hit for hit in its if hit.text.kind in NAMES)
            for page, its in hits.items()
        }
        for text in sentences:
            if hit := self.score(text, words, terms, names.get(text.page)):
                hits[text.page].append(hit)

    def ranked(self, hits, words):
        """The pages that answer, the best first."""
        found = [self.found(page, its, words) for page, its in hits.items() if its]
        return sorted(filter(None, found), key=lambda found: (-found.score, found.page))

    def candidates(self, words, terms):
        """The positions of the texts that hold most of what was asked, by a sum of weights."""
        heavy = any(word.weight > HEAVY for word in words)
        sums = defaultdict(float)
        for term, places in terms.items():
            gain = max(words[place].weight * quality for place, quality in places)
            if gain > HEAVY * NEAR or not heavy:
                for position in self.postings.get(term, ()):
                    sums[position] += gain
        return nlargest(
            MOST_TEXTS, sums, key=lambda at: (sums[at], -len(self.texts[at].stems), -at)
        )

    def score(self, text, words, terms, names=None):
        """How well a text answers, or None. `names` is what the page's names meet already."""
        met, marked = {}, set()
        own_weight = answered = 0.0
        for position, word in enumerate(text.stems):
            best = 0.0
            for term in (word, *text.groups[position]):
                for place, quality in terms.get(term, ()):
                    best = max(best, quality)
                    met[place] = max(met.get(place, 0.0), quality)
            weight = self.weight(word)
            if best:
                marked.add(position)
                weight = max(weight, EXPRESSION * bool(text.groups[position]))
            own_weight += weight
            answered += weight * best
        if not met:
            return None
        for place, quality in (names or {}).items():
            met[place] = max(met.get(place, 0.0), quality * BORROWED)
        share = share_of(words, met)
        score = blend(text.kind, share, answered / own_weight if own_weight else 0.0)
        return Hit(text, score * WORTH[text.kind], share, met, frozenset(marked))

    def found(self, page, hits, words):
        """A page from what was hit on it; None where that is too little."""
        best = max(hits, key=lambda hit: hit.score)
        asked = sum(word.weight > HEAVY for word in words)
        if asked == 1 and len(hits) == 1 and best.text.kind == TextKind.BODY:
            return None  # a word in passing is not what the page is about
        together = share_of(words, best_of(hits))
        score = best.score + 0.3 * (together - best.share) + 0.02 * min(len(hits), 5)
        return Found(page, score, best) if is_enough(score, asked) else None


def terms_of(words):
    """What to look up: stems and groups, each with the positions in the query and the quality."""
    terms = defaultdict(list)
    for position, word in enumerate(words):
        for term, quality in word.terms() if word.weight else ():
            terms[term].append((position, quality))
    for group, positions in groups_of([word.main_stem for word in words]):
        for position in positions:
            terms[group].append((position, NEAR * words[position].quality))
    return terms


def is_meant(abbreviation, query, words):
    """Whether an abbreviation that is an everyday word too ("SAD") is meant as one."""
    if not any(map(is_everyday, abbreviation.stems)):
        return True
    shouted = query == query.upper() and len(words) > 2
    return len(words) <= 2 or (
        not shouted
        and any(stem(word.casefold()) in abbreviation.stems for word in CAPITALS.findall(query))
    )


def share_of(words, met):
    """The share of the query's weight that is met."""
    asked = sum(word.weight for word in words)
    return sum(words[place].weight * quality for place, quality in met.items()) / (asked or 1)


def best_of(hits):
    """What several hits meet together."""
    met = {}
    for hit in hits:
        for place, quality in hit.met.items():
            met[place] = max(met.get(place, 0.0), quality)
    return met


def blend(kind, share, covered):
    """A score from the share of the query that is met and the share of the text that meets it."""
    if kind in SENTENCES:
        return 0.9 * share + 0.1 * min(1.0, 2 * covered) if share >= 0.6 else 0.0
    if kind in NAMES:
        return (0.5 * share + 0.5 * covered) * (1.0 if covered >= 0.6 else 0.8)
    return 0.75 * share + 0.25 * covered


def is_enough(score, asked):
    """Whether a page is shown, by its score and how many words of weight were asked."""
    if not asked:  # small words alone: nearly the very phrase, or nothing
        return score >= 0.95
    return score >= (0.5 if asked <= 3 else 0.45)  # who tells a story says much besides
