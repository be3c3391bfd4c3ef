"""What every public page has in common: the crisis block, the notices, no inline code."""

import re

import pytest
from django.template.loader import render_to_string

from clinic_site.models import StandardPage

ADDRESSES = ["/", "/conditions/", "/conditions/grief/", "/request/", "/nowhere/"]
PRIVACY_PRACTICES = StandardPage.Purpose.PRIVACY_PRACTICES


def html_of(client, address):
    """The page as it is now: an address with a query is never answered from the cache."""
    return client.get(f"{address}?now").content.decode()


@pytest.fixture
def site(open_clinic, make_condition):
    make_condition(
        "Grief",
        body=[
            ("overview", {"introduction": "<p>About grief.</p>"}),
            (
                "when_to_get_help",
                {"cards": [{"level": "urgent", "action": "Call 988 if:", "entries": ["you …"]}]},
            ),
        ],
    )
    return open_clinic


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_says_once_where_to_turn_in_a_crisis(client, site, address):
    html = html_of(client, address)
    assert html.count('id="crisis-heading"') == 1
    assert "tel:988" in html and "sms:988" in html and "tel:911" in html
    assert "press 2" in html and "press 3" not in html


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_has_inline_code_or_asks_another_host_for_anything(client, site, address):
    html = html_of(client, address)
    code = r"<style|<script(?![^>]*(?:\ssrc=|application/ld\+json))"
    assert not re.search(code + r"|\sstyle=|\son[a-z]+=|javascript:", html)
    assert not re.findall(r'<(?:img|link|script|source)[^>]*(?:src|srcset)="(?:https?:)?//', html)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_has_one_first_heading_and_one_main_part(client, site, address):
    html = html_of(client, address)
    assert html.count("<h1") == html.count("<main") == 1
    assert '<html lang="en">' in html


def test_the_home_page_names_the_notice_of_privacy_practices_once_it_is_live(client, home):
    page = StandardPage(
        title="NPP", slug="npp", purpose=PRIVACY_PRACTICES, summary="S.", body="<p>B</p>"
    )
    page.live = False
    home.add_child(instance=page)
    assert "Notice of Privacy Practices" not in html_of(client, "/")
    page.save_revision().publish()
    assert re.search(r'<a href="/npp/">Notice of Privacy Practices</a>', html_of(client, "/"))


def test_the_home_page_leads_to_the_library_and_to_the_form(client, library):
    html = html_of(client, "/")
    assert 'href="/conditions/"' in html and 'href="/request/"' in html
    library.unpublish()
    assert 'href="/conditions/"' not in html_of(client, "/")


def test_what_the_clinic_has_not_told_is_not_shown(client, library, locations):
    html = html_of(client, "/")
    assert set(re.findall(r'href="tel:([^"]+)"', html)) == {"988", "911"}
    assert "<address" not in html and "hours" not in html


@pytest.mark.parametrize("template", ["clinic_site/static_fault.html", "errors/400.html"])
def test_fault_pages_come_without_the_database(template):
    """No database fixture here: pytest-django would turn a query down."""
    html = render_to_string(template, {"clinic": None})
    assert "tel:988" in html and "/static/clinic_site/site.css" in html
