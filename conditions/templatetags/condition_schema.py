"""Tags that put the library's structured data into its pages."""

from functools import partial

from django import template
from django.conf import settings

from clinic_site.addresses import absolute_url, crumbs_of
from clinic_site.schema import clinic_node, script
from conditions.schema import condition_node, index_node

register = template.Library()


@register.simple_tag(takes_context=True)
def condition_schema(context, sign_off, may_include):
    """A condition page's data; none in a preview, which is no page of the site."""
    request, page, base_url = context["request"], context["page"], settings.BASE_URL
    if page.is_previewed:
        return ""
    page_node = condition_node(
        page,
        url=absolute_url(page, request),
        base_url=base_url,
        crumbs=crumbs_of(page, request),
        sign_off=sign_off,
        may_include=may_include,
        url_of=partial(absolute_url, request=request),
    )
    return script(page_node, clinic_node(base_url, context["clinic"], context["locations"]))


@register.simple_tag(takes_context=True)
def index_schema(context):
    """The A to Z's data."""
    request, page = context["request"], context["page"]
    node = index_node(page, url=absolute_url(page, request), crumbs=crumbs_of(page, request))
    return script(node)
