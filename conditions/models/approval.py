"""The step of the workflow in which a clinician reads a page and signs it off."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.forms import TaskStateCommentForm
from wagtail.locks import WorkflowLock
from wagtail.models import Task, TaskState


def clinician_of(user):
    """The clinician whose account this is, or None. Both must be active; no other right counts."""
    clinician = getattr(user, "clinician", None)
    return clinician if clinician and clinician.is_active and user.is_active else None


class SignOffLock(WorkflowLock):
    """While a clinician reads a page, nobody else changes it."""

    def get_message(self, user):
        if self.for_user(user):
            return _(
                "This page waits for a clinician to sign it off. Until then only a clinician can "
                "change it. Whoever submitted it can take it back."
            )
        return _("This page waits for your sign-off.")


class ChangesForm(TaskStateCommentForm):
    """What an editor is told with a page that goes back."""

    comment = forms.CharField(
        label=_("What should change"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The editor reads it. It is kept in the page's history for staff."),
        error_messages={"required": _("Say what should change.")},
    )


class ClinicalApprovalTask(Task):
    """Clinical approval: only a clinician's account may sign off or ask for changes."""

    lock_class = SignOffLock

    class Meta:
        verbose_name = _("clinical approval")
        verbose_name_plural = _("clinical approvals")

    @classmethod
    def get_description(cls):
        return _("A clinician with an account of their own signs the page off.")

    def get_actions(self, obj, user):
        if not clinician_of(user):
            return []
        return [
            ("reject", _("Ask for changes"), True),
            ("approve", _("Sign off…"), False),
        ]

    def get_form_for_action(self, action):
        return ChangesForm if action == "reject" else TaskStateCommentForm

    def on_action(self, task_state, user, action_name, **kwargs):
        """Send a page back, or say where it is signed off: this alone approves nothing.

        Raises PermissionDenied for anybody but a clinician, ValidationError without a comment.
        """
        if not clinician_of(user):
            raise PermissionDenied
        if action_name == "reject":
            comment = kwargs.get("comment", "").strip()
            if not comment:
                raise ValidationError(_("Say what should change."))
            task_state.reject(user=user, comment=comment)
            return None
        return reverse("conditions_sign_off", args=[task_state.revision.object_id])

    def user_can_access_editor(self, obj, user):
        return clinician_of(user) is not None

    def locked_for_user(self, obj, user):
        return clinician_of(user) is None

    def get_task_states_user_can_moderate(self, user, **kwargs):
        if clinician_of(user):
            return self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        return TaskState.objects.none()
