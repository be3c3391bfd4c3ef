"""Libraries of any size, made in a few statements."""

import pytest
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page

from conditions.kinds import Kind
from conditions.models import ConditionName, ConditionPage

# Words that begin with every letter, so that each has its share of a large library.
WORDS = "alarm blur cloud drift echo fog gloom haze itch jolt knot lull mist numb odd panic quake"
WORDS += " rush storm tense unrest void worry xero yearn zeal"


@pytest.fixture
def fill(library):
    """A function that adds live pages to the library, each with another name, kinds in turn.

    Page by page, as editors add them, five hundred would take minutes.
    """

    def add(number, *, title="{word} {number}", kinds=tuple(Kind)):
        start = ConditionPage.objects.count()
        words = WORDS.split()
        parent = Page.objects.get(pk=library.pk)
        content_type = ContentType.objects.get_for_model(ConditionPage)
        rows = []
        for n in range(start, start + number):
            name = title.format(word=words[n % len(words)], number=n).capitalize()
            page = ConditionPage(title=name, draft_title=name, slug=f"page-{n}")
            page.path = ConditionPage._get_path(parent.path, parent.depth + 1, n + 1)
            page.depth, page.url_path = parent.depth + 1, f"{parent.url_path}page-{n}/"
            page.content_type, page.locale = content_type, parent.locale
            page.kind, page.summary = kinds[n % len(kinds)], f"{name} is a thing that people feel."
            rows.append(page)
        bases = [base_of(page) for page in rows]
        for page, base in zip(rows, Page.objects.bulk_create(bases), strict=True):
            page.pk = page.page_ptr_id = page.id = base.pk
        for page in rows:
            page.save_base(raw=True)  # its own table alone
        names = [ConditionName(page=page, name=f"Also {page.title}") for page in rows]
        ConditionName.objects.bulk_create(names)
        Page.objects.filter(pk=parent.pk).update(numchild=start + number)
        return rows

    return add


def base_of(page):
    """The row of Wagtail's own table."""
    fields = [field.attname for field in Page._meta.concrete_fields if field.attname != "id"]
    return Page(**{name: getattr(page, name) for name in fields})
