"""Wagtail without its documents app, which is not installed.

Every page of Wagtail's admin asks for the address of the documents' API (`wagtail_config` in
`wagtailadmin_tags`), whether the app is there or not, and fails without it.
"""

from django.http import Http404
from django.urls import path


class NoDocuments:
    """An endpoint of the admin's API that has an address and nothing behind it."""

    model = type(None)  # the router asks whose endpoint this is: no model's

    @classmethod
    def get_urlpatterns(cls):
        return [path("", cls.listing, name="listing")]

    @staticmethod
    def listing(request):
        raise Http404
