"""What the API says of a page. Names and forms are a promise to others: docs/api.md lists them."""

import re

from django.conf import settings
from django.urls import reverse
from wagtail.models import Page
from wagtail.rich_text import RichText, expand_db_html

from clinic_site.addresses import absolute_url
from clinic_site.dates import clinic_date

# Links within the site, as Wagtail writes them.
OWN_LINK = re.compile(r'(<a\b[^>]*\bhref=")(/(?!/))')


def outline(page, request):
    """What a list says of a page."""
    return {
        **link(page, request),
        "locale": page.locale.language_code,
        "summary": page.summary,
        "names": [{"name": row.name, "kind": row.kind} for row in page.names.all()],
        "review": review(getattr(page.live_revision, "sign_off", None)),
        "first_published": moment(page.first_published_at),
        "last_modified": moment(page.last_published_at),
    }


def details(page, request):
    """All that readers see of a page."""
    return {
        **outline(page, request),
        "sections": [section(each, page, request) for each in page.body],
        "relations": [relation(each, request) for each in page.relations()],
        "sources": [source(row) for row in page.sources.all()],
        "changes": [change(row) for row in page.change_notes.all()],
        "disclaimer": page.get_parent().specific.disclaimer,
    }


def link(page, request):
    """What names a page: enough to show a link to it."""
    return {
        "id": page.pk,
        "title": page.title,
        "slug": page.slug,
        "kind": page.kind,
        "url": absolute_url(page, request),
        "api_url": f"{settings.BASE_URL}{reverse('api:conditions:detail', args=[page.pk])}",
    }


def review(sign_off):
    """Who reviewed the page and when the next review is due; all empty where nobody has."""
    if sign_off is None:
        return {
            "reviewed_on": None,
            "reviewer": None,
            "next_review_due": None,
            "is_overdue": False,
        }
    reviewer = sign_off.reviewer
    return {
        "reviewed_on": clinic_date(sign_off.reviewed_at),
        "reviewer": {"name": reviewer.name, "credentials": reviewer.credentials},
        "next_review_due": sign_off.next_review_due,
        "is_overdue": sign_off.is_overdue(),
    }


def moment(value):
    """A moment in UTC, to the second."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if value else None


def relation(each, request):
    """A related page, worded for this one."""
    return {
        "kind": each.kind.value,
        "sentence": each.sentence,
        "page": link(each.page, request),
    }


def source(row):
    return {
        "publisher": row.publisher,
        "title": row.title,
        "url": row.url,
        "accessed_on": row.accessed_on,
    }


def change(row):
    return {"changed_on": row.changed_on, "kind": row.kind, "note": row.note}


def section(each, page, request):
    """A section with its heading, its address on the page, and what it holds."""

    def plain(value):
        """A value of the editor as JSON; a link to a page that is not shown is None."""
        if isinstance(value, Page):
            shown = page.shown_targets
            return link(shown[value.pk], request) if value.pk in shown else None
        if isinstance(value, RichText):
            return OWN_LINK.sub(rf"\1{settings.BASE_URL}\2", expand_db_html(value.source))
        if hasattr(value, "items"):
            return {name: plain(child) for name, child in value.items()}
        if isinstance(value, str | None):
            return value
        return [plain(child) for child in value]

    return {
        "type": each.block_type.replace("_", "-"),
        "heading": str(each.value.heading),
        "url": f"{absolute_url(page, request)}#{each.value.anchor}",
        "content": plain(each.value),
    }
