"""Every page that links lead to, in Chromium: nothing the policy forbids, no other host, no cookie
and nothing kept where there is no form."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from appointments import link_tokens
from appointments.transitions import State
from clinic_site import roles
from clinic_site.models import ClinicSettings, HomePage, Location
from tests.browser.conftest import SIZES
from tests.browser.test_every_page import public_addresses, states_of_the_form
from tests.browser.test_inbox import make
from tests.signed_in import session_cookie

BESIDE_THE_PAGES = [
    "/search/?q=can%27t+feel+anything",
    "/search/?q=zzzz",
    "/changes.rss",
    "/robots.txt",
    "/.well-known/security.txt",
    "/api/v2/conditions/",
]
# Never followed: what ends the session, what needs more than the address, and files, which a
# browser does not show as a page.
NOT_FOLLOWED = re.compile(
    r"/logout/|/export/|export=|/bulk/|/pages/create/|/preview/|\.(rss|ics|xml)$|/static/|/media/"
)
TELL = """
  document.addEventListener("securitypolicyviolation", (event) => {
    console.error(`POLICY ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`);
  });
"""
KEPT = """async () => [
  ...Object.entries({...localStorage}), ...Object.entries({...sessionStorage}),
  ...(await indexedDB.databases()).map((database) => [database.name, "database"]),
  ...(await caches.keys()).map((name) => [name, "cache"]),
]"""
# What Wagtail's admin keeps in the browser: its icons, and how wide or open its panels are.
WAGTAIL_KEEPS = re.compile(
    r"wagtail:(spriteData|spriteRevision|side-panel-\w+|minimap-expanded|w-breadcrumbs:header)$"
)


class Crawler:
    """A page of Chromium, and what it did that it must not."""

    def __init__(self, context, site):
        self.site, self.troubles, self.seen = site, [], set()
        context.add_init_script(TELL)
        context.on("request", self.note_request)
        context.on("console", self.note_message)
        context.on("weberror", lambda error: self.troubles.append(str(error.error)))
        self.page = context.new_page()

    def note_request(self, request):
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.troubles.append(f"{self.page.url} asks for {request.url}")

    def note_message(self, message):
        # Chromium calls the page's own status, such as 404, an error, and asks by itself for an
        # icon where a page names none, such as a text.
        expected = message.location["url"] in {self.page.url, f"{self.site}/favicon.ico"}
        if message.type == "error" and not expected:
            self.troubles.append(f"{self.page.url}: {message.text}")

    def links(self):
        """The addresses on this site that the page's links lead to."""
        links = self.page.eval_on_selector_all("a[href]", "links => links.map(a => a.href)")
        found = [urlsplit(urljoin(self.page.url, link)) for link in links]
        here = [
            link
            for link in found
            if link._replace(path="", query="", fragment="").geturl() == self.site
        ]
        return [link.path + (f"?{link.query}" if link.query else "") for link in here]

    def crawl(self, first, stays_within, same):
        """Visit what links lead to; of those that are the `same` only the first. Yields each."""
        waiting = list(first)
        while waiting:
            address = waiting.pop(0)
            if same(address) in self.seen or NOT_FOLLOWED.search(address):
                continue
            self.seen.add(same(address))
            self.page.goto(self.site + address)
            yield address
            waiting += [link for link in self.links() if stays_within(link)]


@pytest.fixture
def context(browser):
    context = browser.new_context(viewport=SIZES["desktop"], reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture
def crawler(context, site):
    crawler = Crawler(context, site)
    yield crawler
    assert not crawler.troubles


def without_numbers(address):
    """Admin pages that differ by a number, a text's name or a question are of one template, and
    so are Wagtail's histories and usages, whatever of."""
    path = re.sub(r"\d+", "0", urlsplit(address).path)
    if wagtails := re.search(r"/(history|usage)/", path):
        return wagtails[1]
    return re.sub(r"/patient-texts/[\w-]+/\w\w/", "/patient-texts/one/", path)


def test_no_public_page_breaks_the_policy_or_leaves_anything_behind(crawler, context, site):
    ClinicSettings.objects.update(security_contact="security@clinic.example")
    no_form = []
    first = [*public_addresses(), *BESIDE_THE_PAGES]
    for address in crawler.crawl(first, lambda link: not link.startswith("/admin/"), str):
        if crawler.page.locator("form[method=post]").count() == 0:
            no_form.append(address)
            assert context.cookies() == [], address
        else:
            assert [cookie["name"] for cookie in context.cookies()] == ["csrftoken"], address
            context.clear_cookies()
    assert len(no_form) > 25 and "/request/" not in no_form

    for _state in states_of_the_form(crawler.page, site):
        pass
    request = make(1, State.RECEIVED)
    link_tokens.make_ready(request, timezone.now())
    link = link_tokens.address_of(link_tokens.link_of(request))
    crawler.page.goto(site + urlsplit(link).path)
    crawler.page.get_by_label("Year").fill("1990")
    crawler.page.get_by_role("button").last.click()
    assert [cookie["name"] for cookie in context.cookies()] == ["csrftoken"]
    assert crawler.page.evaluate(KEPT) == []


def test_no_page_of_the_admin_breaks_its_policy_or_keeps_what_is_personal(crawler, context, site):
    make(1), make(2, State.BOOKED), make(3, State.QUARANTINED)
    superuser = User.objects.create_superuser("root")
    manager = User.objects.create_user("manager")
    manager.groups.add(Group.objects.get(name=roles.MANAGER))
    visited = []
    for user in [superuser, manager]:
        context.clear_cookies()
        context.add_cookies([session_cookie(user, site)])
        crawler.seen.discard("/admin/")
        admin = crawler.crawl(["/admin/"], lambda link: link.startswith("/admin/"), without_numbers)
        visited += admin
    assert len(visited) > 50
    kept = crawler.page.evaluate(KEPT)
    assert [name for name, _value in kept if not WAGTAIL_KEEPS.match(name)] == []
    assert not re.search("Sentinel|patient.example|305555", str(kept))
    names = {cookie["name"] for cookie in context.cookies()}
    assert names <= {"sessionid", "csrftoken"}


def test_the_admins_fields_start_without_an_inline_script(crawler, context, site):
    context.add_cookies([session_cookie(User.objects.create_superuser("root"), site)])
    page = crawler.page
    page.goto(site + reverse("locations:edit", args=[Location.objects.first().pk]))
    page.get_by_role("button", name="Add opening hours").click()
    page.locator("input[id$='-opens']").last.click()
    expect(page.locator(".xdsoft_timepicker:visible")).to_have_count(1)

    page.goto(site + reverse("wagtailadmin_pages:edit", args=[HomePage.objects.first().pk]))
    page.get_by_role("button", name="Add featured page").click()
    page.get_by_role("button", name="Choose a page", exact=False).last.click()
    page.locator(".modal-body a.choose-page").first.click()
    expect(page.locator(".modal-body")).to_have_count(0)
    page.get_by_role("button", name="Toggle preview").click()
    heading = page.frame_locator("#w-preview-iframe").get_by_role("heading", level=1)
    expect(heading).to_have_text(HomePage.objects.first().heading)
