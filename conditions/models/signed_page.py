"""A page that goes live by a clinician's sign-off, and in no other way."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, TaskState

from conditions.history import relations_shown, write_history
from conditions.models.sign_off import NotSignedOff, SignOff
from conditions.permissions import SignedPagePermissionTester
from conditions.versions import UNREAD, changed_fields, meaning
from conditions.workflow import sign_off_workflow

_demo_goes_live = ContextVar("demo_goes_live", default=False)
# What a page that was never live has nothing of.
NEVER_LIVE = {"live_revision": None, "first_published_at": None, "last_published_at": None}


@contextmanager
def demo_going_live():
    """Within it, a page may go live unsigned."""
    token = _demo_goes_live.set(True)
    try:
        yield
    finally:
        _demo_goes_live.reset(token)


class SignedPage:
    """Adds to a page what guards it: at publishing, at every save, and over its revisions.

    The ways that pass no `save()`, such as `QuerySet.update()`, are open to code alone.
    """

    def save(self, clean=True, update_fields=None, **kwargs):
        """A new page and an alias become drafts. Raises NotSignedOff where a page would be live,
        or would change while it is live, otherwise than as a clinician signed it off."""
        if self.pk is None or self.alias_of_id:
            self.become_draft()
        elif not self.live and update_fields and "live_revision" in update_fields:
            self.become_draft()  # the end of a copy that was to be live
        with transaction.atomic():
            self.refuse_unsigned(update_fields)
            return super().save(clean=clean, update_fields=update_fields, **kwargs)

    def become_draft(self):
        """Take back what says that the page is or was live."""
        self.live, self.has_unpublished_changes = False, True
        for name, value in NEVER_LIVE.items():
            setattr(self, name, value)

    def refuse_unsigned(self, update_fields):
        """Raises NotSignedOff; see `save`. A page that is live unsigned, in a demo, may change."""
        harmless = UNREAD - {"live", "live_revision"}
        if not self.live or _demo_goes_live.get():
            return
        if update_fields is not None and harmless.issuperset(update_fields):
            return
        stays = Page.objects.filter(pk=self.pk, live=True, live_revision_id=self.live_revision_id)
        sign_off = self.live_revision_id and SignOff.objects.of(self.live_revision)
        if not sign_off:
            if not stays.exists():
                raise unsigned()
            return
        signed = meaning(self.live_revision.as_object().serializable_data())
        changed = changed_fields(signed, meaning(self.serializable_data()))
        if update_fields is not None:
            changed = [name for name in changed if name in update_fields]
        if changed:
            raise NotSignedOff(
                _("A live page shows what a clinician signed off. Save the change as a draft.")
            )

    @transaction.atomic
    def publish(self, revision, user=None, *args, **kwargs):
        """Make a signed revision live, now or at its time, and write the public history.

        Raises NotSignedOff for any other revision.
        """
        sign_off = SignOff.objects.of(revision)
        if sign_off is None or sign_off.page_id != self.pk:
            raise unsigned()
        sign_off.refuse_worn_out()
        sign_off.refuse_harmful(revision.as_object())
        before = relations_shown(self.pk)
        result = super().publish(revision, user, *args, **kwargs)
        write_history(self, sign_off, before, user)
        return result

    def publish_for_demo(self, revision):
        """Make a starter page live unsigned, where it says "not yet reviewed by a clinician".

        Raises NotSignedOff where DEBUG is off.
        """
        if not settings.DEBUG:
            raise NotSignedOff(_("Only a demo shows pages that no clinician has signed off."))
        with demo_going_live():
            return super().publish(revision)

    @transaction.atomic
    def save_revision(self, *args, overwrite_revision=None, user=None, **kwargs):
        """As Wagtail's. What somebody signed, or reads to sign it, is never written over: then a
        new revision is made instead. Autosave asks for the former."""
        if overwrite_revision is not None:
            Page.objects.select_for_update().get(pk=self.pk)  # a sign-off holds this row
            is_own_latest = (
                overwrite_revision == self.get_latest_revision()
                and overwrite_revision.user_id == (user and user.pk)
            )
            if is_own_latest and must_stay(overwrite_revision):
                overwrite_revision = None
        return super().save_revision(
            *args, overwrite_revision=overwrite_revision, user=user, **kwargs
        )

    def permissions_for_user(self, user):
        return SignedPagePermissionTester(user, self)

    @property
    def has_workflow(self):
        return True

    def get_workflow(self):
        """The one of `conditions.workflow`, whichever the admin's settings name."""
        return sign_off_workflow()


def must_stay(revision):
    """Whether a revision was ever submitted, signed, scheduled or live."""
    return (
        TaskState.objects.filter(revision=revision).exists()
        or SignOff.objects.filter(revision=revision).exists()
        or revision.approved_go_live_at is not None
        or Page.objects.filter(live_revision=revision).exists()
    )


def unsigned():
    """The refusal of a version without a sign-off."""
    return NotSignedOff(
        _("No clinician has signed off this version. Submit it for clinical sign-off.")
    )
