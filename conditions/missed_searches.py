"""Searches without a result: what is kept of them, what editors see, and what goes again."""

import logging
from datetime import timedelta

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F

from conditions.models import MissedSearch
from conditions.search_words import plain

logger = logging.getLogger(__name__)

MOST_WORDS = 8  # a longer text is a story, which could tell who wrote it
SHOWN_FROM = 2  # a name that somebody typed once is never seen by anybody
KEPT_FOR = timedelta(days=90)
MOST_ROWS = 2000
FULL = 2 * MOST_ROWS  # a flood between two prunings ends here
MARKS_OF_A_PERSON = set("@0123456789")


def words_to_keep(query):
    """The words of a query as they are kept; empty where they could tell who asked.

    No digits and no @, so no telephone number, date or address of any kind.
    """
    words = plain(query)
    if MARKS_OF_A_PERSON & set(query) or any(c.isdigit() for c in query):
        return ""
    is_short = len(words) <= MissedSearch._meta.get_field("words").max_length
    return words if is_short and len(words.split()) <= MOST_WORDS else ""


def record_miss(query, *, today):
    """Count a search without a result. A database that takes no writes loses it, and nothing else.

    `today` is the day in Eastern Time.
    """
    words = words_to_keep(query)
    if not words:
        return
    try:
        with transaction.atomic():
            count_one(words, today)
    except DatabaseError as error:  # its text could hold the words
        logger.warning("A search without a result was not counted: %s", type(error).__name__)


def count_one(words, today):
    """Add one to a row, or make it. Two at the same moment lose no count."""
    row = MissedSearch.objects.filter(words=words)
    if row.update(count=F("count") + 1, last_asked_on=today):
        return
    if MissedSearch.objects.count() >= FULL:
        return
    try:
        with transaction.atomic():
            MissedSearch.objects.create(words=words, last_asked_on=today)
    except IntegrityError:
        row.update(count=F("count") + 1, last_asked_on=today)


def shown_misses():
    """What editors see, the most frequent first."""
    return MissedSearch.objects.filter(count__gte=SHOWN_FROM).order_by("-count", "words")


def prune_misses(*, today):
    """Delete what nobody asked for in 90 days, and the rarest beyond 2,000. Returns how many."""
    old, _rows = MissedSearch.objects.filter(last_asked_on__lt=today - KEPT_FOR).delete()
    ranked = MissedSearch.objects.order_by("-count", "-last_asked_on", "-pk")
    rare = list(ranked.values_list("pk", flat=True)[MOST_ROWS:])
    surplus, _rows = MissedSearch.objects.filter(pk__in=rare).delete()
    return old + surplus
