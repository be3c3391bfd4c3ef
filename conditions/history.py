"""The public history of the library's pages, written when a signed version goes live."""

from django.db.models import F
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from clinic_site.dates import clinic_date
from conditions.models.rows import RelatedCondition
from conditions.models.sign_off import ChangeKind, ChangeNote

RELATION_ACTION = "conditions.relation"


def relations_shown(page_id):
    """What the other pages show of a live page's relations: {their id: (kind, sentence)}."""
    rows = RelatedCondition.objects.filter(
        page_id=page_id, page__live=True, target__locale=F("page__locale")
    )
    return {row.target_id: (row.kind, row.sentence_for_target) for row in rows}


def write_history(page, sign_off, before, user):
    """A line on the page that went live, and one on each page whose relation to it changed.

    `before` is `relations_shown` of the time before. Writes once a sign-off, however often it is
    asked; writes nothing while the version only waits for its time.
    """
    live = type(page).objects.filter(pk=page.pk, live=True, live_revision_id=sign_off.revision_id)
    if not live.exists() or not write_line(page, sign_off, sign_off.kind, sign_off.note):
        return
    after = relations_shown(page.pk)
    changed = [pk for pk in {**before, **after} if before.get(pk) != after.get(pk)]
    for other in type(page).objects.filter(pk__in=changed):
        text = sentence_for(page, other.pk, before, after)
        if other.live:
            write_line(other, sign_off, ChangeKind.RELATION, text)
        log(
            other,
            RELATION_ACTION,
            user=user,
            data={"text": text, "page": {"id": page.pk, "title": page.title}},
        )


def write_line(page, sign_off, kind, note):
    """Whether the line was written now: a page has one a sign-off."""
    _line, is_new = ChangeNote.objects.get_or_create(
        page_id=page.pk,
        sign_off=sign_off,
        defaults={"kind": kind, "note": note, "changed_on": clinic_date()},
    )
    return is_new


def sentence_for(page, other_id, before, after):
    """What the other page's history says."""
    if other_id not in before:
        text = _("“%(title)s” was added as a related page.")
    elif other_id not in after:
        text = _("“%(title)s” is no longer a related page.")
    else:
        text = _("What it says about “%(title)s” was changed.")
    return text % {"title": Truncator(page.title).chars(120)}
