"""The library's addresses that are no pages of the tree. Included once for each language."""

from django.urls import path

from conditions.feeds import Changes
from conditions.search_views import search_page, suggestions

app_name = "conditions"
urlpatterns = [
    path("changes.rss", Changes(), name="changes"),
    path("search/", search_page, name="search"),
    path("search/suggestions/", suggestions, name="suggestions"),
]
