"""The search: one query in, ranked live public pages out, each with why it was found.

Names, phrases and summaries are matched in memory (`matcher`), from an index that is kept under
the page cache's generation, so that it changes with the pages. The sections' text is found by
Wagtail's search, over stems that we made, and then read closely by the same matcher.
"""

import re
from collections import OrderedDict
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from threading import Lock

from django.core.cache import caches
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.search.query import And, Or, PlainText

from clinic_site.page_cache import SECONDS_KEPT, generation
from conditions.crisis_words import rest_of, speaks_of_suicide
from conditions.kinds import Kind
from conditions.matcher import HEAVY, Matcher, TextKind, text_of
from conditions.models import ConditionIndexPage, ConditionName, ConditionPage
from conditions.search_texts import indexed, sentences, short_texts
from conditions.search_words import everyday, groups_of, plain

LONGEST = 200  # characters of a query that are looked at
MOST_RESULTS = 20
MOST_PAGES_READ = 20  # whose sections are read closely for one query
MOST_PAGES_KEPT = 500  # whose sections a process remembers
MOST_WORDS = 6  # of a query that are looked for in the sections
SURE = 0.9  # from which score and share names alone answer
ENOUGH = 10  # pages, after which no section is read
CRISIS = "hopeless, thoughts of suicide"
# What is said before the text that matched. Titles and summaries are shown anyway.
WHY = {
    TextKind.NAME: _("Also called:"),
    TextKind.ABBREVIATION: _("Also called:"),
    TextKind.PHRASE: _("People say:"),
    TextKind.SIGN: _("On the page:"),
    TextKind.TREATMENT: _("On the page:"),
    TextKind.BODY: _("On the page:"),
}
PIECES = re.compile(r"([^\W_]+(?:['’‘`´ʼ][^\W_]+)*)")


@dataclass(frozen=True)
class Result:
    """A page that answers, with why. Texts are pieces: pairs of a text and whether it is marked."""

    title: list
    url: str
    kind: Kind
    summary: list
    why: list
    why_label: str
    score: float


@dataclass(frozen=True)
class Answer:
    """What the search says to a query. `meant` is the query without its typing errors, if any."""

    query: str
    results: list
    meant: str
    is_crisis: bool


@dataclass(frozen=True)
class Page:
    """What a result shows of a page."""

    pk: int
    title: str
    url: str
    kind: str
    summary: str


class Index:
    """The live public pages of one language, as the search knows them."""

    def __init__(self, pages, matcher):
        self.pages = pages
        self.matcher = matcher
        self.number_of = {page.pk: number for number, page in enumerate(pages)}
        self.sections = OrderedDict()  # the sentences of pages that were read, by page
        self.name_entries = None  # for the suggestions

    def __reduce__(self):
        return Index, (self.pages, self.matcher)


def search(query):
    """The answer to a query. Raises what the database raises where the sections need it."""
    query = tidy(query)
    is_crisis = speaks_of_suicide(query)
    if not plain(query):
        return Answer(query, [], "", is_crisis)
    index = current_index()
    asked = f"{rest_of(query)} {CRISIS}" if is_crisis else query
    words = index.matcher.read(asked)
    hits = index.matcher.hits(asked, words)
    found = index.matcher.ranked(hits, words)
    if not is_answered(found):
        index.matcher.add_sentences(hits, words, sentences_that_may_answer(index, words))
        found = index.matcher.ranked(hits, words)
    results = [result(index, item) for item in found[:MOST_RESULTS]]
    better = "" if is_crisis else meant(words, found)
    if better and not found and not finds_by_name(index, better):
        better = ""  # it would lead to nothing
    return Answer(query, results, better, is_crisis)


def finds_by_name(index, query):
    """Whether names or phrases answer a query."""
    words = index.matcher.read(query)
    return bool(index.matcher.ranked(index.matcher.hits(query, words), words))


def is_answered(found):
    """Whether names and phrases answer so well that no section need be read."""
    first = found[0] if found else None
    is_met = first and first.score >= SURE and first.hit.share >= SURE
    return is_met or len(found) >= ENOUGH


def tidy(query):
    """The query without control characters and surplus spaces, cut to its longest."""
    return " ".join("".join(c if c.isprintable() else " " for c in query).split())[:LONGEST].strip()


def meant(words, found):
    """The query as it may be meant; empty where nothing was mended, or the answer has the word."""
    answered = set(found[0].hit.text.stems) if found else set()
    mended = [word.meant if word.stem not in answered else "" for word in words]
    if not any(mended):
        return ""
    return " ".join(better or word.typed for word, better in zip(words, mended, strict=True))


