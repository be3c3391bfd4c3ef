"""The live library as read-only JSON, by Wagtail's API. docs/api.md says how to read it.

Wagtail gives the router, the pages of a list and the errors; what is said of a page is our own
(conditions/api_fields.py), since Wagtail's fields name drafts' titles, aliases and privacy.
"""

from datetime import UTC, datetime, time

from django.http import Http404
from django.urls import path, re_path
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import override
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from wagtail.api.v2.pagination import WagtailPagination
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet

from clinic_site.addresses import shown_languages
from conditions.api_fields import details, outline
from conditions.kinds import Kind
from conditions.models import ConditionPage

LARGEST_OFFSET = 100_000
# Anybody's page may read it, and it carries nobody's data (Fetch standard, 3.3: CORS).
OPEN_TO_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Expose-Headers": "ETag",
    "Access-Control-Max-Age": "86400",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "no-cache",
    "X-Robots-Tag": "noindex",
}


class AlwaysJSON(BaseContentNegotiation):
    """One form of answer, whatever is asked for: a browser gets it too."""

    def select_parser(self, request, parsers):
        return parsers[0]

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class Pages(WagtailPagination):
    """`limit` and `offset`, bounded: a database cannot count as far as Python."""

    def paginate_queryset(self, queryset, request, view=None):
        """Raises BadRequestError where one is no number or too high."""
        pages = super().paginate_queryset(queryset, request, view)
        if int(request.GET.get("offset", 0)) > LARGEST_OFFSET:
            raise BadRequestError(f"offset cannot be higher than {LARGEST_OFFSET}")
        return pages


class ConditionsAPI(BaseAPIViewSet):
    """The live, public pages of the library. Asks for no account and sets no cookie."""

    name = "conditions"
    model = ConditionPage
    http_method_names = ["get", "head", "options"]
    authentication_classes = []
    permission_classes = []
    content_negotiation_class = AlwaysJSON
    renderer_classes = [JSONRenderer]
    pagination_class = Pages
    known_query_parameters = frozenset(
        ["kind", "limit", "locale", "modified_since", "offset", "slug"]
    )

    @classmethod
    def get_urlpatterns(cls):
        """A list and a page. No number that a database could not hold reaches it."""
        return [
            path("", cls.as_view({"get": "listing_view"}), name="listing"),
            re_path(r"^(?P<pk>[0-9]{1,9})/$", cls.as_view({"get": "detail_view"}), name="detail"),
        ]

    def get_queryset(self):
        """The pages with what an outline says of them, in the order of their making."""
        pages = ConditionPage.objects.live().public().defer("live_revision__content")
        return (
            pages.filter(locale__language_code__in=shown_languages())
            .select_related("locale", "live_revision__sign_off__reviewer")
            .prefetch_related("names")
            .order_by("pk")
        )

    def check_query_parameters(self, queryset):
        """Raises BadRequestError where a parameter is unknown, or stands there twice."""
        asked = self.request.GET
        if unknown := sorted(set(asked) - self.known_query_parameters):
            raise BadRequestError(f"unknown parameters: {', '.join(unknown)}")
        if twice := sorted(name for name in asked if len(asked.getlist(name)) > 1):
            raise BadRequestError(f"parameters given twice: {', '.join(twice)}")

    def filter_queryset(self, queryset):
        """Raises BadRequestError where a filter's value cannot be."""
        for name, read in FILTERS.items():
            if name in self.request.GET:
                queryset = queryset.filter(**read(self.request.GET[name]))
        return queryset

    def listing_view(self, request):
        """Outlines of many pages."""
        queryset = self.get_queryset().defer_streamfields()
        self.check_query_parameters(queryset)
        pages = self.paginate_queryset(self.filter_queryset(queryset))
        return self.get_paginated_response([outline(page, request) for page in pages])

    def detail_view(self, request, pk):
        """All of one page, in the page's own language."""
        if request.GET:
            raise BadRequestError("a single page takes no parameters")
        page = self.get_object()
        with override(page.locale.language_code):
            return Response(details(page, request))

    def handle_exception(self, exc):
        """Every error as JSON; a page that is not there says no more than that."""
        if isinstance(exc, Http404):
            return self.nowhere_view(self.request)
        return super().handle_exception(exc)

    def get_renderer_context(self):
        """Without Wagtail's indent, which would be a third of an answer."""
        return {**super().get_renderer_context(), "indent": None}

    def options(self, request, *args, **kwargs):
        """What a browser asks before it reads from another site's page."""
        return Response(status=204)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        for name, value in OPEN_TO_ALL.items():
            response[name] = value
        return response

    def nowhere_view(self, request, **kwargs):
        """404 in JSON."""
        return Response({"message": "not found"}, status=404)


def a_kind(value):
    if value not in Kind:
        raise BadRequestError(f"kind must be one of: {', '.join(Kind.values)}")
    return {"kind": value}


def a_locale(value):
    if value not in shown_languages():
        raise BadRequestError(f"locale must be one of: {', '.join(shown_languages())}")
    return {"locale__language_code": value}


def a_slug(value):
    return {"slug": value}


def a_moment(value):
    """A date alone is its midnight by the clinic's calendar (ET), as is a time without a zone."""
    try:
        moment = parse_datetime(value) if len(value) > len("2026-01-31") else None
        moment = moment or datetime.combine(parse_date(value), time.min)
        if timezone.is_naive(moment):
            moment = timezone.make_aware(moment)
        return {"last_published_at__gte": moment.astimezone(UTC)}
    except (OverflowError, TypeError, ValueError) as error:
        message = "modified_since must be like 2026-01-31 or 2026-01-31T12:00:00Z"
        raise BadRequestError(message) from error


FILTERS = {"kind": a_kind, "locale": a_locale, "slug": a_slug, "modified_since": a_moment}

router = WagtailAPIRouter("api")
router.register_endpoint("conditions", ConditionsAPI)
nowhere = ConditionsAPI.as_view({"get": "nowhere_view"})
urlpatterns = [path("v2/", router.urls), re_path("", nowhere)]
