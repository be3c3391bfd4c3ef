"""What may not stand twice: rules over plain values, each with the sentence for the editor.

They look at rows in their order and return {position: sentence} for those that break a rule.
The form asks them to explain, the model to refuse; the database holds the same.
"""

from django.utils.translation import gettext as _


def name_problems(title, names):
    """Names that repeat the title or an earlier name, whatever their case. Empty ones are free."""
    problems, seen = {}, set()
    for position, name in enumerate(names):
        word = name.strip().casefold()
        if word and word == title.strip().casefold():
            problems[position] = _("This is the page's title already.")
        elif word in seen:
            problems[position] = _("This name stands here already.")
        if word:
            seen.add(word)
    return problems


def relation_problems(own_id, targets, holders):
    """Relations to the page itself, to a page named before, or held by the other page.

    `targets` are ids of pages, None where none is chosen yet; `holders` maps the ids of pages
    that hold a relation to this one to their titles.
    """
    problems, seen = {}, set()
    for position, target in enumerate(targets):
        if target is None:
            continue
        if target == own_id:
            problems[position] = _("A page cannot be related to itself.")
        elif target in seen:
            problems[position] = _("This page stands here already.")
        elif target in holders:
            problems[position] = _(
                "These two pages are related already. The page “%(title)s” holds the relation, "
                "and it shows on both pages. Change it there."
            ) % {"title": holders[target]}
        seen.add(target)
    return problems
