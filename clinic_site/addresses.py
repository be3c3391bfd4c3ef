"""Addresses of pages for machines: absolute, under BASE_URL, whatever host was asked."""

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from clinic_site.languages import spanish_is_live


def absolute_url(page, request=None):
    """The address of a page of the site. With a request, the site is looked up only once."""
    _site_id, _root_url, path = page.get_url_parts(request)
    return f"{settings.BASE_URL}{path}"


def crumbs_of(page, request=None):
    """The way to a page, as its breadcrumbs show it: pairs of a name and an address."""
    above = [
        (_("Home") if crumb.depth == 2 else crumb.title, absolute_url(crumb, request))
        for crumb in page.breadcrumbs()
    ]
    return [*above, (page.title, absolute_url(page, request))]


def shown_languages():
    """The codes of the languages whose pages have an address of their own now."""
    english = settings.LANGUAGE_CODE
    return [english, "es"] if spanish_is_live() else [english]


def shown_pages():
    """Every live page of the site that is open to all, in every language that is shown."""
    site = Site.objects.select_related("root_page").get(is_default_site=True)
    below = Q(pk__in=[])
    for root in site.root_page.get_translations(inclusive=True):
        below |= Q(path__startswith=root.path)
    return Page.objects.filter(below, locale__language_code__in=shown_languages()).live().public()


def alternates(page, request=None):
    """Pairs of a language's code and an address: the page in each language in which it is live."""
    pages = [page]
    others = Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)
    if others.exists():  # else the rest costs nothing
        shown = others.filter(locale__language_code__in=shown_languages()).live().public()
        pages += shown.select_related("locale")
    return [(each.locale.language_code, absolute_url(each, request)) for each in pages]
