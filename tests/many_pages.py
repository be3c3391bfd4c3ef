"""Thousands of live pages for figures: made past revisions and signals, which take minutes."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from clinic_site.page_cache import raise_generation
from conditions.models import ConditionName, ConditionPage

WORDS = [
    "sad",
    "tired",
    "afraid",
    "angry",
    "alone",
    "restless",
    "empty",
    "guilty",
    "jumpy",
    "bored",
    "tense",
    "lost",
]
ROWS = 500  # pages at a time


@transaction.atomic
def make_many(library, count):
    """Add live pages below the library, found by search, and return them."""
    first = ConditionPage.objects.count()
    pages = [make_page(library, number) for number in range(first, first + count)]
    library.refresh_from_db()
    taken = library.numchild
    for step, page in enumerate(pages, start=taken + 1):
        page.path = ConditionPage._get_path(library.path, library.depth + 1, step)
    pages = save(pages)
    Page.objects.filter(pk=library.pk).update(numchild=taken + count)
    ConditionName.objects.bulk_create(
        ConditionName(page=page, kind="everyday", name=f"Name {page.title[10:]} of {word}")
        for page, word in zip(pages, WORDS * len(pages), strict=False)
    )
    for start in range(0, count, ROWS):
        get_search_backend().add_bulk(ConditionPage, pages[start : start + ROWS])
    transaction.on_commit(raise_generation)
    return pages


def make_page(library, number):
    """A page that is not saved yet."""
    words = [WORDS[(number + step) % len(WORDS)] for step in range(4)]
    says = "".join(
        f"<p>Section {step} of it says {word}, number {number}.</p>"
        for step, word in enumerate(words * 5)
    )
    return ConditionPage(
        title=f"Condition {number}",
        draft_title=f"Condition {number}",
        slug=f"condition-{number}",
        summary=f"Condition {number} in one plain sentence about {words[0]}.",
        phrases="\n".join(f"i feel {word} since number {number}" for word in words),
        body=[("overview", {"introduction": says})],
        content_type=ContentType.objects.get_for_model(ConditionPage),
        depth=library.depth + 1,
        url_path=f"{library.url_path}condition-{number}/",
        locale=library.locale,
        live=True,
        has_unpublished_changes=False,
    )


def save(pages):
    """Save both tables of the pages. Django's bulk_create refuses models that span two."""
    columns = [f.attname for f in Page._meta.concrete_fields]
    rows = Page.objects.bulk_create(
        (Page(**{name: getattr(page, name) for name in columns if name != "id"}) for page in pages),
        batch_size=ROWS,
    )
    table = ConditionPage._meta.db_table
    own = ConditionPage._meta.local_concrete_fields
    for page, row in zip(pages, rows, strict=True):
        page.pk = page.id = page.page_ptr_id = row.pk
    from django.db import connection

    sql = (
        f"INSERT INTO {table} ({', '.join(f.column for f in own)}) "
        f"VALUES ({', '.join(['%s'] * len(own))})"
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            sql,
            [
                [f.get_db_prep_save(getattr(page, f.attname), connection) for f in own]
                for page in pages
            ],
        )
    return pages
