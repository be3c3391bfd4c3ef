"""What happens when a workflow ends well."""


def publish_approved(workflow_state, user=None):
    """Publish the very revision that was approved: Wagtail's own action publishes the latest one.

    The approval is the permission: who approves may lack the right to publish.
    """
    revision = workflow_state.current_task_state.revision
    revision.publish(user=user, skip_permission_checks=True)
