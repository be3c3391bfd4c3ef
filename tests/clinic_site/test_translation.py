"""Every sentence that stands in code or templates goes through gettext."""

from string import ascii_uppercase

import pytest
from bs4 import BeautifulSoup
from django.utils import translation

pytestmark = pytest.mark.django_db

# What is the same in every language, and what comes from the database in these tests.
NOT_FOR_TRANSLATION = {"988", "911", "Elevate Psychiatry", "En español", "(305) 555-0123", "·", "/"}
NOT_FOR_TRANSLATION |= set(ascii_uppercase)  # the letters of the A to Z


@pytest.fixture
def marked(monkeypatch):
    """gettext marks what it was asked for."""
    marks = {
        "gettext": lambda text: f"⟦{text}⟧" if text else text,
        "ngettext": lambda one, many, number: f"⟦{one if number == 1 else many}⟧",
        "pgettext": lambda context, text: f"⟦{text}⟧",
    }
    for name, mark in marks.items():
        monkeypatch.setattr(translation._trans, name, mark, raising=False)


def unmarked(html, known):
    """The texts of a page outside of gettext's marks, but for the known ones."""
    page = BeautifulSoup(html, "html.parser")
    for part in page.select("script, style"):
        part.decompose()
    text = page.get_text("\n").replace("| Elevate Psychiatry", "")
    depth, outside = 0, []
    for sign in text:
        depth += {"⟦": 1, "⟧": -1}.get(sign, 0)
        outside.append(sign if depth == 0 and sign not in "⟦⟧" else "\n")
    lines = {line.strip() for line in "".join(outside).splitlines()}
    return {line for line in lines if any(sign.isalpha() for sign in line)} - known


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/conditions/",
        "/conditions/grief/",
        "/conditions/grief/print/",
        "/request/",
        "/nothing/",
        "/search/",
        "/search/?q=grief",
        "/search/?q=parking",
    ],
)
def test_no_sentence_of_a_page_stands_outside_of_gettext(
    client, open_clinic, make_condition, marked, address
):
    make_condition("Grief", slug="grief")
    known = NOT_FOR_TRANSLATION | {
        "Care",
        "Hello.",
        "Home",
        "Grief",
        "Grief in one sentence.",
        "MedlinePlus:",
        "Health",
        "About Grief.",
        "Coconut Grove",
        "Doral",
        "Virtual in Florida",
        "Conditions",
        "Find what you feel.",
        "We see adults.",
        "http://localhost:8000/conditions/grief/",
        "This page does not replace a visit.",
        "Website privacy notice",
        "Notice of Privacy Practices",
        "Good Faith Estimate notice",
        "Telehealth",
        "Accessibility statement",
    }
    page = client.get(address).content.decode()
    assert unmarked(page, known) == set()
