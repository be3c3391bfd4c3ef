"""Builders for tests of the library."""

import pytest
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    rich_text,
    streamfield,
)

from conditions.models import ConditionPage, RelatedCondition
from tests.conftest import SOURCE
from tests.signing import publish


@pytest.fixture
def relate(db):
    """A function that relates two pages and publishes the one that holds the relation."""

    def make(page, target, kind="can-lead-to", sentence="They hang together.", inverse_sentence=""):
        page = ConditionPage.objects.get(pk=page.pk)
        page.related_conditions.add(
            RelatedCondition(
                target=target, kind=kind, sentence=sentence, inverse_sentence=inverse_sentence
            )
        )
        publish(page)

    return make


@pytest.fixture
def editor_client(client, make_staff):
    """A browser in which a content editor is signed in."""
    client.force_login(make_staff("Content editors", "editor"))
    return client


def form_of(page, *, names=(), relations=(), action="action-publish", **fields):
    """What the admin's form of a condition page posts.

    `names` are (kind, name) pairs, `relations` are target pages; `action` is the button.
    """
    rows = [
        {"target": target.pk, "kind": "can-lead-to", "sentence": "S.", "inverse_sentence": ""}
        for target in relations
    ]
    data = {
        "title": page.title,
        "slug": page.slug,
        "kind": page.kind,
        "summary": page.summary,
        "phrases": "",
        "artwork": "",
        "body": streamfield([("overview", {"introduction": rich_text("<p>About it.</p>")})]),
        "names": inline_formset([{"kind": kind, "name": name} for kind, name in names]),
        "related_conditions": inline_formset(rows),
        "sources": inline_formset([{**SOURCE, "accessed_on": ""}]),
        "comments": inline_formset([]),
        **fields,
    }
    return {**nested_form_data(data), action: "1"}
