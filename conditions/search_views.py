"""The search page, and the suggestions as one types. Both GET, without a cookie, and not kept."""

from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clinic_site.dates import clinic_date
from conditions.missed_searches import record_miss
from conditions.search import LONGEST, search
from conditions.suggestions import suggest


@require_safe
def search_page(request):
    """What is found for `?q=`. Without it, the box alone."""
    typed = request.GET.get("q", "")
    answer = search(typed) if typed.strip() else None
    if answer and not answer.results and not answer.is_crisis and request.method == "GET":
        record_miss(answer.query, today=clinic_date())
    context = {"answer": answer, "was_cut": len(typed.strip()) > LONGEST, "longest": LONGEST}
    context["has_own_search"] = True  # so the header needs none
    return not_kept(render(request, "conditions/search.html", context))


@require_safe
def suggestions(request):
    """The pages that what is typed so far may mean, as JSON for `search.js`."""
    found = suggest(request.GET.get("q", ""))
    rows = [{"label": row.label, "note": row.note, "url": row.url} for row in found]
    return not_kept(JsonResponse({"suggestions": rows, "said": said(len(rows))}))


def said(count):
    """What a screen reader says of the list."""
    if not count:
        return _("No suggestions.")
    if count == 1:
        return _("One suggestion. Use the down arrow.")
    return _("%(count)s suggestions. Use the down arrow.") % {"count": count}


def not_kept(response):
    """No browser, proxy or search engine keeps what somebody looked for."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
