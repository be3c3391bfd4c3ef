"""The health address: 200 or 503 with named checks, for a machine that calls an operator.

It says words and no numbers, times, names or errors, since everybody can read it.
"""

import logging

from django.core.cache import caches
from django.db import Error
from django.http import JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from appointments.clock import JOBS
from appointments.key_watch import NO_KEY
from appointments.models import ClockJob
from appointments.watchdog import look

logger = logging.getLogger(__name__)
OK, WARNING, FAILED, UNKNOWN = "ok", "warning", "failed", "unknown"
OF_DATABASE = ["worker", "messages", "keys", "record", "requests", "jobs"]


@require_safe
def healthz(request):
    """503 where an operator must come; a warning alone is for the front desk."""
    checks = run_checks(timezone.now())
    status = 503 if FAILED in checks.values() else 200
    word = FAILED if status == 503 else OK
    response = JsonResponse({"status": word, "checks": checks}, status=status)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def run_checks(now):
    """Each check's name with its word. Without a database the last six cannot be known.

    A request past due is a warning: staff see it in the admin, and nobody who looks after the
    server could answer it. So is a job of the clock that failed: it may be one page that refuses
    to be published, and the desk's panel names it.
    """
    checks = {"database": OK, "cache": cache_word()}
    try:
        watch, failing = look(now), failing_jobs()
    except Error as error:
        logger.error("Health: the database failed: %s", type(error).__name__)
        checks["database"] = FAILED
        return {**checks, **dict.fromkeys(OF_DATABASE, UNKNOWN)}
    return {
        **checks,
        "worker": FAILED if watch.worker_is_away else OK,
        "messages": FAILED if watch.mail_is_late else OK,
        "keys": FAILED if watch.missing_keys else OK,
        "record": FAILED if watch.record_is_broken else OK,
        "requests": WARNING if watch.past_due else OK,
        "jobs": WARNING if failing else OK,
    }


def failing_jobs():
    """Whether a job of the clock, such as the reminders, failed when it ran last. Missing keys are
    a check of their own."""
    own = ClockJob.objects.filter(name__in=list(JOBS)).exclude(trouble__startswith=NO_KEY)
    return own.exclude(trouble="").exists()


def cache_word():
    """Whether the cache of pages takes and gives."""
    try:
        caches["pages"].set("healthz", OK, timeout=60)
        return OK if caches["pages"].get("healthz") == OK else FAILED
    except Exception as error:  # noqa: BLE001 - each kind of cache fails in its own way
        logger.error("Health: the cache failed: %s", type(error).__name__)
        return FAILED


urlpatterns = [path("healthz", healthz, name="healthz")]
