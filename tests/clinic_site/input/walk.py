"""Every address that somebody can send something to, with the fields that its page shows."""

import io
import logging
import re
import sys
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape

from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.clinic_site.matrix.addresses import Address, addresses

CONTROL = re.compile(r"<(?:input|textarea|select|button)\b[^>]*>")
NAME, VALUE = re.compile(r'\bname="([^"]+)"'), re.compile(r'\bvalue="([^"]*)"')
# What would end the walk: the session itself.
LAST = {"wagtailadmin_logout", "account_logout"}
# What pages carry along, without which nothing behind the first check is reached.
CARRIED = re.compile(r"(csrfmiddlewaretoken|version|revision|state|proof|step|.*_FORMS|.*-order)$")
# What somebody would try who wants a password's hash letter by letter (CVE-2024-32882's kind).
KEYS = ["password", "password__startswith", "user__password__startswith", "events__actor__password"]
KEYS += ["owner__password__startswith", "assigned_to__password__gt"]
CHOICES = [
    "order",
    "ordering",
    "order_by",
    "sort",
    "o",
    "children_order",
    "fields",
    "search_fields",
]
CHOICES += ["filter", "exclude", "annotate", "q", "type", "collection_id", "tag", "export"]
QUERY = "&".join(
    [f"{key}=a" for key in KEYS]
    + [f"{choice}={sign}password" for choice in CHOICES for sign in ("", "-", "owner__")]
    + [f"{choice}=owner__password__startswith" for choice in CHOICES]
)
# The column in a condition or an order, and not among those that are read.
USED = re.compile(r'"password" (?:ASC|DESC|LIKE|>|<|=|IN|IS)|"password"::|"password" (?:,|\))')


@dataclass
class Place:
    """An address, what can be typed there, and what came when it was asked with QUERY."""

    address: Address
    fields: dict
    error: str
    lookups: list


# What the editor's script puts into the form of a page, and no HTML shows.
SECTION = {
    "body-count": "1",
    "body-0-deleted": "",
    "body-0-order": "0",
    "body-0-type": "overview",
    "body-0-id": "",
    "body-0-value-introduction": "",
}


def places(rows, visitor, role="superuser"):
    """Every address of rows that are there, once by name. What takes a POST alone gets the fields
    of all pages of its namespace, of which one leads to it."""
    found, shared = [], defaultdict(dict)
    for address in existing(rows, role):
        sign = "&" if "?" in address.path else "?"
        with CaptureQueriesContext(connection) as queries:
            html, error = page(visitor, f"{address.path}{sign}{QUERY}")
        fields = fields_of(html) | (SECTION if "body-count" in html else {})
        shared[namespace(address)] |= fields
        found.append(Place(address, fields, error, uses_of_a_password(queries)))
    for place in found:
        if len(place.fields) < 3:
            place.fields = shared[namespace(place.address)]
    return found


def page(visitor, path):
    """The HTML of a GET, and the error that it met. Whatever it changed is undone."""
    errors = []

    def note(sender, **kwargs):
        errors.append(repr(sys.exc_info()[1]))

    got_request_exception.connect(note)
    with transaction.atomic():
        response = visitor.get(path)
        transaction.set_rollback(True)
    got_request_exception.disconnect(note)
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return response.content.decode() if is_page else "", "".join(errors)


def existing(rows, role):
    found = {}
    for address in addresses(rows, role):
        if address.case in ("", "other", "home") or address.name not in found:
            found[address.name] = address
    return [address for name, address in found.items() if name not in LAST]


def namespace(address):
    return address.name.split()[0].rpartition(":")[0] or address.name


def fields_of(html):
    """The fields that a page shows, with the values they have."""
    found = {}
    for control in CONTROL.findall(html):
        if name := NAME.search(control):
            value = VALUE.search(control)
            found[unescape(name[1])] = unescape(value[1]) if value else ""
    return found


def uses_of_a_password(queries):
    """The statements that find or sort rows by a password's hash."""
    return [row["sql"] for row in queries if USED.search(row["sql"].partition(" FROM ")[2])]


@contextmanager
def log_lines():
    """What the site's own handler writes meanwhile."""
    handler = next(one for one in logging.root.handlers if one.name == "console")
    written = io.StringIO()
    before = handler.setStream(written)
    try:
        yield written
    finally:
        handler.setStream(before)
