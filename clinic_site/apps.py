"""Start-up of the clinic's app: the signals behind the page cache and the fault page."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db import transaction
from django.db.models.signals import post_delete, post_migrate, post_save


class ClinicSiteConfig(AppConfig):
    name = "clinic_site"
    verbose_name = "Clinic"

    def ready(self):
        from wagtail.models import PageViewRestriction
        from wagtail.signals import page_slug_changed, page_unpublished, post_page_move

        from clinic_site import faults, no_inline, page_cache
        from clinic_site.checks import check_hosts, check_surroundings
        from clinic_site.models import ClinicSettings
        from clinic_site.sign_in import signals

        register(check_hosts, "hosts")
        register(check_surroundings, Tags.security, deploy=True)
        no_inline.start_without_inline_script()
        signals.connect()
        for signal in [post_save, post_delete]:
            signal.connect(page_cache.something_changed)
        for signal in [page_unpublished, page_slug_changed, post_page_move, post_delete]:
            signal.connect(page_cache.something_withdrawn)
        post_save.connect(page_cache.something_withdrawn, sender=PageViewRestriction)

        def settings_saved(**kwargs):
            transaction.on_commit(faults.render_fault_pages)

        post_save.connect(settings_saved, sender=ClinicSettings, weak=False)
        # After a release, for a new template or a new VAR_DIR.
        post_migrate.connect(faults.after_migrations, sender=self)
