"""Reading starter content: text files made of `name: value` lines, sections and lists.

docs/starter-content.md is the format's reference. Nothing here reads the database.
"""

from dataclasses import dataclass, field
from html import escape
from itertools import groupby


@dataclass(frozen=True, order=True)
class Mistake:
    """What is wrong in a file, and in which line."""

    file: str
    line: int
    text: str

    def __str__(self):
        return f"{self.file}, line {self.line}: {self.text}"


@dataclass(frozen=True)
class Line:
    """A line of a file with its number, which counts from 1."""

    number: int
    text: str


@dataclass(frozen=True)
class Chunk:
    """A paragraph or an item of a list, in one line, and where it begins."""

    line: int
    text: str
    is_item: bool


@dataclass
class Section:
    """What stands under a `== ` line."""

    line: int
    name: str
    lines: list[Line] = field(default_factory=list)

    def filled_lines(self):
        """The lines that are not empty."""
        return [line for line in self.lines if line.text.strip()]

    def chunks(self):
        """The paragraphs and items in their order."""
        found = []
        for line in self.lines:
            text = line.text.strip()
            previous = found[-1] if found else None
            if not text:
                found.append(None)
            elif line.text.startswith("- "):
                found.append(Chunk(line.number, text[2:].strip(), is_item=True))
            elif previous and (not previous.is_item or line.text.startswith("  ")):
                joined = f"{previous.text} {text}"
                found[-1] = Chunk(previous.line, joined, previous.is_item)
            else:
                found.append(Chunk(line.number, text, is_item=False))
        return [chunk for chunk in found if chunk]


@dataclass
class Document:
    """A file: the values of its first lines, the text before any section, and its sections."""

    fields: dict[str, Line]
    repeated: list[Line]
    text: Section
    sections: list[Section]

    def add_field(self, name, line):
        """Keep a `name: value` line; the first one of a name counts."""
        if name in self.fields:
            self.repeated.append(Line(line.number, name))
        else:
            self.fields[name] = line

    def value(self, name):
        """The value of a `name: value` line, or an empty text."""
        return self.fields[name].text if name in self.fields else ""


def read_document(path):
    """The document in a file.

    Raises ValueError, with the line's number first in its arguments, where the file is not UTF-8.
    """
    content = path.read_bytes()
    try:
        return parse_document(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ValueError(line, "This is not UTF-8 text.") from error


def parse_document(text):
    """Take a text apart; a line that begins with # is a comment and left out."""
    document = Document({}, [], Section(1, ""), [])
    section, in_fields = document.text, True
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#"):
            continue
        if line.startswith("== "):
            section = Section(number, line[3:].strip())
            document.sections.append(section)
            in_fields = False
            continue
        name, colon, value = line.partition(":")
        if in_fields and colon:
            document.add_field(name.strip(), Line(number, value.strip()))
            continue
        if document.fields or line.strip():  # the first empty line behind the fields ends them
            in_fields = False
        section.lines.append(Line(number, line))
    return document


def as_html(chunks):
    """Paragraphs and lists as the HTML of a rich text field."""
    html = []
    for is_item, group in groupby(chunks, key=lambda chunk: chunk.is_item):
        texts = [escape(chunk.text, quote=False) for chunk in group]
        if is_item:
            html.append("<ul>" + "".join(f"<li>{text}</li>" for text in texts) + "</ul>")
        else:
            html.extend(f"<p>{text}</p>" for text in texts)
    return "".join(html)


def body_html(document):
    """The whole text of a document, with a heading for each section."""
    return as_html(document.text.chunks()) + "".join(
        f"<h2>{escape(section.name, quote=False)}</h2>{as_html(section.chunks())}"
        for section in document.sections
    )
