"""Each role asks for every address, by GET and POST, about its own, another's and no object.

The rights are in table.py. They do not depend on the database, and there are thousands of pairs:
the superuser, who sees every page there is, asks on PostgreSQL, and everybody else on SQLite.
"""

import logging

import pytest
from django.db import connection, transaction

from clinic_site.models import HomePage
from tests.clinic_site.matrix.addresses import addresses
from tests.clinic_site.matrix.rows import DRAFT, NOTE, SENTINELS, Rows
from tests.clinic_site.matrix.table import (
    LEADS_HOME,
    MANAGERS,
    PAGES,
    REQUESTS,
    ROLES,
    SUPERUSER,
    TABLE,
    allowed,
)
from tests.clinic_site.matrix.visitors import visitor

# Who keeps pages does not even learn that there are requests.
OF_THE_DESK = ["/admin/requests/", "/admin/request-"]
# Whose rows nobody else learns of, not even whether there is one.
WHOSE = {
    "requests": REQUESTS,
    "request-": MANAGERS,
    "time-off": REQUESTS,
    "closed-days": REQUESTS,
    "wagtailusers_users": MANAGERS,
    "wagtailadmin_pages": PAGES,
    "wagtailimages": PAGES,
}


@pytest.fixture(scope="module")
def rows(django_db_setup, django_db_blocker):
    """All rows, gone again when the module is done."""
    logging.disable(logging.CRITICAL)
    with django_db_blocker.unblock(), transaction.atomic():
        yield Rows(HomePage.objects.get())
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


def faults(address, method, role, answer, rows):
    """What is wrong with an answer, in words."""
    if address.path.startswith("/es/") and answer.leads_to == address.path.removeprefix("/es"):
        return  # to the English address, which is asked itself
    may = role in allowed(address.name, address.case, method)
    if answer.status >= 500 and address.name != "healthz":
        yield f"fails: {answer}"
    if may and address.case != "missing" and answer.is_refusal and address.name not in LEADS_HOME:
        yield f"is refused, though the table allows it: {answer}"
    if not may and not answer.is_refusal:
        yield f"is open, though the table does not allow it: {answer}"
    if not may and answer.written:
        yield f"is refused, and yet writes: {answer}"
    if not may or role not in REQUESTS:
        hidden = [*SENTINELS, NOTE, *rows.references, *OF_THE_DESK * (role in PAGES)]
        if shown := [word for word in hidden if word in answer.text]:
            yield f"shows {shown}"
    if role not in PAGES and DRAFT in answer.text.replace(rows.own_draft(role), ""):
        yield "shows the title of somebody's draft"


def differences(refusals, role):
    """The addresses by whose refusal a role could tell which rows there are."""
    for name, answers in refusals.items():
        who = next((who for start, who in WHOSE.items() if name.startswith(start)), {role})
        if role not in who and len(answers) > 1:
            yield f"{name} is refused in several ways: {answers}"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_what_the_table_says_and_nothing_else(
    rows, django_db_blocker, role, method
):
    if (connection.vendor == "postgresql") != (role == SUPERUSER):
        pytest.skip("tried on the other database")
    found, refusals = [], {}
    with django_db_blocker.unblock():
        who = visitor(rows, role)
        for address in asked(rows, role, method):
            answer = who.ask(method, address.path, {})
            asking = f"{role}: {method} {address.path} ({address.name}, {address.case})"
            wrong = faults(address, method, role, answer, rows)
            found += [f"{asking} {fault}" for fault in wrong]
            if role not in allowed(address.name, address.case, method):
                refusals.setdefault(address.name, set()).add(answer.refusal)
    found += [f"{role}: {method} {line}" for line in differences(refusals, role)]
    assert not found, "\n" + "\n".join(found)


def asked(rows, role, method):
    """What a role asks for. What it may is tried with one row, what it may not with all."""
    tried = set()
    for address in addresses(rows, role):
        may = role in allowed(address.name, address.case, method)
        this = address.name, address.path.count("/")
        if may and address.case != "missing" and this in tried:
            continue
        if may:
            tried.add(this)
        yield address


def test_the_table_names_nothing_that_is_not_there(rows, django_db_blocker):
    with django_db_blocker.unblock():
        there = {address.name for address in addresses(rows, SUPERUSER)}
    named = {name for row in TABLE for method in ["GET", "POST"] for name in row.names(method)}
    assert named - there == set()
    assert set(LEADS_HOME) - named == set()
