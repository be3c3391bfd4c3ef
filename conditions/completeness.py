"""What a draft may leave empty and a published page may not."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

REQUIRED_SECTIONS = ["overview"]


def missing_parts(page):
    """Sentences about what a page still lacks before it can be signed off, in its order.

    Takes a page of the database, of a revision, or of a form that nobody saved yet.
    """
    missing = []
    if not page.summary.strip():
        missing.append(_("The summary is empty."))
    missing += missing_sections(page) + unfinished_sections(page) + unfinished_rows(page)
    if not page.sources.all():
        missing.append(_("There is no source yet. Name at least one."))
    return missing


def missing_sections(page):
    """The sections that every page has."""
    blocks = page.body.stream_block.child_blocks
    there = {section.block_type for section in page.body}
    return [
        _("The section “%(section)s” is missing.") % {"section": blocks[name].meta.heading}
        for name in REQUIRED_SECTIONS
        if name not in there
    ]


def unfinished_sections(page):
    """One sentence that names the sections with something still empty, or too long."""
    headings = []
    for section in page.body:
        try:
            section.block.clean(section.value)
        except ValidationError:
            headings.append(str(section.value.heading or section.block.label))
    if not headings:
        return []
    sentence = _(
        "In these sections something is empty or too long: %(sections)s. Fill it in, shorten it, "
        "or take away what the page does not need."
    )
    return [sentence % {"sections": ", ".join(headings)}]


def unfinished_rows(page):
    """The kinds of rows of which one is not complete."""
    return [
        _("Under “%(heading)s” a row is not complete.") % {"heading": heading}
        for heading, rows in [
            (_("Other names"), page.names.all()),
            (_("Related conditions"), page.related_conditions.all()),
            (_("Sources"), page.sources.all()),
        ]
        if any(is_unfinished(row) for row in rows)
    ]


def is_unfinished(row):
    """Whether a row lacks what it must have. What only the database knows is not asked here."""
    try:
        row.clean_fields(exclude=["page"])
    except ValidationError:
        return True
    return False
