"""Somebody in front of the request form, with a browser that runs no script."""

import re
from html import unescape

from django.db import connection
from django.test import Client

URL = "/request/"
WHERE = {
    "place": "doral",
    "date_of_birth_month": "2",
    "date_of_birth_day": "29",
    "date_of_birth_year": "1984",
    "for_myself": "yes",
}
CONTACT = {
    "patient_type": "new",
    "first_name": "Renée",
    "last_name": "Sentinelmann",
    "phone": "305-555-0177",
    "voicemail": "on",
    "email": "sentinel.mail@patient.example",
    "email_consent": "on",
}
TIMES = {
    "weekday_1": "mon",
    "part_of_day_1": "morning",
    "weekday_2": "any",
    "part_of_day_2": "evening",
    "language": "es",
    "access_needs": ["quiet", "captions"],
}
PAGES = {"where": WHERE, "contact": CONTACT, "times": TIMES}
# What was typed above, in every spelling that could betray it.
SENTINELS = [
    "Renée",
    "Ren\\u00e9e",
    "Sentinelmann",
    "sentinelmann",
    "sentinel.mail",
    "555-0177",
    "5550177",
    "1984-02-29",
]


class Patient:
    """Opens the form, types, presses buttons. `page` is what the browser shows."""

    def __init__(self):
        self.client = Client(enforce_csrf_checks=True)
        self.page = None

    def opens(self):
        self.page = self.client.get(URL)
        return self

    def posts(self, step=None, go="next", state=None, **typed):
        """Send the page that is shown, or another one, with what is typed."""
        self.page = self.client.post(
            URL,
            {
                "csrfmiddlewaretoken": self.hidden("csrfmiddlewaretoken") or self.token,
                "step": step or self.step,
                "state": self.state if state is None else state,
                "go": go,
                **typed,
            },
        )
        return self

    def reaches(self, step, **changes):
        """Fill in the pages before `step`; `changes` are by page."""
        self.opens()
        for name in PAGES:
            if name == step:
                break
            self.posts(name, **PAGES[name] | changes.get(name, {}))
        return self

    def sends(self, **typed):
        """Press the last button, with the notice read."""
        return self.posts("check", go="send", **{"privacy_read": "on"} | typed)

    def hidden(self, name):
        """The value of a hidden box of the page, or None."""
        match = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        return match and unescape(match[1])

    @property
    def token(self):
        return self.client.cookies["csrftoken"].value

    @property
    def state(self):
        return self.hidden("state") or ""

    @property
    def step(self):
        return self.hidden("step")

    @property
    def text(self):
        return self.page.content.decode()

    @property
    def heading(self):
        return unescape(re.search(r"<h1[^>]*>(.*?)</h1>", self.text, re.S)[1].strip())

    @property
    def errors(self):
        """The links of the error summary: {id of the box: sentence}."""
        summary = self.text.partition('class="error-summary"')[2].partition("</div>")[0]
        links = re.findall(r'<a href="#([^"]+)">(.*?)</a>', summary, re.S)
        return {id_: unescape(sentence) for id_, sentence in links}


def database_as_text():
    """All rows of all tables, as the database gives them out."""
    with connection.cursor() as cursor:
        parts = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            parts += [f"{table} {row}" for row in cursor.fetchall()]
    return "\n".join(parts)


def files_as_text(folder):
    """The contents of all files below a folder."""
    return "\n".join(
        path.read_bytes().decode(errors="replace") for path in folder.rglob("*") if path.is_file()
    )
