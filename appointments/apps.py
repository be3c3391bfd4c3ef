"""The appointments app. It stands last in INSTALLED_APPS."""

from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate


class AppointmentsConfig(AppConfig):
    name = "appointments"
    verbose_name = "Appointments"

    def ready(self):
        from appointments.checks import check_keys, check_proxies
        from clinic_site import roles

        register(check_keys, "keys")
        register(check_proxies, "keys")
        # Here, because all permissions exist only when the last app has had its turn.
        post_migrate.connect(roles.write_roles, sender=self)
