"""What clinicians signed, and the public history that comes of it. None of it is content."""

import hashlib
import json

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic_site.dates import clinic_date
from conditions.page_texts import page_texts
from conditions.wording import problems


class ChangeKind(models.TextChoices):
    """What a published change was. Readers see it in the page's history."""

    REVIEWED = "reviewed", _("Reviewed, no change")
    MEDICAL = "medical", _("Medical change")
    WORDING = "wording", _("Wording")
    RELATION = "relation", _("Related page")  # signed off with the page that holds the relation


class NotSignedOff(ValidationError):
    """A revision that no clinician has signed off was about to go live."""


def content_hash(revision):
    """SHA-256 of a revision's content: what a sign-off is a sign-off of."""
    content = json.dumps(revision.content, sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(content.encode()).hexdigest()


def harmful_wordings(page):
    """The wordings of a page that stop publishing, unless a clinician lets each stand."""
    return [problem for problem in problems(page_texts(page)) if problem.is_harmful]


class SignOffQuerySet(models.QuerySet):
    """Sign-offs."""

    def of(self, revision):
        """The sign-off of a revision as it stands, or None.

        None too where the revision was written over since: an earlier content was signed.
        """
        sign_off = self.filter(revision_id=revision.pk).select_related("clinician").first()
        if sign_off and sign_off.content_hash == content_hash(revision):
            return sign_off
        return None


class SignOff(models.Model):
    """A clinician's sign-off of one revision.

    Kept beside the page and not in its content, so that copying, reverting or publishing can
    neither forge nor lose it. The revision stays for as long as the page does: RESTRICT lets it go
    only together with the sign-off.

    `clinician` and `signed_at` say who approved this revision, and when. The three fields of the
    review say which review the page rests on: this one, or, where only the wording changed, the
    one before.
    """

    page = models.ForeignKey(
        "conditions.ConditionPage", on_delete=models.CASCADE, related_name="sign_offs"
    )
    revision = models.OneToOneField(
        "wagtailcore.Revision", on_delete=models.RESTRICT, related_name="sign_off"
    )
    content_hash = models.CharField(
        _("hash of the content"),
        max_length=64,
        blank=True,
        help_text=_("SHA-256 of what was signed. Wagtail can write a revision over."),
    )
    kind = models.CharField(
        _("kind of change"),
        max_length=20,
        choices=[choice for choice in ChangeKind.choices if choice[0] != ChangeKind.RELATION],
        default=ChangeKind.MEDICAL,
    )
    note = models.CharField(_("note for readers"), max_length=200, blank=True)
    clinician = models.ForeignKey(
        "clinic_site.Clinician", on_delete=models.PROTECT, related_name="sign_offs"
    )
    signed_at = models.DateTimeField(_("signed off at"), help_text=_("Stored in UTC."))
    reviewer = models.ForeignKey(
        "clinic_site.Clinician", on_delete=models.PROTECT, related_name="reviews"
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), help_text=_("Stored in UTC."))
    next_review_due = models.DateField(_("next review due"))

    objects = SignOffQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        ordering = ["-signed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=ChangeKind.WORDING)
                | Q(reviewer=F("clinician"), reviewed_at=F("signed_at")),
                name="sign_off_is_its_own_review",
                violation_error_message=_("Only a change of wording rests on an earlier review."),
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__lte=F("signed_at")),
                name="sign_off_rests_on_no_later_review",
            ),
        ]

    def __str__(self):
        return f"{self.page_id} · {self.revision_id}"

    def is_overdue(self, today=None):
        """Whether the next review is due: from the day after, by the clinic's calendar (ET)."""
        return self.next_review_due < (today or clinic_date())

    def refuse_worn_out(self):
        """A sign-off makes its version live once.

        Raises NotSignedOff where a later version was signed off, or this one was taken down.
        """
        if SignOff.objects.filter(page_id=self.page_id, signed_at__gt=self.signed_at).exists():
            raise NotSignedOff(
                _("A later version was signed off since. Submit this one again to go back to it.")
            )
        was_live = self.change_notes.filter(page_id=self.page_id).exists()
        if was_live and self.page.live_revision_id != self.revision_id:
            raise NotSignedOff(_("This version was taken down. Submit it for clinical sign-off."))

    def refuse_harmful(self, page):
        """Raises NotSignedOff where the version has a harmful wording that nobody let stand."""
        let_stand = set(self.wording_overrides.values_list("rule", "excerpt"))
        errors = [
            _("%(place)s: “%(words)s”. %(advice)s")
            % {"place": problem.place, "words": problem.excerpt, "advice": problem.advice}
            for problem in harmful_wordings(page)
            if (problem.rule, problem.excerpt) not in let_stand
        ]
        if errors:
            raise NotSignedOff(errors)


class WordingOverride(models.Model):
    """A harmful wording that a clinician let stand, and why. See `conditions.wording`."""

    sign_off = models.ForeignKey(
        SignOff, on_delete=models.CASCADE, related_name="wording_overrides"
    )
    rule = models.CharField(_("rule"), max_length=60)
    excerpt = models.CharField(_("words"), max_length=300)
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        verbose_name = _("wording let stand")
        verbose_name_plural = _("wordings let stand")
        constraints = [
            models.UniqueConstraint(
                fields=["sign_off", "rule", "excerpt"], name="wording_override_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="wording_override_has_a_reason"),
        ]

    def __str__(self):
        return f"{self.rule} · {self.sign_off_id}"


class ChangeNote(models.Model):
    """A line of the page's public history, written when a signed revision goes live."""

    page = models.ForeignKey(
        "conditions.ConditionPage", on_delete=models.CASCADE, related_name="change_notes"
    )
    sign_off = models.ForeignKey(
        SignOff, null=True, blank=True, on_delete=models.CASCADE, related_name="change_notes"
    )
    changed_on = models.DateField(_("date"), default=timezone.localdate)
    kind = models.CharField(_("kind"), max_length=20, choices=ChangeKind)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("change note")
        verbose_name_plural = _("change notes")
        ordering = ["-changed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["page", "sign_off"], name="change_note_once_a_sign_off")
        ]

    def __str__(self):
        return f"{self.page_id} · {self.changed_on}"
