"""The page on which a wave of suspected spam is discarded. Few are discarded from the inbox."""

from datetime import UTC, datetime

from django import forms
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from appointments.models import Suspicion
from appointments.quarantine import MOST_AT_ONCE, discard_wave, waves


class MomentField(forms.CharField):
    """An aware moment, as `datetime.isoformat` writes it."""

    def clean(self, value):
        try:
            moment = datetime.fromisoformat(super().clean(value))
            if moment.utcoffset() is not None:
                return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        raise forms.ValidationError(_("This is no moment."))


class WaveForm(forms.Form):
    """Which wave, as it stood on the page: what came since is left."""

    suspicions = forms.CharField(required=False, max_length=60)
    until = MomentField(max_length=40)


class QuarantineView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """What is held back, by reason, each with a button that discards it in numbers."""

    permission_required = "move"
    template_name = "appointments/admin/quarantine.html"
    page_title = gettext_lazy("Discard a wave of spam")
    header_icon = "warning"
    index_url_name = None
    quarantine_url_name = None

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": _("Requests")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs):
        found = [
            {
                **wave,
                "reasons": [
                    Suspicion(code).label for code in wave["suspicions"].split(",") if code
                ],
            }
            | {"until": wave["last"].isoformat(), "at_once": min(wave["count"], MOST_AT_ONCE)}
            for wave in waves()
        ]
        return super().get_context_data(
            waves=found,
            total=sum(wave["count"] for wave in found),
            most=MOST_AT_ONCE,
            list_url=f"{reverse(self.index_url_name)}?group=quarantined",
            **kwargs,
        )

    def post(self, request):
        form = WaveForm(request.POST)
        if form.is_valid():
            done = discard_wave(**form.cleaned_data, by=request.user, now=timezone.now())
            messages.success(request, discarded(done))
        else:
            messages.warning(request, _("Nothing was discarded. Try it again from this page."))
        return redirect(self.quarantine_url_name)


def discarded(count):
    return ngettext(
        "%(count)s request is discarded as spam.",
        "%(count)s requests are discarded as spam.",
        count,
    ) % {"count": count}
