"""The changes of the library as a feed (RSS 2.0)."""

from datetime import datetime, time
from uuid import uuid5

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clinic_site.addresses import absolute_url
from conditions.models import ChangeNote, ConditionPage

NEWEST = 50


class Changes(Feed):
    """The newest lines of the public history of all live pages in the reader's language."""

    def title(self):
        return _("Elevate Psychiatry: changes to the condition library")

    def description(self):
        return _("What was reviewed, changed or worded anew, page by page.")

    def link(self):
        return f"{settings.BASE_URL}/"

    def feed_url(self):
        return f"{settings.BASE_URL}{reverse('conditions:changes')}"

    def get_object(self, request):
        """The request, which remembers the site while addresses are made."""
        return request

    def items(self, request):
        pages = ConditionPage.objects.live().public().filter(locale__language_code=get_language())
        notes = ChangeNote.objects.filter(page__in=pages).select_related("page")
        notes = list(notes.defer("page__body")[:NEWEST])
        for note in notes:
            note.url = absolute_url(note.page, request)
        return notes

    def item_title(self, note):
        return f"{note.page.title}: {note.get_kind_display()}"

    def item_description(self, note):
        return note.note or note.get_kind_display()

    def item_link(self, note):
        return note.url

    def item_guid(self, note):
        """The same for ever, whatever becomes of the page's address."""
        return uuid5(note.page.translation_key, str(note.pk)).urn

    item_guid_is_permalink = False

    def item_pubdate(self, note):
        """Midnight of the note's day, by the clinic's calendar (ET)."""
        return timezone.make_aware(datetime.combine(note.changed_on, time.min))

    def item_categories(self, note):
        return [note.get_kind_display()]
