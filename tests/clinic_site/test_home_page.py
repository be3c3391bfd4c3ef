"""The home page: what editors chose for it, and what it costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic_site.models import FeaturedPage

pytestmark = pytest.mark.django_db


def feature(home, pages):
    home.featured_pages = [FeaturedPage(page=page) for page in pages]
    home.save_revision().publish()


def queries_of(client, address):
    client.get(address, {"fresh": 1})  # what is read once a process
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address, {"fresh": 1}).status_code == 200
    return len(queries)


def test_featured_pages_stand_in_the_editors_order_and_drafts_are_left_out(
    client, home, make_condition
):
    pages = [make_condition(title) for title in ["Grief", "Burnout"]]
    feature(home, [*pages, make_condition("Hidden", live=False)])
    html = client.get("/").content.decode()
    assert html.index("Grief in one sentence") < html.index("Burnout in one sentence")
    assert "Hidden" not in html


def test_the_number_of_queries_does_not_grow_with_the_library(client, home, make_condition):
    pages = [make_condition(f"Page {number}") for number in range(6)]
    feature(home, pages[:2])
    few = queries_of(client, "/")
    feature(home, pages)
    for number in range(6, 26):
        make_condition(f"Page {number}")
    assert queries_of(client, "/") == few
