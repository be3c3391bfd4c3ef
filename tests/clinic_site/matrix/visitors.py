"""Somebody in a role who asks the whole site, middleware and all, and what comes back."""

import sys
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.test.client import ClientHandler

from tests.signed_in import by_password_alone

ANONYMOUS, PASSWORD_ONLY = "anonymous", "password only"
# What a refusal may write: that it was one, and whose session it was.
OWN_RECORDS = {"django_session", "clinic_site_signintry"}
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
# Where who is refused is sent.
AWAY = {"/admin/", "/admin/login/", "/admin/account/second-factor/"}


@dataclass
class Answer:
    """What came back, and what was written on the way."""

    status: int
    leads_to: str
    text: str  # headers and body in small letters
    written: set
    error: str

    @property
    def is_refusal(self):
        """Whether it is how the site refuses: it says so, or sends away; the rest is open."""
        sent_away = self.status == 302 and urlsplit(self.leads_to).path in AWAY
        return self.status in (401, 403, 404, 405) or sent_away

    @property
    def refusal(self):
        """How it refuses, without the address that was asked for."""
        return self.status, urlsplit(self.leads_to).path

    def __str__(self):
        return " ".join(map(str, [self.status, self.leads_to, self.error, *self.written])).strip()


class Visitor(RequestFactory):
    """Like Django's test client, but without its copies of every template's context, which cost
    more than the answer. Whatever a request changes is undone at once.
    """

    def __init__(self, user=None, sign_in=Client.force_login):
        super().__init__()
        self.handler = ClientHandler(enforce_csrf_checks=False)
        if user:
            client = Client()
            sign_in(client, user)
            self.cookies = client.cookies

    def request(self, **environ):
        return self.handler(self._base_environ(**environ))

    def ask(self, method, path, body):
        """The answer to GET or POST."""
        written, errors = set(), []

        def note_error(sender, **kwargs):
            errors.append(repr(sys.exc_info()[1]))

        got_request_exception.connect(note_error)
        try:
            with transaction.atomic():
                with connection.execute_wrapper(noting(written)):
                    response = self.get(path) if method == "GET" else self.post(path, body)
                    content = b"".join(response) if response.streaming else response.content
                transaction.set_rollback(True)
        finally:
            got_request_exception.disconnect(note_error)
        headers = "\n".join(response.headers.values())
        text = f"{headers}\n{content.decode(errors='replace')}".lower()
        leads_to = response.headers.get("Location", "")
        return Answer(response.status_code, leads_to, text, written - OWN_RECORDS, " ".join(errors))


def noting(written):
    """Notes the names of the tables that a statement writes to."""

    def note(execute, sql, params, many, context):
        if sql.lstrip().startswith(WRITES):
            written.add(sql.split('"')[1])
        return execute(sql, params, many, context)

    return note


def visitor(rows, role):
    """Somebody in a role."""
    if role == ANONYMOUS:
        return Visitor()
    if role == PASSWORD_ONLY:
        return Visitor(rows.newcomer, by_password_alone)
    return Visitor(rows.users[role])
