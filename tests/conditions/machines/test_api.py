"""The JSON API: what it says, what it keeps to itself, and what nonsense gets for an answer."""

import json

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from conditions.models import ConditionName, ConditionPage
from tests.many_pages import make_many
from tests.signing import publish

pytestmark = pytest.mark.django_db
BASE = settings.BASE_URL
LIST = "/api/v2/conditions/"


def page_in_api(client, page):
    """What the API says of a page; the host that is asked must not matter."""
    response = client.get(f"{LIST}{page.pk}/", headers={"host": "127.0.0.1"})
    assert response.status_code == 200
    return response.json()


def slugs(client, **query):
    return [item["slug"] for item in client.get(LIST, query).json()["items"]]


def test_a_page_is_told_as_readers_see_it(client, make_rich):
    page, grief = make_rich()
    told = page_in_api(client, page)
    sections = told.pop("sections")
    sign_off = page.sign_off()
    grief_link = {
        "id": grief.pk,
        "title": "Burnout grief",
        "slug": grief.slug,
        "kind": "symptom",
        "url": BASE + grief.url,
        "api_url": f"{BASE}{LIST}{grief.pk}/",
    }
    assert told.pop("first_published") and told.pop("last_modified").endswith("Z")
    assert [note["note"] for note in told.pop("changes")].count("A new treatment.") == 1
    assert told == {
        "id": page.pk,
        "title": "Burnout",
        "slug": "burnout",
        "kind": "condition",
        "url": f"{BASE}/conditions/burnout/",
        "api_url": f"{BASE}{LIST}{page.pk}/",
        "locale": "en",
        "summary": "Burnout in one sentence.",
        "names": [{"name": "Burnout out", "kind": "former"}],
        "review": {
            "reviewed_on": sign_off.reviewed_at.astimezone().date().isoformat(),
            "reviewer": {"name": "Alex Example", "credentials": "MD"},
            "next_review_due": sign_off.next_review_due.isoformat(),
            "is_overdue": False,
        },
        "relations": [
            {"kind": "may-include", "sentence": "It may include grief.", "page": grief_link}
        ],
        "sources": [
            {
                "publisher": "NIMH",
                "title": "Stress",
                "url": "https://nimh.example/",
                "accessed_on": None,
            }
        ],
        "disclaimer": "This page does not replace a visit.",
    }
    by_type = {section["type"]: section for section in sections}
    assert by_type["how-it-feels"]["heading"] == "How it feels"
    assert by_type["how-it-feels"]["url"] == f"{BASE}/conditions/burnout/#how-it-feels"
    assert f'<a href="{BASE}{grief.url}">' in by_type["overview"]["content"]["introduction"]
    assert by_type["causes"]["content"]["entries"][0]["page"] == grief_link
    assert by_type["treatment"]["content"]["entries"][0]["kind"] == "medicine"
    assert by_type["when-to-get-help"]["content"]["cards"][0]["level"] == "urgent"
    assert list(by_type) == [name.replace("_", "-") for name in [s.block_type for s in page.body]]


def test_a_page_that_is_taken_down_leaves_no_trace_in_another(client, make_rich):
    page, grief = make_rich()
    grief.unpublish()
    told = page_in_api(client, page)
    assert told.pop("changes")  # the history goes on saying what was added, and when
    assert told["relations"] == []
    written = json.dumps(told)
    assert grief.slug not in written and "Burnout grief" not in written


def test_what_is_hidden_is_in_no_answer(client, library, hidden, make_staff):
    assert client.get(LIST).json() == {"meta": {"total_count": 0}, "items": []}
    client.force_login(make_staff("Clinical reviewers"))  # whoever asks
    assert client.get(f"{LIST}?limit=5").json()["items"] == []
    for page in hidden:
        response = client.get(f"{LIST}{page.pk}/")
        assert (response.status_code, response.json()) == (404, {"message": "not found"})
    for path in ["pages/", "images/", "users/", "documents/", "", "conditions/find/?id=1"]:
        response = client.get(f"/api/v2/{path}")
        assert (response.status_code, response.json()) == (404, {"message": "not found"})
    assert client.get(f"{LIST}{library.pk}/").status_code == 404


def test_a_draft_of_a_live_page_stays_with_the_editors(client, make_condition):
    page = make_condition("Burnout")
    page.title = page.summary = "Not for readers yet"
    page.names.add(ConditionName(name="Not yet"))
    page.save_revision()
    assert "Not" not in json.dumps(page_in_api(client, page))


def test_a_page_without_a_sign_off_is_not_reviewed(client, make_condition):
    review = page_in_api(client, make_condition("Burnout"))["review"]
    assert list(review.values()) == [None, None, None, False]


