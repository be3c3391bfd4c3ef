"""The page on which a request is booked, or its visit moved.

As in `appointments.desk_views`, the permission is asked for before the row is looked for.
"""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from appointments import moves
from appointments.booking_calendar import booking_calendar, monday_to_show, parsed_spot
from appointments.desk_unreadable import UnreadableMixin
from appointments.desk_views import access_needs
from appointments.models import BookingRequest
from appointments.transitions import TRANSITIONS, State, legal_moves
from appointments.visit_form import VisitForm

# The buttons that book nothing: show the calendar, go to another week, take a free spot.
LOOKS = ["show", "go", "spot"]
# Who the person is stands on the request's own page, and stays sealed here.
NOT_SHOWN = ["first_name", "last_name", "date_of_birth", "phone"]


@method_decorator(sensitive_post_parameters(), name="dispatch")
class BookView(UnreadableMixin, PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Books a request, or moves its visit. What is refused comes back with what was typed.

    The form has buttons that only renew the calendar beside it (LOOKS); they lose nothing that was
    typed, and work without a script. All is sent by POST, so that no address tells of a visit.
    """

    model = BookingRequest
    permission_required = "view"
    template_name = "appointments/admin/booking.html"
    header_icon = "calendar"
    http_method_names = ["get", "head", "post"]
    index_url_name = None
    inspect_url_name = None
    book_url_name = None

    def dispatch(self, request, *args, **kwargs):
        if not self.user_has_permission("move"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if self.name not in legal_moves(self.object.state):
            messages.warning(request, moves.IllegalMove.sentence)
            return redirect(self.get_url())
        self.form = self.get_form()
        return self.render_to_response(self.get_context_data())

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        if any(name in request.POST for name in LOOKS):
            return self.look(request.POST)
        # A copy, since a refusal puts the version of now in place of the one that came.
        self.form = self.get_form(request.POST.copy())
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data())
        try:
            event = moves.move(
                self.object,
                self.name,
                by=request.user,
                now=self.now,
                version=self.form.cleaned_data["version"],
                **self.form.details(),
            )
        except moves.MoveRefused as refusal:
            return self.refuse(refusal)
        # Without the reference: the message travels in a cookie.
        state = {"state": event.get_to_state_display()}
        messages.success(request, _("Done. The request is now: %(state)s.") % state)
        return redirect(self.get_url())

    def look(self, data):
        """The form as it was typed, unchecked, with its calendar; the script asks for that part."""
        spot = parsed_spot(data.get("spot"))
        typed = {name: spot.get(name, data.get(name)) for name in VisitForm.base_fields}
        self.form = self.get_form(initial=typed)
        if "part" in data:
            self.template_name = "appointments/admin/booking_calendar.html"
        return self.render_to_response(self.get_context_data())

    def refuse(self, refusal):
        """The request as it stands now, with the reason and with the form as it was filled in."""
        data = self.form.data
        self.object = self.get_object()
        data["version"] = self.object.version
        self.form = self.get_form(data)
        self.form.add_error(None, refusal.sentence)
        return self.render_to_response(self.get_context_data(), status=409)

    def get_object(self):
        related = ["location", "visit_clinician", "visit_location"]
        found = BookingRequest.objects.select_related(*related).defer(*NOT_SHOWN)
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def get_form(self, data=None, initial=None):
        return VisitForm(data, initial=initial, request=self.object, now=self.now)

    @cached_property
    def now(self):
        return timezone.now()

    @property
    def name(self):
        """The move: what is booked already is moved."""
        return "reschedule" if self.object.state == State.BOOKED else "book"

    def get_url(self):
        return reverse(self.inspect_url_name, args=[self.object.pk])

    def get_page_title(self):
        return TRANSITIONS[self.name].label

    def get_page_subtitle(self):
        return self.object.reference

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": _("Requests")},
            {"url": self.get_url(), "label": self.object.reference},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs):
        go, day = self.request.POST.get("go"), self.form.chosen("day")
        monday = monday_to_show(go, day, self.now)
        return super().get_context_data(
            object=self.object,
            form=self.form,
            calendar=booking_calendar(self.form, monday, self.now),
            is_legal=self.name in legal_moves(self.object.state),
            access_needs=access_needs(self.object),
            may_email=bool(self.object.email and self.object.email_allowed),
            request_url=self.get_url(),
            **kwargs,
        )
