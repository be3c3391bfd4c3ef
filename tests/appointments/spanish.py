"""A page in Spanish beside the same page in English."""

import re

from bs4 import BeautifulSoup

# The same in both languages: names, and what people typed.
NAMES = {"Elevate Psychiatry", "Elevate Psychiatry, Miami", "Coconut Grove", "Doral"}
NAMES |= {"Virtual", "Virtual in Florida"}
TYPED = {"Renée", "Sentinelmann", "sentinel.mail@patient.example"}
SAME_WORDS = {"Error"}


def lines_of(html):
    """What a reader sees and hears of a page, piece by piece."""
    page = BeautifulSoup(html, "html.parser")
    heard = [tag["aria-label"] for tag in page.select("[aria-label]")]
    seen = [tag["placeholder"] for tag in page.select("[placeholder]")]
    texts = [*page.get_text("\n").splitlines(), *heard, *seen]
    lines = {re.sub(r"\s+", " ", text).strip(" .:|,") for text in texts}
    return {line for line in lines if re.search(r"[a-z]{2}", line, re.IGNORECASE)}


def assert_all_spanish(spanish, english):
    """No piece of the one visitor's page stands on the other's, but for names and numbers."""
    assert '<html lang="es">' in spanish.text
    assert '<html lang="en">' in english.text
    same = lines_of(spanish.text) & lines_of(english.text)
    assert same <= NAMES | TYPED | SAME_WORDS, same
