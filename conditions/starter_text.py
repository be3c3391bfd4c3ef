"""One text file → one page of the library, or every mistake in it with its line.

docs/starter-content.md is the format's reference. Nothing here reads the database; what only the
database knows, such as the pages that a file names, is checked by conditions.loader.
"""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_slug
from django.utils.text import slugify

from clinic_site.starter_text import Line, Mistake, as_html, read_document
from conditions.kinds import Artwork, Kind, NameKind, RelationKind
from conditions.models import ConditionName, ConditionPage, RelatedCondition, Source
from conditions.section_items import HEADING_LENGTH, QUESTION_LENGTH, HelpLevel, TreatmentKind
from conditions.starter_checks import Checks

NAMED_ITEM = re.compile(r"(?P<name>[^\[\]:]+?)\s*(?:\[(?P<slug>[^\[\]]*)\])?:\s+(?P<text>.+)")
TEXT_SECTIONS = {"Overview": "overview", "At an evaluation": "evaluation"}
ITEM_SECTIONS = {
    "How it feels": "how_it_feels",
    "How it differs from": "differs",
    "Causes": "causes",
    "Treatment": "treatment",
    "Self-care": "self_care",
}
HELP = "When to get help"
PROSE = "Prose"
is_web_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Link:
    """The slug of another page, and the line that names it."""

    slug: str
    line: int


@dataclass(frozen=True)
class RelationText:
    """A relation to another page, as the file has it."""

    link: Link
    kind: str
    sentence: str
    inverse_sentence: str = ""


@dataclass
class PageText:
    """A page as its file has it. In `body`, a named thing's `page` is a slug, not yet a page."""

    file: str
    slug: str
    fields: dict[str, str] = field(default_factory=dict)
    phrases: str = ""
    names: list[dict] = field(default_factory=list)
    body: list[dict] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    relations: list[RelationText] = field(default_factory=list)
    sources: list[dict] = field(default_factory=list)


def read_page(path):
    """The page in a file and its mistakes. Where there are any, the page is not to be used."""
    try:
        document = read_document(path)
    except ValueError as error:
        return PageText(path.name, path.stem), [Mistake(path.name, *error.args)]
    reader = PageReader(path.name, path.stem)
    reader.read(document)
    return reader.page, sorted(reader.mistakes)