def test_lists_are_filtered_and_cut_into_parts(client, make_condition):
    for kind, title in [("condition", "One"), ("symptom", "Two"), ("symptom", "Three")]:
        make_condition(title, kind=kind)
    ConditionPage.objects.filter(slug="one").update(last_published_at="2026-03-02T01:30:00Z")
    assert slugs(client) == ["one", "two", "three"]
    assert slugs(client, kind="symptom") == ["two", "three"]
    assert slugs(client, slug="two") == ["two"]
    assert slugs(client, limit=1, offset=1) == ["two"]
    assert slugs(client, modified_since="2026-03-01") == ["one", "two", "three"]  # in Miami
    assert slugs(client, modified_since="2026-03-02") == ["two", "three"]
    assert slugs(client, modified_since="2026-03-02T01:30:01Z") == ["two", "three"]
    assert client.get(LIST, {"kind": "symptom", "limit": 1}).json()["meta"]["total_count"] == 2


NONSENSE = """
    fields=* order=random search=a type=wagtailcore.Page child_of=1 site=a format=xml live=0
    kind=a locale=es locale=xx limit=21 limit=-1 limit=a offset=-1 offset=100001 slug=a&slug=b
    modified_since=a modified_since=2026-02-30 modified_since=9999-12-31T23:59:59
    modified_since=0001-01-01T00:00:00%2B14:00
"""


def test_a_query_that_means_nothing_is_told_so(client, home):
    for query in NONSENSE.split():
        response = client.get(f"{LIST}?{query}")
        assert response.status_code == 400, query
        assert response["Content-Type"] == "application/json"
        assert set(response.json()) == {"message"}


NAMES = ["kind", "locale", "slug", "limit", "offset", "modified_since", "fields", "order", "id"]


@hypothesis_settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    query=st.dictionaries(
        st.sampled_from(NAMES),
        st.one_of(st.text(max_size=30), st.integers().map(str), st.datetimes().map(str)),
        max_size=3,
    ),
    tail=st.sampled_from(["", "0/", f"{10**30}/", "-1/", "1.json", "a/"]),
)
def test_no_query_breaks_it(client, home, query, tail):
    response = client.get(f"{LIST}{tail}", query)
    assert response.status_code in {200, 400, 404}


def test_it_is_read_only_and_open_to_other_sites_alone_there(client, make_condition):
    page = make_condition("Burnout")
    address = f"{LIST}{page.pk}/"
    for method in ["post", "put", "patch", "delete"]:
        response = getattr(client, method)(address, {"title": "a"})
        assert response.status_code == 405 and response["Content-Type"] == "application/json"
    asked = client.options(address)
    assert (asked.status_code, asked.content) == (204, b"")
    assert asked["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    first, kept = client.get(address), client.get(address)
    with_query = client.get(f"{LIST}?limit=1", headers={"accept": "text/html"})
    for response in [asked, first, kept, with_query, client.get(f"{LIST}?a=b")]:
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert response["X-Robots-Tag"] == "noindex"
        assert not response.cookies and "Access-Control-Allow-Credentials" not in response
    for response in [first, kept, with_query]:
        assert response["Content-Type"] == "application/json"
        assert response["Cache-Control"] == "no-cache"
        query = response.request["QUERY_STRING"]
        again = f"{response.request['PATH_INFO']}?{query}".rstrip("?")
        same = client.get(again, headers={"if-none-match": response["ETag"]})
        assert (same.status_code, same.content) == (304, b"")
    elsewhere = client.get(page.url)
    assert "Access-Control-Allow-Origin" not in elsewhere
    assert elsewhere["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_kept_answer_costs_nothing_until_a_page_changes(
    client, make_condition, django_assert_num_queries, django_capture_on_commit_callbacks
):
    page = make_condition("Burnout")
    client.get(LIST)
    with django_assert_num_queries(0):
        assert client.get(LIST).json()["items"][0]["summary"] == "Burnout in one sentence."
    with django_capture_on_commit_callbacks(execute=True):
        page.summary = "A new sentence."
        publish(page)
    assert client.get(LIST).json()["items"][0]["summary"] == "A new sentence."


def cost(client, address):
    """How many queries and bytes an answer takes. A visitor with a session gets no kept one."""
    client.cookies["sessionid"] = "none"
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return len(captured), len(response.content)


def test_a_list_costs_as_much_in_a_large_library_as_in_a_small_one(client, library):
    make_many(library, 10)
    cost(client, f"{LIST}?limit=1")
    one, _size = cost(client, f"{LIST}?limit=1")
    queries, size = cost(client, f"{LIST}?limit=10")
    make_many(library, 190)
    assert client.get(f"{LIST}?limit=10&offset=190").json()["meta"]["total_count"] == 200
    many_queries, many_size = cost(client, f"{LIST}?limit=10")
    assert many_queries == queries == one
    assert abs(many_size - size) < 10  # the total count has a digit more


def test_a_page_costs_as_much_with_many_relations_as_with_few(
    client, make_rich, relate, make_condition
):
    page, _grief = make_rich()
    address = f"{LIST}{page.pk}/"
    cost(client, address)
    queries, _size = cost(client, address)
    for number in range(8):
        relate(make_condition(f"Other {number}"), page, "often-occurs-with")
    assert cost(client, address)[0] == queries
