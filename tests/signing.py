"""How tests put pages of the library live: signed off, or as a demo does."""

from datetime import timedelta

from django.test import override_settings
from django.utils import timezone
from wagtail.models import Revision

from clinic_site.models import Clinician
from conditions.models import SignOff, content_hash


def sign(revision, **fields):
    """A sign-off of a revision, with no question asked, by Alex Example unless told otherwise."""
    if "clinician" not in fields:
        fields["clinician"], _made = Clinician.objects.get_or_create(
            name="Alex Example", defaults={"credentials": "MD"}
        )
    fields.setdefault("signed_at", timezone.now())
    fields.setdefault("reviewer", fields["clinician"])
    fields.setdefault("reviewed_at", fields["signed_at"])
    fields.setdefault("next_review_due", timezone.localdate() + timedelta(days=1000))
    return SignOff.objects.create(
        page_id=int(revision.object_id),
        revision=revision,
        content_hash=content_hash(Revision.objects.get(pk=revision.pk)),
        **fields,
    )


def go_live(page, revision, *, signed=False):
    """Publish a revision: signed off, or unsigned, as the loader does in a demo."""
    if signed:
        sign(revision)
        revision.publish()
    else:
        with override_settings(DEBUG=True):
            page.publish_for_demo(revision)


def publish(page):
    """Sign a page off as it stands now, and publish it."""
    revision = page.save_revision()
    go_live(page, revision, signed=True)
    return revision
