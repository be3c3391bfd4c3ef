"""The weekly mail to those who keep the library: what is overdue, due soon or not yet reviewed.

Plain mail, apart from the outbox, which belongs to the requests. It promises nobody anything: what
could not be sent within the day waits for the next week's, which says the same and newer.
"""

import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from clinic_site import roles
from clinic_site.dates import clinic_date
from clinic_site.jobs import WeeklyJob
from conditions.reviews import (
    NEED_REVIEW,
    pages_with_review_state,
    review_counts,
)

SENT = "conditions.review_digest"  # the action in Wagtail's log
LISTED = 30  # titles of one state; the others are in the report


def send_digest(*, now):
    """Send this week's digest, one mail each, to all who have not had it. Yields each as it goes.

    Nobody gets one while nothing is overdue, due soon, unreviewed or waiting. Raises what the mail
    server answers: at once where no mail can go out, and after the others where it refuses one
    person. Each mail that the server took is noted in Wagtail's log before the next one is tried,
    so a later run goes on where this one ended. Only a death between the two sends a mail again,
    and then under the same Message-ID, by which mail programs know it.
    """
    text, refusal = compose(), None
    week = weekly_digest.last_due(now)
    for user in recipients(since=week) if text else []:
        try:
            mail(user, text, week).send()
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
            refusal = error
        else:
            log(user, SENT, timestamp=now)
            yield user
    if refusal:
        raise refusal


def recipients(*, since):
    """The active editors and reviewers who have an e-mail address and no digest `since`."""
    had_it = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), action=SENT, timestamp__gte=since
    )
    keepers = User.objects.filter(
        is_active=True, groups__name__in=[roles.EDITOR, roles.REVIEWER]
    ).exclude(email="")
    ids = [int(pk) for pk in had_it.values_list("object_id", flat=True)]
    return keepers.exclude(pk__in=ids).order_by("username").distinct()


def compose():
    """The subject, which is the first line, and the body; None where there is nothing to say.

    In English, as all that is for staff.
    """
    pages = pages_with_review_state(clinic_date())
    numbers = review_counts(pages)
    if not any(numbers.values()):
        return None
    groups = [(state.label, state.name.lower(), Q(review_state=state)) for state in NEED_REVIEW]
    groups.append((_("Waiting for a clinician"), "waiting", Q(is_waiting=True)))
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "groups": [
                (label, numbers[name], pages.filter(rule)[:LISTED], numbers[name] - LISTED)
                for label, name, rule in groups
                if numbers[name]
            ],
            "report": settings.BASE_URL + reverse("library_reviews"),
        }
        text = render_to_string("conditions/email/review_digest.txt", context)
    subject, _newline, body = text.strip().partition("\n")
    return subject.strip(), body.strip() + "\n"


def mail(user, text, week):
    """One person's mail. Its Message-ID is the same however often it is sent in the week."""
    subject, body = text
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
    headers = {
        "Message-ID": f"<review-digest-{week:%Y%m%d}-{user.pk}@{domain}>",
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(subject, body, to=[user.email], headers=headers)


def send_weekly():
    """What the worker runs on Mondays."""
    for _user in send_digest(now=timezone.now()):
        pass  # it sends as it is read


weekly_digest = WeeklyJob(
    weekday=0, hour=8, run=send_weekly, label=_("Weekly digest of the library last sent")
)
