"""Redirects in the admin, one by one: files of them are not read (clinic_site/gates.py)."""

from django.utils.functional import cached_property
from wagtail.contrib.redirects.views import IndexView


class RedirectsView(IndexView):
    """Wagtail's list without its button for files."""

    @cached_property
    def header_more_buttons(self):
        return super(IndexView, self).header_more_buttons
