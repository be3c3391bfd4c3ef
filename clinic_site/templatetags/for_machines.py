"""Tags of the head and of structured data: what machines read of a page."""

from django import template
from django.conf import settings
from django.utils.translation import get_language
from wagtail.models import Page

from clinic_site.addresses import absolute_url, alternates
from clinic_site.schema import clinic_node, home_node, script
from clinic_site.sharing import picture_of, words_of

register = template.Library()
# Open Graph names a language with its country.
OPEN_GRAPH_LOCALES = {"en": "en_US", "es": "es_US"}


@register.inclusion_tag("includes/sharing.html", takes_context=True)
def sharing(context):
    """The page in other languages, and what is shown when its address is shared."""
    request, page = context["request"], context.get("page")
    if not isinstance(page, Page) or getattr(request, "is_preview", False):
        page = None
    title, description = words_of(page)
    address = f"{settings.BASE_URL}{request.path}"
    is_whole = page is not None and address == absolute_url(page, request)  # and no view of it
    return {
        "address": address,
        "base_url": settings.BASE_URL,
        "site_name": settings.WAGTAIL_SITE_NAME,
        "title": title,
        "description": description,
        "picture": picture_of(page),
        "locale": OPEN_GRAPH_LOCALES[get_language()],
        "page": page,
        "alternates": alternates(page, request) if is_whole else [],
        "default_language": settings.LANGUAGE_CODE,
    }


@register.simple_tag(takes_context=True)
def home_schema(context):
    """The clinic with its offices and hours, as the home page shows them."""
    base_url = settings.BASE_URL
    return script(
        home_node(context["page"], base_url),
        clinic_node(base_url, context["clinic"], context["locations"], with_hours=True),
    )
