"""Links in editors' text."""

from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler


class LivePageLinkHandler(PageLinkHandler):
    """A link to a page of the site, which is plain text while that page is not open to all."""

    @classmethod
    def get_many(cls, attrs_list):
        ids = [attrs.get("id") for attrs in attrs_list]
        pages = Page.objects.live().public().filter(pk__in=ids).defer_streamfields().specific()
        by_id = {str(page.pk): page for page in pages}
        return [by_id.get(str(pk)) for pk in ids]
