"""A clinician reads a version of a page and signs it off: what is read, and the step that signs."""

import hashlib
import json
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, Revision, TaskState

from clinic_site.dates import clinic_date
from clinic_site.models import Clinician
from conditions.completeness import missing_parts
from conditions.models import (
    ChangeKind,
    ClinicalApprovalTask,
    ConditionPage,
    SignOff,
    WordingOverride,
    content_hash,
)
from conditions.models.index_page import LONGEST_REVIEW_INTERVAL
from conditions.models.sign_off import harmful_wordings
from conditions.versions import changed_fields, labels_of, meaning

CHANGED_MEANWHILE = gettext_lazy(
    "The page was changed while you read it. Read the new version, then sign it off."
)


@dataclass(frozen=True)
class Reading:
    """What a clinician reads. Without a task's state it is the live page, to be reviewed again."""

    page: ConditionPage  # as the database has it
    version: ConditionPage  # as the clinician reads it
    revision: Revision
    task_state: TaskState | None

    @property
    def mark(self):
        """Names this very version, so that what is signed is what was read."""
        if self.task_state:
            return f"{self.revision.pk}:{content_hash(self.revision)}"
        said = json.dumps(
            meaning(self.version.serializable_data()), sort_keys=True, cls=DjangoJSONEncoder
        )
        return f"{self.revision.pk}:{hashlib.sha256(said.encode()).hexdigest()}"

    def changed(self):
        """What editors call the fields that differ from what readers saw last; None if none did."""
        before = last_shown(self.page)
        if before is None:
            return None
        names = changed_fields(before, meaning(self.version.serializable_data()))
        return labels_of(ConditionPage, names)

    def kinds(self):
        """The kinds of change that this version may be signed off as."""
        if self.changed() == []:
            return [ChangeKind.REVIEWED]
        rests_on_review = self.page.live and self.page.sign_off()
        return [ChangeKind.MEDICAL, *([ChangeKind.WORDING] if rests_on_review else [])]


def reading_of(page_id):
    """What a clinician may read now. Raises ValidationError with the reason where there is none."""
    page = ConditionPage.objects.get(pk=page_id)
    task_state = page.current_workflow_task_state
    if task_state and isinstance(task_state.task.specific, ClinicalApprovalTask):
        return Reading(page, page.latest_revision.as_object(), page.latest_revision, task_state)
    if page.approved_schedule:
        raise ValidationError(_("A signed version waits for its time. Cancel its schedule first."))
    if page.current_workflow_state:
        raise ValidationError(
            _("A clinician asked for changes. The page has not been submitted again yet.")
        )
    if not page.live:
        raise ValidationError(_("Nobody has submitted this page for sign-off yet."))
    if page.has_unpublished_changes:
        raise ValidationError(
            _("There is a draft that is newer than the live page. Submit it in the editor.")
        )
    return Reading(page, page, page.live_revision, None)


def last_shown(page):
    """The meaning of what readers saw last of a page, or None where it was never live."""
    if page.live:
        return meaning(page.serializable_data())
    signed = page.sign_offs.filter(change_notes__page=page).order_by("-signed_at").first()
    return meaning(signed.revision.as_object().serializable_data()) if signed else None