class PageReader(Checks):
    """Reads one document into `page`, and collects what is wrong in `mistakes`."""

    def __init__(self, file, slug):
        super().__init__(file)
        self.page = PageText(file, slug)
        self.seen_sections = set()

    def read(self, document):
        """The whole document, part by part."""
        self.read_slug()
        self.read_fields(document)
        for line in document.text.filled_lines():
            self.mistake(line.number, "This text stands before the first section.")
        for section in document.sections:
            self.read_section(section)
        for name in ["Overview", "Sources"]:
            if name not in self.seen_sections:
                self.mistake(1, f"The section “{name}” is missing.")
        self.check_names()

    def read_slug(self):
        """The file's name becomes an address."""
        slug = self.page.slug
        try:
            validate_slug(slug)
        except ValidationError:
            self.mistake(1, f"The file's name “{slug}” cannot be an address.")

    # ------------------------------------------------------------ the lines on top

    def read_fields(self, document):
        """title, kind, summary, artwork."""
        known = {"title": None, "kind": Kind, "summary": None, "artwork": Artwork}
        for line in document.repeated:
            self.mistake(line.number, f"“{line.text}” stands twice.")
        for name, line in document.fields.items():
            if name not in known:
                self.mistake(line.number, f"“{name}” is not a line of this format.")
                continue
            choices = known[name]
            value = line.text
            if choices and value:
                value = self.choice(line.number, value, choices, name)
            self.page.fields[name] = value
            self.fits(line.number, value, ConditionPage, name)
        for name in ["title", "kind", "summary"]:
            if not document.value(name):
                line = document.fields.get(name, Line(1, ""))
                self.mistake(line.number, f"“{name}” is missing.")

    # ------------------------------------------------------------ the sections

    def read_section(self, section):
        """One section, by its name."""
        name, colon, rest = section.name.partition(": ")
        if section.name in self.seen_sections:
            self.mistake(section.line, f"The section “{section.name}” stands twice.")
        self.seen_sections.add(section.name)
        if not section.filled_lines():
            self.mistake(section.line, f"The section “{section.name}” is empty.")
            return
        if section.name in TEXT_SECTIONS:
            self.add_block(TEXT_SECTIONS[section.name], introduction=as_html(section.chunks()))
        elif section.name in ITEM_SECTIONS:
            self.read_items(section, ITEM_SECTIONS[section.name])
        elif colon and name == HELP:
            self.read_help_card(section, rest)
        elif colon and name == PROSE:
            self.read_prose(section, rest)
        elif section.name in READERS:
            READERS[section.name](self, section)
        else:
            self.mistake(section.line, f"“{section.name}” is not a section of this format.")

    def read_prose(self, section, heading):
        """A section under a heading of its own, whose anchor must be its own too."""
        self.fits_in(section.line, heading, HEADING_LENGTH, "heading")
        headings = [b["value"]["title"] for b in self.page.body if b["type"] == "prose"]
        if slugify(heading) in map(slugify, headings) and heading not in headings:
            self.mistake(section.line, f"“{heading}” is too much like another heading.")
        self.add_block("prose", introduction=as_html(section.chunks()), title=heading)

    def add_block(self, block_type, **value):
        """Put a section at the end of the body."""
        self.page.body.append({"type": block_type, "value": value})

    def read_items(self, section, block_type):
        """A paragraph or more of introduction, then a list."""
        introduction, items = self.split(section)
        read_item = {"how_it_feels": self.text_item, "treatment": self.treatment_item}
        read = read_item.get(block_type, self.named_item)
        entries = [entry for entry in map(read, items) if entry]
        self.add_block(block_type, introduction=as_html(introduction), entries=entries)

    def text_item(self, item):
        """A list item that is text alone."""
        return item.text

    def named_item(self, item):
        """`- Name [slug]: text`, where the slug may be left out."""
        match = NAMED_ITEM.fullmatch(item.text)
        if not match:
            self.mistake(item.line, "A name, a colon and a sentence are expected here.")
            return None
        self.fits_in(item.line, match["name"], HEADING_LENGTH, "name")
        slug = match["slug"]
        if slug is not None:
            self.page.links.append(Link(slug, item.line))
        return {"name": match["name"], "text": match["text"], "page": slug}

    def treatment_item(self, item):
        """`- kind | Name: text`."""
        kind, bar, rest = item.text.partition(" | ")
        name, colon, text = rest.partition(": ")
        if not (bar and colon):
            self.mistake(item.line, "“kind | Name: sentences” is expected here.")
            return None
        self.fits_in(item.line, name, HEADING_LENGTH, "name")
        kind = self.choice(item.line, kind, TreatmentKind, "kind of treatment")
        return {"kind": kind, "name": name, "text": text.strip()}

    def read_help_card(self, section, level):
        """One card of the three, which together are one section of the page."""
        level = self.choice(section.line, level, HelpLevel, "level of help")
        introduction, items = self.split(section)
        action = introduction[0].text if introduction else ""
        line = introduction[0].line if introduction else section.line
        if len(introduction) != 1 or not action.endswith("if:"):
            self.mistake(line, "A help card begins with one line that ends in “if:”.")
        self.fits_in(line, action, HEADING_LENGTH, "action")
        card = {"level": level, "action": action, "entries": [item.text for item in items]}
        for block in self.page.body:
            if block["type"] == "when_to_get_help":
                block["value"]["cards"].append(card)
                return
        self.add_block("when_to_get_help", introduction="", cards=[card])

    def read_questions(self, section):
        """Pairs of a `Q: ` line and an `A: ` line; a line without either goes on."""
        entries = []
        for line in section.filled_lines():
            mark, text = line.text[:3], line.text[3:].strip()
            if mark == "Q: ":
                entries.append({"line": line.number, "question": text, "answer": ""})
            elif not entries or (mark == "A: " and entries[-1]["answer"]):
                self.mistake(line.number, "A line that begins with “Q: ” is expected here.")
            elif mark == "A: ":
                entries[-1]["answer"] = text
            else:
                last = "answer" if entries[-1]["answer"] else "question"
                entries[-1][last] += f" {line.text.strip()}"
        for entry in entries:
            line = entry.pop("line")
            self.fits_in(line, entry["question"], QUESTION_LENGTH, "question")
            if not entry["answer"]:
                self.mistake(line, "This question has no answer: “A: ” is missing.")
        self.add_block("questions", introduction="", entries=entries)

    def read_names(self, section):
        """`kind: Name` lines."""
        for line in section.filled_lines():
            kind, colon, name = line.text.partition(": ")
            if not colon or not name.strip():
                self.mistake(line.number, "“kind: Name” is expected here.")
                continue
            kind = self.choice(line.number, kind.strip(), NameKind, "kind of name")
            self.fits(line.number, name.strip(), ConditionName, "name")
            self.page.names.append({"line": line.number, "kind": kind, "name": name.strip()})

    def check_names(self):
        """A name stands once on a page, and is not its title."""
        seen = {self.page.fields.get("title", "").casefold(): "is the page's title"}
        for name in self.page.names:
            word = name["name"].casefold()
            line = name.pop("line")
            if word in seen:
                self.mistake(line, f"The name “{name['name']}” {seen[word]}.")
            seen.setdefault(word, "stands twice")

    def read_phrases(self, section):
        """One phrase a line."""
        self.page.phrases = "\n".join(line.text.strip() for line in section.filled_lines())

    def read_relations(self, section):
        """`- slug | kind | sentence | sentence for the other page`."""
        for parts, line in self.rows(section, least=3, most=4):
            slug, kind, *sentences = parts
            kind = self.choice(line, kind, RelationKind, "kind of relation")
            for sentence in sentences:
                self.fits(line, sentence, RelatedCondition, "sentence")
            self.page.relations.append(RelationText(Link(slug, line), kind, *sentences))

    def read_sources(self, section):
        """`- publisher | title | address | the day somebody read it`."""
        for parts, line in self.rows(section, least=3, most=4):
            publisher, title, url, *day = parts
            self.fits(line, publisher, Source, "publisher")
            self.fits(line, title, Source, "title")
            self.fits(line, url, Source, "url")
            try:
                is_web_address(url)
            except ValidationError:
                self.mistake(line, f"“{url}” is not a web address.")
            self.page.sources.append(
                {
                    "publisher": publisher,
                    "title": title,
                    "url": url,
                    "accessed_on": self.day(line, day[0]) if day else None,
                }
            )


READERS = {
    "Names": PageReader.read_names,
    "Phrases": PageReader.read_phrases,
    "Questions and answers": PageReader.read_questions,
    "Related": PageReader.read_relations,
    "Sources": PageReader.read_sources,
}
