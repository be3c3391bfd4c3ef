"""What of a page the search reads: names and phrases for the matcher, sentences of the body."""

import re

from conditions.kinds import NameKind
from conditions.matcher import TextKind
from conditions.page_texts import lines
from conditions.search_words import stems

# "How it differs" and "when to get help" speak of what the page is not about, or of what stands
# on every page; a search for those words is not answered by them.
SECTIONS = {
    "overview": TextKind.SIGN,
    "how_it_feels": TextKind.SIGN,
    "causes": TextKind.BODY,
    "treatment": TextKind.TREATMENT,
    "evaluation": TextKind.BODY,
    "self_care": TextKind.BODY,
    "questions": TextKind.BODY,
    "prose": TextKind.BODY,
}
SENTENCE_END = re.compile(r"(?<=[.?!])\s+")


def short_texts(title, summary, phrases, names):
    """The texts of a page that the matcher keeps. `names` are pairs of a kind and a name."""
    texts = [(TextKind.TITLE, title)]
    for kind, name in names:
        is_short = kind == NameKind.ABBREVIATION
        texts.append((TextKind.ABBREVIATION if is_short else TextKind.NAME, name))
    texts += [(TextKind.PHRASE, line.strip()) for line in phrases.splitlines() if line.strip()]
    return [*texts, (TextKind.SUMMARY, summary)]


def sentences(body):
    """The sentences of a page's sections, each with its kind."""
    return [
        (SECTIONS[section.block_type], sentence)
        for section in body
        if section.block_type in SECTIONS
        for line in lines(section.block, section.value)
        for sentence in SENTENCE_END.split(line)
    ]


def stems_of_page(page):
    """What Wagtail's index keeps for the search: stems made by us, alike for every database."""
    said = [page.title, *(row.name for row in page.names.all())]
    said += [sentence for _kind, sentence in sentences(page.body)]
    return " ".join(indexed(stem) for stem in stems(" ".join(said)))


def indexed(stem):
    """A stem as it stands in Wagtail's index.

    With a digit no database takes it for a word to stem in its own way, or to leave out, and it
    is found in no other field.
    """
    return f"{stem}0"
