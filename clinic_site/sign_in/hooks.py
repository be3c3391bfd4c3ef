"""What the admin shows of the sign-in: the way to one's second factors, and a session's clock."""

from datetime import timedelta

from django import forms
from django.core.management import call_command
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.views.account import BaseSettingsPanel

from clinic_site.jobs import Job
from clinic_site.sign_in import throttle


class SecondFactorPanel(BaseSettingsPanel):
    """The way from a person's account to their second factors. It saves nothing itself."""

    name = "second_factor"
    title = gettext_lazy("Second factor")
    order = 510
    template_name = "clinic_site/sign_in/account_panel.html"
    form_class = forms.Form

    def get_form(self):
        return forms.Form(prefix=self.name)


@hooks.register("register_account_settings_panel")
def second_factor_panel(request, user, profile):
    """Beside the password."""
    return SecondFactorPanel(request, user, profile)


@hooks.register("insert_global_admin_js")
def stay_js():
    """On every page of the admin; without its dialog it does nothing."""
    return format_html('<script src="{}" defer></script>', static("clinic_site/stay.js"))


@hooks.register("insert_global_admin_css")
def sign_in_css():
    """The look of the pages of the sign-in."""
    return format_html('<link rel="stylesheet" href="{}">', static("clinic_site/sign_in.css"))


@hooks.register("worker_jobs")
def give_upkeep():
    """Once an hour."""
    label = gettext_lazy("Old sessions last deleted")
    return {"sign_in_upkeep": Job(timedelta(hours=1), forget_old, label)}


def forget_old():
    """Delete sessions that have run out, and tries that count no more."""
    call_command("clearsessions")
    throttle.forget_old(timezone.now())
