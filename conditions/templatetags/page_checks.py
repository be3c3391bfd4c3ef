"""The checks of a condition page, for the editor's checks panel and the preview that feeds it."""

from django import template
from django.utils.html import conditional_escape, format_html

from conditions.models import ConditionPage
from conditions.page_checks import PageChecks

register = template.Library()


@register.simple_tag
def page_checks(page):
    """The checks of a condition page. None for any other."""
    return PageChecks(page) if isinstance(page, ConditionPage) else None


@register.filter
def marked(problem):
    """A problem's sentence with its words marked."""
    before, words, after = problem.excerpt.partition(problem.words)
    return format_html("{}<mark>{}</mark>{}", *map(conditional_escape, [before, words, after]))
