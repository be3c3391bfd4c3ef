"""Public views that are no pages of the tree: what machines read first."""

from collections import defaultdict

from django.conf import settings
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic_site.addresses import absolute_url, shown_pages
from clinic_site.languages import in_every_language
from clinic_site.models import ClinicSettings
from clinic_site.security_txt import written

PLAIN = "text/plain; charset=utf-8"


@require_safe
def robots(request):
    """robots.txt (RFC 9309): the staff's side, the request form, and searches are not to be read.

    The API is free to read: its answers say "noindex" themselves, which no robot could see that
    is kept away.
    """
    ours = [*in_every_language(reverse("appointments:request")), *in_every_language("/search/")]
    refused = [reverse("wagtailadmin_home"), *ours]
    lines = [
        "User-agent: *",
        *[f"Disallow: {path}" for path in refused],
        f"Sitemap: {settings.BASE_URL}{reverse('sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type=PLAIN)


@require_safe
def security_txt(request):
    """security.txt; 404 while the clinic names no contact."""
    contact = ClinicSettings.load().security_contact
    if not contact:
        raise Http404
    return HttpResponse(written(contact, timezone.now()), content_type=PLAIN)


@require_safe
def sitemap(request):
    """The sitemap (sitemaps.org): every live, public page, when it last went live, its languages.

    One file holds 50,000 addresses. Costs as many queries with one page as with all.
    """
    entries, languages = [], defaultdict(list)
    for page in shown_pages().select_related("locale").order_by("path"):
        url = absolute_url(page, request)
        same = languages[page.translation_key]
        same.append({"lang_code": page.locale.language_code, "location": url})
        entries.append({"location": url, "lastmod": page.last_published_at, "alternates": same})
    response = TemplateResponse(
        request, "sitemap.xml", {"urlset": entries}, content_type="application/xml"
    )
    response["X-Robots-Tag"] = "noindex"
    return response
