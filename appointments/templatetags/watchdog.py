"""The watchdog's banner, on every page of the admin."""

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.timesince import timesince

from appointments.watchdog import look

register = template.Library()
TOLD = "watchdog_told"  # in the session: which troubles this person has been told of
# Wagtail has no block between its menu and a page's own content. This begins the content.
START = '<div class="content">'


@register.simple_block_tag(takes_context=True)
def watched(context, content):
    """A page of the admin with the banner on top, for those who may see requests."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.has_perm("appointments.view_bookingrequest"):
        return content
    for_managers = user.has_perm("appointments.view_accessrecord")
    shown = banner(look(timezone.now(), for_managers=for_managers), request.session)
    return mark_safe(content.replace(START, START + shown, 1))  # noqa: S308 - both are rendered


def banner(watch, session):
    """The banner as HTML; "" where nothing is wrong.

    A trouble that is new to the person is announced (WCAG 2.2, 4.1.3). What was announced on an
    earlier page is not read out again before each page, and stands in a region of its own.
    """
    told = session.get(TOLD, [])
    if watch.troubles != told:
        session[TOLD] = watch.troubles
    if not watch.troubles:
        return ""
    unsent_for = timesince(watch.now - watch.unsent_for, watch.now) if watch.unsent_for else ""
    context = {
        "troubles": watch.troubles,
        "is_new": not set(watch.troubles).issubset(told),
        "unsent_for": unsent_for,
        "past_due": watch.past_due,
        "alarms": watch.alarms,
        "missing_keys": watch.missing_keys,
    }
    return render_to_string("appointments/admin/watch_banner.html", context)
