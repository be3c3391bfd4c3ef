"""The alarm at unusual reading: one person, many different requests, a short time.

It is told to managers and locks nobody out: a busy day must not stop the desk. What counts is what
somebody turned to: opened, found by a search, printed, taken home in a file. Lists do not count,
since each page of the inbox shows fifty requests, without anything that is encrypted.
"""

import logging
from collections import Counter
from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from appointments.models import AccessRecord, ReadingAlarm, RequestSettings
from clinic_site.jobs import Job
from clinic_site.models import ClinicSettings

logger = logging.getLogger(__name__)
Action = AccessRecord.Action

COUNTED = [Action.VIEW, Action.SEARCH, Action.EXPORT, Action.PRINT]
# A worker that was away for no longer than this still finds what was read meanwhile.
LOOK_BACK = timedelta(hours=2)


def unusual(readings, most, window):
    """The first and last moment of unusual reading, and how many different requests it was.

    `readings` are (moment, reference), the first one first. Unusual is a time of at most `window`
    with `most` different requests or more; what follows as densely belongs to it. None for none.
    """
    inside, start, found = Counter(), 0, None
    for at, reference in readings:
        inside[reference] += 1
        while at - readings[start][0] >= window:
            left = readings[start][1]
            inside[left] -= 1
            if not inside[left]:
                del inside[left]
            start += 1
        if len(inside) >= most:
            began = found[0] if found else readings[start][0]
            found = (began, at)
    if found is None:
        return None
    began, last = found
    return began, last, len({reference for at, reference in readings if began <= at <= last})


def watch(now):
    """Raise the alarm for whoever reads unusually much, once until it is settled. Then mail it."""
    rules = RequestSettings.load()
    window = timedelta(minutes=rules.alarm_minutes)
    earlier = {}
    for alarm in ReadingAlarm.objects.filter(last_at__gt=now - LOOK_BACK - window):
        earlier.setdefault(alarm.staff_id, alarm)
    for (staff_id, username), readings in lately(now - LOOK_BACK - window).items():
        known = earlier.get(staff_id)
        if known and known.settled_at:
            readings = [reading for reading in readings if reading[0] > known.last_at]
        found = unusual(readings, rules.alarm_requests, window)
        if found:
            sound(staff_id, username, *found)
    mail(now, rules)


def lately(since):
    """What each person has read since then: (moment, reference) by (account, name)."""
    rows = AccessRecord.objects.filter(at__gt=since, action__in=COUNTED, staff_id__isnull=False)
    rows = rows.exclude(reference="").order_by("at", "sequence")
    found = {}
    for staff_id, username, at, reference in rows.values_list(
        "staff_id", "username", "at", "reference"
    ):
        found.setdefault((staff_id, username), []).append((at, reference))
    return found


def sound(staff_id, username, began, last, requests):
    """Raise the alarm, or write down that what it is about goes on."""
    alarm, is_new = ReadingAlarm.objects.get_or_create(
        staff_id=staff_id,
        settled_at=None,
        defaults={
            "username": username,
            "began_at": began,
            "last_at": last,
            "requests": requests,
        },
    )
    if is_new:
        logger.warning("Unusual reading: account %s, %s requests", staff_id, requests)
    elif last > alarm.last_at:
        ReadingAlarm.objects.filter(pk=alarm.pk).update(
            last_at=last, requests=max(requests, alarm.requests)
        )


def settle(pk, *, by, now):
    """A manager has looked into it. Whether it was still open."""
    alarm = ReadingAlarm.objects.filter(pk=pk, settled_at=None)
    return bool(alarm.update(settled_at=now, settled_by=by.get_username()))


# ---------------------------------------------------------------- the mail


def mail(now, rules):
    """Tell the managers of each alarm, or the front desk's mailbox where none has an address.

    Without a name: it says where to look. Raises what the mail server answers; the next run tries
    again, under the same Message-ID.
    """
    alarms = ReadingAlarm.objects.filter(mailed_at=None, settled_at=None)
    to = addresses() if alarms else []
    for alarm in alarms if to else []:
        with translation.override(settings.LANGUAGE_CODE):
            context = {"alarm": alarm, "minutes": rules.alarm_minutes}
            context["address"] = settings.BASE_URL + reverse("request-access:index")
            text = render_to_string("appointments/email/reading_alarm.txt", context)
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
        headers = {"Message-ID": f"<reading-alarm-{alarm.pk}@{domain}>"}
        headers["Auto-Submitted"] = "auto-generated"
        subject, _newline, body = text.strip().partition("\n")
        EmailMessage(subject, body.strip() + "\n", to=to, headers=headers).send()
        ReadingAlarm.objects.filter(pk=alarm.pk).update(mailed_at=now)


def addresses():
    """Of the active managers; the desk's mailbox where none of them has one."""
    managers = get_user_model().objects.with_perm(
        "appointments.view_accessrecord", include_superusers=False
    )
    own = list(managers.exclude(email="").values_list("email", flat=True))
    desk = ClinicSettings.load().desk_mailbox
    return own or ([desk] if desk else [])


JOBS = {
    "watch_reading": Job(
        timedelta(minutes=1), lambda: watch(timezone.now()), _("Unusual reading last looked for")
    )
}
