"""Links in editors' text."""

import re

from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

ID = re.compile(r"[0-9]{1,9}")


class LivePageLinkHandler(PageLinkHandler):
    """A link to a page of the site, which is plain text while that page is not open to all."""

    @classmethod
    def get_many(cls, attrs_list):
        ids = [attrs.get("id", "") for attrs in attrs_list]
        # A forged form may name what no database can look for.
        numbers = [pk for pk in ids if ID.fullmatch(pk)]
        pages = Page.objects.live().public().filter(pk__in=numbers).defer_streamfields().specific()
        by_id = {str(page.pk): page for page in pages}
        return [by_id.get(str(pk)) for pk in ids]
