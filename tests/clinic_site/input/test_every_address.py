"""Whatever is sent to whatever address: no lookup of the sender's choice, no fault, no leak."""

from contextlib import contextmanager
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection
from django.template import Template
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from clinic_site.gone import GoneMiddleware
from tests.clinic_site.input.walk import CARRIED, log_lines, uses_of_a_password
from tests.clinic_site.matrix.visitors import Visitor, visitor

pytestmark = pytest.mark.django_db
# Each walk is long, and taken where it finds more: forms on PostgreSQL, which refuses NULs,
# long numbers and half letters that SQLite takes.
is_postgresql = connection.vendor == "postgresql"
on_sqlite = pytest.mark.skipif(is_postgresql, reason="The walk is taken on SQLite.")
on_postgresql = pytest.mark.skipif(not is_postgresql, reason="The walk is taken on PostgreSQL.")
SENTINEL = "Zsentinel"
PUBLIC = "appointments:"

# ---------------------------------------------------------------- no user-chosen ORM keys


def test_the_test_knows_a_query_that_uses_a_password(rows):
    for found in [User.objects.order_by("password"), User.objects.filter(password__startswith="a")]:
        with CaptureQueriesContext(connection) as queries:
            list(found)
        assert uses_of_a_password(queries)


@on_sqlite
def test_no_parameter_of_any_address_becomes_a_lookup_or_a_fault(walk):
    assert len(walk) > 200
    assert {place.address.name: place.lookups for place in walk if place.lookups} == {}
    assert {place.address.name: place.error for place in walk if place.error} == {}


# ---------------------------------------------------------------- forced errors


class Forced(Exception):
    """Holds all that was typed, in its words, in a variable beside, and in what led to it."""


def force(values):
    typed = {"all": values}
    try:
        raise IntegrityError(f"duplicate key\nDETAIL:  Key (email)=({SENTINEL}) exists. {typed}")
    except IntegrityError as error:
        raise Forced(f"{SENTINEL} {typed}") from error


@contextmanager
def in_the_view():
    """Before its first line, with the request in its hands."""

    def process_view(middleware, request, view, args, kwargs):
        force(dict(request.POST.lists()))

    with mock.patch.object(GoneMiddleware, "process_view", process_view, create=True):
        yield 150


@contextmanager
def in_a_template():
    with mock.patch.object(Template, "render", lambda one, context: force(context.flatten())):
        yield 50


@contextmanager
def in_the_database():
    """At the first row that is written, apart from what the site notes of each request."""

    def refuse(execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and not sql.split('"')[1].startswith(
            ("django_session", "clinic_site_signin", "appointments_read", "appointments_audit")
        ):
            force(params)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield 20


@on_sqlite
@pytest.mark.parametrize("broken", [in_the_view, in_a_template, in_the_database])
def test_an_error_tells_nobody_what_was_typed(broken, rows, walk, mailoutbox, capfd):
    """At every address, with a sentinel in every field."""
    errors, leaks = 0, []
    visitors = {True: Visitor(), False: visitor(rows, "superuser")}
    with broken() as fewest, log_lines() as log:
        for place in walk:
            who = visitors[place.address.name.startswith(PUBLIC)]
            answer = who.ask("POST", place.address.path, filled(place))
            errors += "Forced" in answer.error
            if answer.error and SENTINEL.lower() in answer.text:
                leaks.append(place.address.name)
    assert leaks == []
    assert errors > fewest
    assert SENTINEL not in log.getvalue() and "Forced" in log.getvalue()
    assert SENTINEL not in "".join(capfd.readouterr())
    assert mailoutbox == []


def filled(place):
    """A sentinel in every field but those without which nothing is reached."""
    return {
        name: value if CARRIED.match(name) and value else f"{SENTINEL} {name}"
        for name, value in place.fields.items()
    }


# ---------------------------------------------------------------- whatever is typed

SNEER = "<b id=zz>'\"&amp;{{ 7|add:7 }}{% now %}"
VALUES = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.sampled_from([SNEER, "", "on", "-1", "0", "9" * 400, "1e999", "NaN", "null", "[]", "{}"]),
    st.sampled_from(["2026-02-30", "9999-12-31", "0001-01-01", "25:61", "a\r\nBcc: a@b.example"]),
    st.sampled_from(
        ["javascript:alert(1)", "http://[", "//evil.example", "\u202e", "\x00", "x" * 9999]
    ),
)
POOLS = st.lists(st.lists(VALUES, max_size=2), min_size=37, max_size=37)
FEW = settings(
    max_examples=2,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@on_postgresql
def test_no_form_whatsoever_is_a_500_and_all_that_is_typed_comes_back_escaped(walk, superuser):
    """Missing, repeated, huge and wrong values at every address; what was written is undone."""
    wrong, with_fields = {}, [place for place in walk if place.fields]

    @FEW
    @example(pool=[[SNEER], []])
    @given(pool=POOLS)
    def send(pool):
        for place in with_fields:
            answer = superuser.ask("POST", place.address.path, mixed(place, pool))
            if answer.error or SNEER[:9] in answer.text:
                wrong[place.address.name] = answer.error or "not escaped"

    send()
    assert not wrong, "\n".join(f"{name}: {what[:150]}" for name, what in wrong.items())


def mixed(place, pool):
    """Values of the pool in all fields but those that are carried along."""
    return {
        name: [value] if CARRIED.match(name) and value else pool[at % len(pool)]
        for at, (name, value) in enumerate(place.fields.items())
    }
