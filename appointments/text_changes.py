"""How editors' own words are kept and given up. Wagtail's log says which text, who and when."""

from django.db import transaction
from wagtail.log_actions import log

from appointments.models import PatientText


@transaction.atomic
def keep(key, language, *, heading, body, by):
    """Keep own words. Empty ones stand for the standard words."""
    row, is_new = PatientText.objects.update_or_create(
        key=key, language=language, defaults={"heading": heading, "body": body}
    )
    log(row, "wagtail.create" if is_new else "wagtail.edit", user=by, content_changed=True)


@transaction.atomic
def give_up(key, language, *, by):
    """Go back to the standard words."""
    row = PatientText.objects.filter(key=key, language=language).first()
    if row:
        log(row, "wagtail.delete", user=by)
        row.delete()
