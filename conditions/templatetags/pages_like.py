"""What a reader may have looked for at an address where no page is."""

import re

from django import template

from conditions.search import search

register = template.Library()
MOST_PAGES = 3
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
PRINT_VIEW = "print"


@register.simple_tag
def pages_like(path):
    """The live pages that the search finds for the words of an address; at most three."""
    words = words_of(path)
    return search(words).results[:MOST_PAGES] if words else []


def words_of(path):
    """The words of an address's last step; none where it is no slug, such as a file's name."""
    steps = [step for step in path.lower().split("/") if step and step != PRINT_VIEW]
    is_slug = steps and SLUG.fullmatch(steps[-1])
    return steps[-1].replace("-", " ") if is_slug else ""
