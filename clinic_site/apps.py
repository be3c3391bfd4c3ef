"""Start-up of the clinic's app: the signals behind the page cache and the fault page."""

from django.apps import AppConfig
from django.db import transaction
from django.db.models.signals import post_delete, post_save


class ClinicSiteConfig(AppConfig):
    name = "clinic_site"
    verbose_name = "Clinic"

    def ready(self):
        from wagtail.signals import post_page_move

        from clinic_site import faults, page_cache
        from clinic_site.models import ClinicSettings

        for signal in [post_save, post_delete, post_page_move]:
            signal.connect(page_cache.something_changed, dispatch_uid="page_cache")

        def settings_saved(**kwargs):
            transaction.on_commit(faults.render_fault_page)

        post_save.connect(settings_saved, sender=ClinicSettings, weak=False)
