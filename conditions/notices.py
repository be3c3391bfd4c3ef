"""Mails to staff about sign-offs: Wagtail's own, sent when the change is committed.

Wagtail sends them in the middle of the change, so that a mail server that is down undoes it. They
name pages and staff, and nothing of patients.
"""

import logging

from django.contrib.auth import get_user_model
from django.db import transaction
from wagtail.admin import mail
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import (
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from conditions.models import ClinicalApprovalTask

logger = logging.getLogger(__name__)


class SubmissionNotifier(mail.EmailNotificationMixin, mail.Notifier):
    """Tells the clinicians that a page waits for them, if they have an address and want mail."""

    notification = "submitted"

    def __init__(self):
        super().__init__((TaskState,))

    def can_handle(self, instance, **kwargs):
        task = instance.task.specific
        return super().can_handle(instance) and isinstance(task, ClinicalApprovalTask)

    def get_recipient_users(self, task_state, user=None, **kwargs):
        clinicians = get_user_model().objects.filter(clinician__is_active=True, is_active=True)
        return clinicians.exclude(pk=user.pk) if user else clinicians

    def get_context(self, task_state, **kwargs):
        page = task_state.workflow_state.content_object.specific
        names = {"object": page, "page": page, "model_name": page._meta.verbose_name}
        return {**super().get_context(task_state), **names, "task": task_state.task.specific}


def connect():
    """Take the places of Wagtail's receivers: the first of a uid is the only one.

    It must run before the start of `wagtail.admin`.
    """
    places = [
        (workflow_submitted, "submitted", mail.WorkflowStateSubmissionEmailNotifier()),
        (workflow_approved, "approved", mail.WorkflowStateApprovalEmailNotifier()),
        (workflow_rejected, "rejected", mail.WorkflowStateRejectionEmailNotifier()),
    ]
    for signal, name, notifier in places:
        uid = f"workflow_state_{name}_email_notification"
        signal.connect(after_commit(notifier), WorkflowState, weak=False, dispatch_uid=uid)
    task_submitted.connect(after_commit(SubmissionNotifier()), TaskState, weak=False)


def after_commit(notifier):
    """A receiver that has a notifier run when the change is committed, and survives its failure."""

    def send(instance, kwargs):
        try:
            notifier(instance=instance, **kwargs)
        except Exception as error:  # noqa: BLE001 - the change stands, whatever the mail server says
            logger.error("A mail to staff was not sent: %s", type(error).__name__)

    def receiver(sender, instance, signal, **kwargs):
        transaction.on_commit(lambda: send(instance, kwargs))

    return receiver