@transaction.atomic
def sign_off(
    task_state, *, user, kind, note, next_review_due, overrides, now: datetime, mark=""
) -> SignOff:
    """Sign off the version that waits, and so publish it, or schedule it where it has a time.

    `overrides` maps (rule, excerpt) of each harmful wording that may stand to the reason; `mark` is
    that of the Reading. Raises ValidationError: not a clinician's account, handled or changed
    meanwhile, or what is wrong with the rest.
    """
    locked = Page.objects.select_for_update().get(pk=task_state.revision.object_id)
    clinician = Clinician.objects.filter(user=user, is_active=True, user__is_active=True).first()
    if clinician is None:
        raise ValidationError(_("Only a clinician's own account can sign a page off."))
    task_state = TaskState.objects.select_for_update().get(pk=task_state.pk)
    reading = reading_of(locked.pk)
    if reading.task_state is None or reading.task_state.pk != task_state.pk:
        raise ValidationError(_("Somebody else has already handled this page."))
    refuse_other_version(reading, mark)
    harmful = {
        (problem.rule, problem.excerpt): problem for problem in harmful_wordings(reading.version)
    }
    refuse(reading, kind, next_review_due, overrides, harmful, clinic_date(now))
    signed = SignOff(
        page=reading.page,
        revision=reading.revision,
        content_hash=content_hash(reading.revision),
        kind=kind,
        note=note.strip(),
        clinician=clinician,
        signed_at=now,
        **review(reading.page, kind, clinician, next_review_due, now),
    )
    signed.full_clean()
    signed.save()
    for rule, excerpt in harmful:
        WordingOverride.objects.create(
            sign_off=signed, rule=rule, excerpt=excerpt, reason=overrides[rule, excerpt].strip()
        )
    task_state.revision = reading.revision  # a clinician may have changed it while it waited
    said = f"{signed.get_kind_display()}. {signed.note}".strip()
    task_state.specific.approve(user=user, comment=said)
    return signed


@transaction.atomic
def review_again(page, *, user, mark="", **decision):
    """Review a live page as it stands: submit it once more, and sign it off. See `sign_off`."""
    Page.objects.select_for_update().get(pk=page.pk)
    reading = reading_of(page.pk)
    if reading.task_state:
        raise ValidationError(_("Somebody has just submitted this page. Look at it again."))
    refuse_other_version(reading, mark)
    reading.version.save_revision(user=user, changed=False)
    state = reading.page.get_workflow().start(reading.version, user)
    return sign_off(state.current_task_state, user=user, **decision)


def refuse_other_version(reading, mark):
    """Raises ValidationError where the version is not the one that was read."""
    if mark and mark != reading.mark:
        raise ValidationError(CHANGED_MEANWHILE)


def review(page, kind, clinician, next_review_due, now):
    """The review that a sign-off rests on: itself, or for a change of wording the one before."""
    if kind == ChangeKind.WORDING:
        before = page.sign_off()
        return {
            "reviewer": before.reviewer,
            "reviewed_at": before.reviewed_at,
            "next_review_due": before.next_review_due,
        }
    return {"reviewer": clinician, "reviewed_at": now, "next_review_due": next_review_due}


def refuse(reading, kind, next_review_due, overrides, harmful, today):
    """Raises ValidationError with a sentence for each thing that is wrong, by field."""
    errors = {}
    if problem := kind_problem(reading, kind):
        errors["kind"] = problem
    if kind != ChangeKind.WORDING and (problem := due_problem(next_review_due, today)):
        errors["next_review_due"] = problem
    silent = [p for key, p in harmful.items() if not (overrides.get(key) or "").strip()]
    general = missing_parts(reading.version)
    general += [
        _("Say why “%(words)s” may stand, or ask for changes.") % {"words": problem.excerpt}
        for problem in silent
    ]
    if general:
        errors["__all__"] = general
    if errors:
        raise ValidationError(errors)


def kind_problem(reading, kind):
    """The sentence where a version cannot be signed off as this kind of change."""
    if kind in reading.kinds():
        return None
    changed = reading.changed()
    if changed == []:
        return _("This version says the same as before. Choose “Reviewed, no change”.")
    if kind == ChangeKind.WORDING:
        return _("Only on a page that was reviewed and is live can the wording alone change.")
    if changed is None:
        return _("This page was never live. Its first version counts as a medical change.")
    return _("This version differs in: %(fields)s. Say what kind of change that is.") % {
        "fields": ", ".join(changed)
    }


def due_problem(day, today):
    """The sentence where a day cannot be the one of the next review."""
    if day is None:
        return _("Give the day of the next review.")
    if day <= today:
        return _("The next review lies in the past. Choose a day after today.")
    if day > months_after(today, LONGEST_REVIEW_INTERVAL):
        return _("That is too late. A page is reviewed at least every three years.")
    return None


def proposed_due(page, today):
    """The day of the next review that the library's index proposes."""
    return months_after(today, page.get_parent().specific.review_interval_months)


def months_after(day, months):
    """The same day so many months later, or the last one of a month that is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
