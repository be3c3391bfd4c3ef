"""The library's app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ConditionsConfig(AppConfig):
    name = "conditions"
    verbose_name = "Conditions"

    def ready(self):
        from conditions import notices, workflow

        notices.connect()
        post_migrate.connect(workflow.write_workflow, sender=self)
