"""The page on which staff enter a request for somebody on the telephone."""

from uuid import uuid4

from django.core.exceptions import BadRequest
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from appointments import moves
from appointments.caller_form import CallerForm
from appointments.eligibility import Reason
from appointments.models import BookingRequest
from appointments.opening import open_to_callers
from appointments.submission import AlreadySubmitted, submit
from appointments.transitions import State
from appointments.views import is_text


@method_decorator(sensitive_post_parameters(), name="dispatch")
class EnterView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """One page, by the rules of the public form. Of somebody under 18 nothing is kept."""

    model = BookingRequest
    permission_required = "move"
    template_name = "appointments/admin/enter.html"
    page_title = gettext_lazy("Enter a caller’s request")
    header_icon = "plus"
    http_method_names = ["get", "head", "post"]
    index_url_name = None
    inspect_url_name = None
    earlier = None  # the request that this form has made already, with other answers
    is_under_age = False

    def get(self, request, *args, **kwargs):
        self.form = self.get_form()
        return self.render_to_response(self.get_context_data())

    def post(self, request, *args, **kwargs):
        if not is_text(request.POST):
            raise BadRequest
        self.form = self.get_form(request.POST.copy())
        if self.form.stop_reason is Reason.UNDER_AGE:
            self.form, self.is_under_age = self.get_form(), True
            return self.render_to_response(self.get_context_data())
        if not (self.opening.is_open and self.form.is_valid()):
            return self.render_to_response(self.get_context_data())
        try:
            booking = enter(self.form, by=request.user, now=self.now)
        except AlreadySubmitted as earlier:
            return self.refuse(earlier.reference)
        # Without the reference: the message travels in a cookie.
        messages.success(request, _("The request is entered. Tell the caller its reference."))
        return redirect(reverse(self.inspect_url_name, args=[booking.pk]))

    def refuse(self, reference):
        """As after Back: the earlier request stands. What was typed can be sent as another one."""
        self.earlier = BookingRequest.objects.only("reference").get(reference=reference)
        data = self.form.data
        data["form_key"] = str(uuid4())
        self.form = self.get_form(data)
        return self.render_to_response(self.get_context_data(), status=409)

    def get_form(self, data=None):
        return CallerForm(data, opening=self.opening, now=self.now)

    @cached_property
    def now(self):
        return timezone.now()

    @cached_property
    def opening(self):
        return open_to_callers()

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": _("Requests")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            form=self.form,
            opening=self.opening,
            earlier=self.earlier,
            is_under_age=self.is_under_age,
            **kwargs,
        )


def enter(form, *, by, now):
    """The request of a form that is right; who handles it has it. In one transaction.

    Raises AlreadySubmitted where this form made a request with other answers.
    """
    with transaction.atomic():
        form_key = form.cleaned_data["form_key"]
        booking = submit(form.answers(), form_key=form_key, now=now, by=by)
        is_new = (booking.state, booking.version) == (State.RECEIVED, 1)
        if form.cleaned_data["handles"] and is_new:
            moves.move(booking, "take", by=by, now=now, version=booking.version)
    return booking
