"""What a page says of itself when its address is shared: Open Graph (ogp.me) and X's cards."""

from dataclasses import dataclass

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import gettext as _

# The size that Open Graph's readers show whole. `make share-images` makes ours in it.
WIDTH, HEIGHT = 1200, 630
# An editor's picture at that size.
RENDITION = f"fill-{WIDTH}x{HEIGHT}|format-jpeg|jpegquality-75"


@dataclass(frozen=True)
class Picture:
    """A picture for a shared address."""

    path: str
    alt: str
    width: int = WIDTH
    height: int = HEIGHT


def picture_of(page):
    """The editor's picture where the page has one, else ours: of its artwork, or of the site.

    `page` is None where an address is no page of the tree.
    """
    image = getattr(page, "image", None)
    if image:
        rendition = image.get_rendition(RENDITION)
        return Picture(rendition.url, rendition.alt, rendition.width, rendition.height)
    artwork = getattr(page, "artwork", "")
    name = f"conditions/share/{artwork}.png" if artwork else "clinic_site/share.png"
    return Picture(static(name), _("Abstract artwork above the name Elevate Psychiatry"))


def words_of(page):
    """The title and the description: of the page, or of the site where there is none."""
    if page is None:
        return settings.WAGTAIL_SITE_NAME, _("Psychiatry in Miami, and virtual care in Florida.")
    title = page.seo_title or getattr(page, "heading", "") or page.title
    summary = getattr(page, "summary", "") or getattr(page, "introduction", "")
    return title, page.search_description or summary
