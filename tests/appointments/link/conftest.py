"""A patient whose request was acknowledged, with the link of that message."""

import re
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from appointments import link_tokens, outbox
from appointments.models import BookingRequest, PatientLink
from clinic_site.models import ClinicSettings

YEAR = "1990"  # the one of `make_request`


@pytest.fixture(autouse=True)
def clinic(home):
    """The facts that pages and mails name."""
    clinic = ClinicSettings.load()
    clinic.phone, clinic.desk_mailbox = "+13055550123", "desk@clinic.example"
    clinic.response_business_days = 1
    clinic.save()
    return clinic


@pytest.fixture(autouse=True)
def at(monkeypatch, now):
    """The clock of the site stands at `now`; a function that sets it."""

    def set_clock(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    set_clock(now)
    return set_clock


@pytest.fixture
def linked(make_request, now):
    """A function that makes a request whose patient has a link."""

    def make(state="received", **fields):
        request = make_request(state, **fields)
        outbox.queue(request.events.get(), kind="received", audience="patient", now=now)
        return request

    return make


def link_of(request):
    return PatientLink.objects.get(request=request)


def token_of(request):
    return link_tokens.token_of(link_of(request))


def fresh(request):
    return BookingRequest.objects.get(pk=request.pk)


def moves_of(request):
    return list(request.events.values_list("move", flat=True))


def kinds_of(request, audience):
    return list(request.messages.filter(audience=audience).values_list("kind", flat=True))


class Visitor:
    """Somebody with a link, and a browser that runs no script. `page` is what it shows."""

    def __init__(self, token, prefix=""):
        self.client = Client(enforce_csrf_checks=True)
        self.url = f"{prefix}/request/link/{token}/"
        self.page = self.client.get(self.url)

    def posts(self, **data):
        data.setdefault("csrfmiddlewaretoken", self.hidden("csrfmiddlewaretoken"))
        self.page = self.client.post(self.url, data)
        return self

    def tries(self, year):
        return self.posts(year=year)

    def presses(self, go, **typed):
        """Send the form that is shown, with this button."""
        return self.posts(**{**self.carried(), "go": go, **typed})

    def carried(self):
        names = ["csrfmiddlewaretoken", "proof", "version"]
        return {name: self.hidden(name) for name in names}

    def hidden(self, name):
        match = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        return match and unescape(match[1])

    @property
    def text(self):
        return " ".join(self.page.content.decode().split())

    @property
    def main(self):
        """The words of the page itself, without the frame and the tags."""
        inner = self.text.split('<main id="main"')[1].split("</main>")[0]
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", inner.partition(">")[2])).split())

    @property
    def heading(self):
        return unescape(re.search(r"<h1[^>]*>(.*?)</h1>", self.text)[1].strip())

    @property
    def buttons(self):
        return re.findall(r'name="go" value="([\w-]+)"', self.text)


def opened(request):
    """The visitor of a request's link, who has entered the right year."""
    return Visitor(token_of(request)).tries(YEAR)
