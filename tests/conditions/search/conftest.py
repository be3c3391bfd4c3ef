"""A small library to search in."""

import pytest

from conditions.models import ConditionName


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """A function for `with`: what happens within it is committed at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def searched(make_condition, wagtail_indexes, committed):
    """A function that makes a page and commits it, so that the search knows of it."""

    def make(title, *, names=(), says="", **fields):
        rows = [ConditionName(kind=kind, name=name) for kind, name in names]
        body = [("overview", {"introduction": f"<p>{says or 'Read on.'}</p>"})]
        with committed():
            return make_condition(title, names=rows, body=body, **fields)

    return make