def result(index, found):
    """A result from a page that was found."""
    page = index.pages[found.page]
    text = found.hit.text
    why = marked(text.text, found.hit.marked)
    return Result(
        title=why if text.kind == TextKind.TITLE else [(page.title, False)],
        url=page.url,
        kind=Kind(page.kind),
        summary=why if text.kind == TextKind.SUMMARY else [(page.summary, False)],
        why=why,
        why_label=WHY.get(text.kind, ""),
        score=found.score,
    )


def marked(text, positions):
    """The text in pieces, those marked whose words stand at the positions."""
    pieces, position = [], 0
    for number, piece in enumerate(PIECES.split(text)):
        if not piece:
            continue
        is_word = number % 2 == 1
        pieces.append((piece, is_word and position in positions))
        position += is_word
    return pieces


# ---------------------------------------------------------------- names and phrases

MADE_BY = [
    "everyday_words.txt",
    "matcher.py",
    "search.py",
    "search_texts.py",
    "search_words.py",
    "spelling.py",
]
kept = {}  # by language: the generation and the index of it
building = Lock()


def current_index():
    """The index of the active language, made anew when anything that readers see has changed."""
    language = translation.get_language()
    word = generation()
    if kept.get(language, ("",))[0] != word:
        with building:
            if kept.get(language, ("",))[0] != word:
                kept[language] = (word, shared_index(word, language))
    return kept[language][1]


def shared_index(word, language):
    """The index that another process made for this generation, or one made now from the last."""
    key = f"search:{word}:{code_version()}:{language}"
    index = caches["pages"].get(key)
    if index is None:
        _word, last = kept.get(language, ("", None))
        index = build_index(language, before=last and last.matcher)
        caches["pages"].set(key, index, timeout=SECONDS_KEPT)
    return index


@cache
def code_version():
    """A word that changes with the files an index is made by: a release finds no older one."""
    files = [Path(__file__).with_name(name) for name in MADE_BY]
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def build_index(language, before=None):
    """Read the live public pages of a language. `before` is the matcher of an earlier index."""
    bases = {library.path: library.url for library in ConditionIndexPage.objects.all()}
    pages = (
        ConditionPage.objects.live()
        .public()
        .filter(locale__language_code=language)
        .order_by("title", "pk")
        .values_list("pk", "title", "path", "slug", "kind", "summary", "phrases")
    )
    names = {}
    for page_id, kind, name in ConditionName.objects.order_by("sort_order", "pk").values_list(
        "page_id", "kind", "name"
    ):
        names.setdefault(page_id, []).append((kind, name))
    rows, texts = [], []
    for pk, title, path, slug, kind, summary, phrases in pages:
        base = bases[path[: -ConditionPage.steplen]]
        rows.append(Page(pk, title, f"{base}{slug}/", kind, summary))
        texts.append(short_texts(title, summary, phrases, names.get(pk, ())))
    return Index(rows, Matcher(texts, before))


# ---------------------------------------------------------------- the sections


def sentences_that_may_answer(index, words):
    """The sentences of the pages whose sections hold what was asked."""
    heavy = [word for word in words if word.weight > HEAVY] or [w for w in words if w.weight]
    wanted = sorted(heavy, key=lambda word: -word.weight)
    terms = [any_of(word) for word in wanted[:MOST_WORDS]]
    if not terms:
        return []
    # Of three words or more, any two: people say more than a page repeats.
    wanted = [And(pair) for pair in combinations(terms, 2)] if len(terms) > 1 else terms
    pages = pages_with(Or(wanted) if len(wanted) > 1 else wanted[0])
    numbers = {index.number_of[pk]: pk for pk in pages if pk in index.number_of}
    read_sections(index, [pk for pk in numbers.values() if pk not in index.sections])
    return [text for pk in numbers.values() for text in index.sections.get(pk, ())]


def any_of(word):
    """A query for a word of the query or any near one."""
    terms = {(term,) for term, _quality in word.terms()}
    for group, _places in groups_of([word.main_stem]):
        terms |= everyday().members[group]
    return Or([PlainText(" ".join(map(indexed, stems))) for stems in sorted(terms)])


def pages_with(query):
    """The ids of pages that Wagtail finds, unranked: the databases would rank differently."""
    pages = ConditionPage.objects.live().only("title")
    found = pages.search(query, order_by_relevance=False)[:MOST_PAGES_READ]
    return [page.pk for page in found]


def read_sections(index, pks):
    """Keep the sentences of pages in the index, and forget the oldest."""
    for page in ConditionPage.objects.filter(pk__in=pks):
        number = index.number_of[page.pk]
        index.sections[page.pk] = [
            text_of(number, kind, sentence) for kind, sentence in sentences(page.body)
        ]
    while len(index.sections) > MOST_PAGES_KEPT:
        index.sections.popitem(last=False)
