"""Writes the pages of a folder of text files into the library, all of them or none."""

from django.db import transaction

from clinic_site.starter_text import Mistake
from conditions.models import ConditionName, ConditionPage, RelatedCondition, Source
from conditions.starter_text import read_page


class BadFiles(Exception):
    """Files with mistakes; `mistakes` lists every one of them."""

    def __init__(self, mistakes):
        super().__init__(f"{len(mistakes)} mistakes")
        self.mistakes = mistakes


@transaction.atomic
def load_folder(folder, index, *, update, go_live):
    """Load the files of `folder` as pages below `index`; returns pairs of slug and what was done.

    What is in the library already is left as it is, or with `update` rewritten from its file.
    With `go_live` the pages are published. Without it a new page is a draft, and so is the new
    text of one that is live. Raises BadFiles, before anything is written.
    """
    texts, mistakes = read_folder(folder)
    pages = {page.slug: page for page in ConditionPage.objects.child_of(index)}
    written = [text for text in texts if update or text.slug not in pages]
    mistakes += broken_links(texts, pages)
    mistakes += pairs_named_twice(texts) + pairs_held_elsewhere(written, pages, go_live)
    if mistakes:
        raise BadFiles(sorted(mistakes))
    done = {text.slug: "updated" if text.slug in pages else "made" for text in written}
    for text in written:
        if text.slug not in pages:
            pages[text.slug] = index.add_child(
                instance=ConditionPage(slug=text.slug, live=False, **text.fields)
            )
    # A relation may have moved to the other page's file: no old row may stand in the way.
    RelatedCondition.objects.filter(
        page__in=[pages[t.slug] for t in written if is_rewritten(pages[t.slug], go_live)]
    ).delete()
    for text in written:
        write(text, pages, go_live=go_live)
    return [(text.slug, done.get(text.slug, "kept")) for text in texts]


def read_folder(folder):
    """The pages of all text files in a folder, and the mistakes in them."""
    texts, mistakes = [], []
    for path in sorted(folder.glob("*.txt")):
        text, its_mistakes = read_page(path)
        texts.append(text)
        mistakes += its_mistakes
    return texts, mistakes


def broken_links(texts, pages):
    """Links to pages that are neither in the folder nor in the library, or to the page itself."""
    known = {text.slug for text in texts}.union(pages)
    mistakes = []
    for text in texts:
        for link in [*text.links, *(relation.link for relation in text.relations)]:
            if link.slug not in known:
                problem = f"“{link.slug}” is no page of this folder or of the library."
                mistakes.append(Mistake(text.file, link.line, problem))
            elif link.slug == text.slug:
                problem = "A page cannot lead to itself."
                mistakes.append(Mistake(text.file, link.line, problem))
    return mistakes


def pairs_named_twice(texts):
    """Relations between two pages that another line of the folder has entered already."""
    first, mistakes = {}, []
    for text in texts:
        for relation in text.relations:
            pair = frozenset([text.slug, relation.link.slug])
            if pair in first:
                problem = f"These two pages are related already: {first[pair]}."
                mistakes.append(Mistake(text.file, relation.link.line, problem))
            first.setdefault(pair, f"{text.file}, line {relation.link.line}")
    return mistakes


def pairs_held_elsewhere(written, pages, go_live):
    """Relations that a page of the library holds from its side, and goes on to hold."""
    rewritten = [
        pages[t.slug].pk
        for t in written
        if t.slug in pages and is_rewritten(pages[t.slug], go_live)
    ]
    rows = RelatedCondition.objects.exclude(page__in=rewritten)
    holders = {frozenset(pair): pair[0] for pair in rows.values_list("page__slug", "target__slug")}
    mistakes = []
    for text in written:
        for relation in text.relations:
            holder = holders.get(frozenset([text.slug, relation.link.slug]))
            if holder not in {None, text.slug}:
                problem = f"The page “{holder}” of the library has this relation already."
                mistakes.append(Mistake(text.file, relation.link.line, problem))
    return mistakes


def is_rewritten(page, go_live):
    """Whether a page's own rows change, and not a draft of it alone."""
    return go_live or not page.live


def write(text, pages, *, go_live):
    """Put a file's content into its page's latest version, and save it as a revision."""
    page = pages[text.slug].get_latest_revision_as_object()
    for name, value in {"artwork": "", **text.fields}.items():
        setattr(page, name, value)
    page.phrases = text.phrases
    page.body = page.body.stream_block.to_python(with_page_ids(text.body, pages))
    page.names = [ConditionName(**name) for name in text.names]
    page.sources = [Source(**source) for source in text.sources]
    page.related_conditions = [
        RelatedCondition(
            target=pages[relation.link.slug],
            kind=relation.kind,
            sentence=relation.sentence,
            inverse_sentence=relation.inverse_sentence,
        )
        for relation in text.relations
    ]
    for rows in [page.names, page.sources, page.related_conditions]:
        for order, row in enumerate(rows.all()):
            row.sort_order = order
    if go_live:
        page.publish_for_demo(page.save_revision())
        return
    if not page.live:  # as the admin does: a draft that was never live shows its text in its row
        page.save()
    page.save_revision()


def with_page_ids(body, pages):
    """The sections as a StreamField keeps them: a named thing's slug becomes its page's id."""
    for block in body:
        for entry in block["value"].get("entries", []):
            if isinstance(entry, dict) and entry.get("page"):
                entry["page"] = pages[entry["page"]].pk
    return body
