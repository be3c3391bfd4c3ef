"""Anonymous pages, cached whole, outside the database.

A page is kept under a *generation*, a random word in the same cache. Whatever can be seen on a
page raises a new generation when its change is committed, so that everything kept before is no
longer found; so does midnight Eastern, since "due for review" may turn with the day. A second
copy is kept without a generation: it is what a reader gets while the database is down. Those
copies are all thrown away when a page is taken back, which must not return in that way.
"""

from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.cache import caches
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Page, PageViewRestriction

from clinic_site.languages import in_every_language

SECONDS_KEPT = 24 * 60 * 60
# What readers of public pages see comes from these apps...
SHOWN_APPS = {
    "clinic_site",
    "conditions",
    "wagtailcore",
    "wagtailimages",
    "wagtailredirects",
}
# ...but for these models, which are only the staff's.
UNSEEN_MODELS = {
    "clinic_site.signintry",
    "conditions.missedsearch",
    "wagtailcore.comment",
    "wagtailcore.commentreply",
    "wagtailcore.grouppagepermission",
    "wagtailcore.modellogentry",
    "wagtailcore.pagelogentry",
    "wagtailcore.pagesubscription",
    "wagtailcore.referenceindex",
    "wagtailcore.revision",
    "wagtailcore.task",
    "wagtailcore.taskstate",
    "wagtailcore.workflow",
    "wagtailcore.workflowstate",
    "wagtailcore.uploadedfile",
    "wagtailimages.rendition",
}
# What saving a draft writes on the live page's row.
DRAFT_FIELDS = {
    "draft_title",
    "has_unpublished_changes",
    "latest_revision",
    "latest_revision_created_at",
}


def generation():
    """The generation that pages are kept under now."""
    word = caches["pages"].get("generation")
    if word is None:
        word = raise_generation()
    return word


def raise_generation():
    """Forget every page kept so far; returns the new generation."""
    word = uuid4().hex
    caches["pages"].set("generation", word, timeout=None)
    return word


def something_changed(sender, instance, update_fields=None, **kwargs):
    """Signal receiver: a row was saved or deleted that readers may see."""
    meta = sender._meta
    if meta.app_label not in SHOWN_APPS or meta.label_lower in UNSEEN_MODELS:
        return
    if update_fields and DRAFT_FIELDS.issuperset(update_fields):
        return
    if "created" in kwargs and is_of_a_draft(instance):
        return
    transaction.on_commit(raise_generation)


def is_of_a_draft(instance):
    """Whether a saved row is a page that is not live, or belongs to one."""
    page = instance if isinstance(instance, Page) else getattr(instance, "page", None)
    return isinstance(page, Page) and not page.live


def something_withdrawn(sender, instance, **kwargs):
    """Signal receiver: a page was unpublished, moved, renamed, deleted, or closed to some."""
    if issubclass(sender, Page | PageViewRestriction):
        transaction.on_commit(raise_generation)
        transaction.on_commit(caches["last_good_pages"].clear)


def is_for_any_query(kept, request):
    """Whether a copy answers this query too: behind a page's address it is a sender's mark, behind
    another, such as the API's, it asks for something else."""
    _content, headers = kept
    is_page = headers.get("Content-Type", "").startswith("text/html")
    return is_page or not request.META.get("QUERY_STRING")


class PageCacheMiddleware:
    """Serve anonymous GETs from the cache; the last good copy while the database is down."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.private_prefixes = (
            reverse("wagtailadmin_home"),
            *request_addresses(),
            reverse("healthz"),
            settings.MEDIA_URL,
            settings.STATIC_URL,
        )

    def __call__(self, request):
        if not self.may_be_cached(request):
            return self.get_response(request)
        address = address_of(request)
        key = f"{generation()}:{timezone.localdate()}:{address}"
        kept = caches["pages"].get(key)
        if kept is not None:
            return restored(kept, request)
        response = self.get_response(request)
        if is_for_everyone(response):
            response["Cache-Control"] = "no-cache"
            kept = (response.content, dict(response.items()))
            caches["pages"].set(key, kept, timeout=SECONDS_KEPT)
            caches["last_good_pages"].set(address, kept)
        return response

    def process_exception(self, request, exception):
        """While the database is down: the last good copy, or None for the fault page."""
        if isinstance(exception, OperationalError | InterfaceError) and self.is_reading(request):
            kept = caches["last_good_pages"].get(address_of(request))
            if kept is not None and is_for_any_query(kept, request):
                response = restored(kept, request)
                response["X-Last-Good-Copy"] = "1"
                return response
        return None

    def may_be_cached(self, request):
        """Anonymous reading of an address that has no query."""
        return self.is_reading(request) and not request.META.get("QUERY_STRING")

    def is_reading(self, request):
        """Anonymous reading of a public page."""
        return (
            request.method in {"GET", "HEAD"}
            and settings.SESSION_COOKIE_NAME not in request.COOKIES
            and not request.path.startswith(self.private_prefixes)
        )


def request_addresses():
    """Where requests are asked for, in each language. Nothing below is ever kept."""
    with translation.override(settings.LANGUAGE_CODE):
        return in_every_language(reverse("appointments:request"))


def address_of(request):
    """What a page is kept under. Case and port of the host make no other page."""
    host = urlsplit(f"//{request.get_host()}").hostname
    return f"{request.scheme}://{host}{request.path}"


def is_for_everyone(response):
    """Whether a response may be shown to the next reader too."""
    control = response.get("Cache-Control", "")
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "no-store" not in control
        and "private" not in control
        and "cookie" not in response.get("Vary", "").lower()  # a form's token is one reader's own
    )


def restored(kept, request):
    """A response from what was kept of one."""
    content, headers = kept
    return HttpResponse(b"" if request.method == "HEAD" else content, headers=headers)
