"""The workflow in which a clinician signs a page off: made by the code, for every page alike."""

from wagtail.models import Workflow, WorkflowTask

from conditions.models.approval import ClinicalApprovalTask

NAME = "Clinical sign-off"


def sign_off_workflow():
    """The workflow of every condition page, mended where somebody switched it off."""
    task = ClinicalApprovalTask.objects.filter(active=True)
    workflow = Workflow.objects.active().filter(workflow_tasks__task__in=task).first()
    return workflow or write_workflow()


def write_workflow(**kwargs):
    """Make the workflow with its one task, both active. Safe to repeat."""
    task = ClinicalApprovalTask.objects.order_by("pk").first() or ClinicalApprovalTask(name=NAME)
    task.active = True
    task.save()
    workflow = Workflow.objects.filter(workflow_tasks__task=task).first() or Workflow(name=NAME)
    workflow.active = True
    workflow.save()
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task)
    return workflow
