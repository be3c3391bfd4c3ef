"""The sign-off in the admin: its page, and the ways that lead to it."""

from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import (
    ActionMenuItem,
    CancelWorkflowMenuItem,
    RestartWorkflowMenuItem,
)
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.log_actions import LogFormatter
from wagtail.models import WorkflowState

from conditions.history import RELATION_ACTION
from conditions.models import ConditionPage
from conditions.models.approval import clinician_of
from conditions.sign_off_views import SignOffView


@hooks.register("register_admin_urls")
def register_sign_off():
    """The sign-off's page."""
    return [
        path("sign-off/<int:page_id>/", SignOffView.as_view(), name="conditions_sign_off"),
    ]


class SignOffMenuItem(ActionMenuItem):
    """Leads from the editor to the sign-off's page."""

    name = "sign-off"
    icon_name = "success"

    def __init__(self, label):
        super().__init__()
        self.label = label

    def get_url(self, parent_context):
        return reverse("conditions_sign_off", args=[parent_context["page"].pk])


class TakeBackMenuItem(CancelWorkflowMenuItem):
    """Wagtail's, in words that say what it does."""

    label = gettext_lazy("Take back from sign-off")


@hooks.register("construct_page_action_menu")
def name_the_ways(items, request, context):
    """In the editor of a condition page a clinician signs off on a page of its own.

    The buttons of the workflow that are left say what they do. “Restart workflow” goes: to submit
    again does the same.
    """
    page = context.get("page")
    if not isinstance(page, ConditionPage) or context["view"] != "edit":
        return
    hidden = [RestartWorkflowMenuItem]
    if not submitted_by(page, request.user):  # a clinician asks for changes instead
        hidden.append(CancelWorkflowMenuItem)
    items[:] = [
        TakeBackMenuItem() if isinstance(item, CancelWorkflowMenuItem) else item
        for item in items
        if item.name != "approve" and not isinstance(item, tuple(hidden))
    ]
    if clinician_of(request.user) and not context["locked_for_user"]:
        if page.workflow_in_progress:
            items.insert(0, SignOffMenuItem(_("Sign off…")))
        elif page.live and not page.has_unpublished_changes:
            items.append(SignOffMenuItem(_("Review this page…")))


def submitted_by(page, user):
    """Whether a user may take a page back without being the clinician who reads it."""
    state = page.current_workflow_state
    return state and user in {state.requested_by, page.owner}


@hooks.register("construct_homepage_panels", order=1000)
def show_first_what_waits(request, panels):
    """What waits for a clinician stands on top of the admin's home."""
    for panel in panels:
        if isinstance(panel, WorkflowObjectsToModeratePanel):
            panel.order = 5


@hooks.register("before_edit_page")
def say_what_was_asked(request, page):
    """Who opens a page that came back reads first what the clinician asked for."""
    state = page.current_workflow_state
    is_back = state and state.status == WorkflowState.STATUS_NEEDS_CHANGES
    if request.method == "GET" and isinstance(page, ConditionPage) and is_back:
        comment = {"comment": state.current_task_state.comment}
        messages.warning(request, _("A clinician asked for changes: “%(comment)s”") % comment)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def after_saving(request, page):
    """Say why a page that was to be published is a draft; lead a clinician on to the sign-off."""
    if not isinstance(page, ConditionPage):
        return None
    if request.POST.get("action-publish"):
        messages.warning(
            request,
            _(
                "Not published: only a clinician's sign-off makes this page live. What you wrote "
                "is kept as a draft. Submit it for clinical sign-off."
            ),
        )
    if request.POST.get("workflow-action-name") == "approve":
        return redirect("conditions_sign_off", page.pk)
    return None


@hooks.register("register_log_actions")
def register_relation_action(actions):
    """What a page's history for staff says when a sign-off of another page changed a relation."""

    @actions.register_action(RELATION_ACTION)
    class RelationFormatter(LogFormatter):
        label = gettext_lazy("Change a relation")

        def format_message(self, log_entry):
            return log_entry.data.get("text", self.label)
