"""What a page says, as plain text with the place each text stands in."""

import html
import re
from dataclasses import dataclass

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail import blocks


@dataclass(frozen=True)
class PageText:
    """A text of a page. `place` is where an editor finds it; a line is a paragraph or an item."""

    place: str
    text: str
    is_prose: bool = True  # names and titles are no sentences, and have no reading grade


def page_texts(page):
    """The texts of a condition page that readers see, in the page's order, without empty ones.

    Takes a page of the database, of a revision, or of a form that nobody saved yet.
    """
    texts = [PageText(_("Title"), one_line(page.title), is_prose=False)]
    texts += [PageText(_("Other names"), row.name, is_prose=False) for row in page.names.all()]
    texts.append(PageText(_("Summary"), one_line(page.summary)))
    for section in page.body:
        texts.append(
            PageText(str(section.value.heading), "\n".join(lines(section.block, section.value)))
        )
    for row in page.related_conditions.all():
        place = _("Related: %(title)s") % {"title": row.target.title if row.target_id else "…"}
        texts.append(PageText(place, one_line(row.sentence)))
        texts.append(PageText(place, one_line(row.inverse_sentence)))
    return [text for text in texts if text.text and text.text.strip()]


def lines(block, value):
    """The lines of a block's value, in the order of its fields."""
    if isinstance(block, blocks.StructBlock):
        return [
            line for name, child in block.child_blocks.items() for line in lines(child, value[name])
        ]
    if isinstance(block, blocks.ListBlock):
        return [line for entry in value for line in lines(block.child_block, entry)]
    if isinstance(block, blocks.RichTextBlock):
        return rich_lines(value.source if value else "")
    if isinstance(block, blocks.CharBlock | blocks.TextBlock):
        return paragraphs(value or "")
    return []  # choices and links have no words of the editor's own


def rich_lines(markup):
    """The lines of a rich text: its paragraphs, items and headings."""
    markup = markup.replace("\n", " ").replace("<br/>", " ").replace("<br>", " ")
    texts = [html.unescape(strip_tags(part)) for part in re.split(r"</(?:p|li|h\d)>", markup)]
    return [one_line(text) for text in texts if text.strip()]


def paragraphs(text):
    """The lines of a plain text: an empty line parts them, a single break does not."""
    return [one_line(part) for part in re.split(r"\n\s*\n", text) if part.strip()]


def one_line(text):
    """A text with single spaces."""
    return " ".join((text or "").split())
