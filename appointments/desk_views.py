"""The page of a request, and the moves made from it.

Whatever is shown here is personal or leads to it, so every view asks for the permission before
it looks for the row: who may not see requests cannot even learn that one exists.
"""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import TemplateView
from phonenumber_field.phonenumber import to_python as parse_phone
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from appointments import holds, moves
from appointments.desk_columns import eastern, holder, name_of, waiting
from appointments.desk_duplicates import side_by_side
from appointments.desk_offers import RequestOffers
from appointments.desk_timeline import timeline
from appointments.desk_unreadable import UnreadableMixin
from appointments.eligibility import clinic_date
from appointments.inbox_rows import wait
from appointments.link_words import told_times
from appointments.models import AccessNeed, BookingRequest
from appointments.retention import day_to_go
from appointments.transitions import TRANSITIONS, WITH_VISIT
from appointments.watchdog import promise

# What matters when somebody calls the person.
OF_THE_CALL = [AccessNeed.INTERPRETER, AccessNeed.SIGN_LANGUAGE]


class RequestView(
    RequestOffers,
    UnreadableMixin,
    PermissionCheckedMixin,
    WagtailAdminTemplateMixin,
    TemplateView,
):
    """One request: how to reach the person, what was asked, what happened, what can be done."""

    model = BookingRequest
    permission_required = "view"
    template_name = "appointments/admin/request.html"
    page_title = gettext_lazy("Request")
    header_icon = "mail"
    index_url_name = None
    inspect_url_name = None

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        return self.render_to_response(self.get_context_data())

    def get_object(self):
        related = ["location", "assigned_to", "visit_clinician", "visit_location"]
        return get_object_or_404(
            BookingRequest.objects.select_related(*related), pk=self.kwargs["pk"]
        )

    @cached_property
    def now(self):
        return timezone.now()

    def get_page_subtitle(self):
        return self.object.reference

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": _("Requests")},
            {"url": "", "label": self.object.reference},
        ]

    def get_url(self):
        return reverse(self.inspect_url_name, args=[self.object.pk])

    def get_context_data(self, **kwargs):
        booking = self.object
        events, promised = timeline(booking), promise()
        due = promised.due_at(booking)
        references = BookingRequest.objects.only("reference").oldest_first()
        return super().get_context_data(
            object=booking,
            waiting=waiting(booking, self.now),
            first_contact_due=eastern(due) if due else "",
            wait=wait(booking, self.now, promised),
            suspicions=booking.suspicions_in_words(),
            has_visit=booking.state in WITH_VISIT,
            holder=holder(booking) if booking.assigned_to else "",
            phone=parse_phone(booking.phone),
            may_email=bool(booking.email and booking.email_allowed),
            age=age(booking.date_of_birth, self.now),
            access_needs=access_needs(booking),
            call_needs=access_needs(booking, OF_THE_CALL),
            other=references.get(pk=booking.duplicate_of_id) if booking.duplicate_of_id else None,
            duplicates=references.filter(duplicate_of=booking),
            events=events,
            entered_by=name_of(events[-1][0].by),  # nobody on the staff, unless for a caller
            told_times=told_times(booking),
            offered=self.offered,
            goes_on=day_to_go(booking),
            held_with=holds.held_with(booking),
            may_move=self.user_has_permission("move"),
            hold=self.get_hold(),
            **side_by_side(booking),
            **self.get_offers(),
            **self.get_holder_offers(),
            **self.get_note_offers(),
            **self.get_link(),
            **kwargs,
        )


@method_decorator(sensitive_post_parameters(), name="dispatch")
class ActView(RequestView):
    """A change to a request, by POST alone. What is refused comes back with what was typed."""

    act_permission = "move"

    def get(self, request, *args, **kwargs):
        """Such as a reload after a refusal: the request as it stands."""
        self.object = self.get_object()
        return redirect(self.get_url())

    def post(self, request, *args, **kwargs):
        if not self.user_has_permission(self.act_permission):
            raise PermissionDenied
        self.object = self.get_object()
        # A copy, since a refusal puts the version of now in place of the one that came.
        self.offered = self.get_bound(request.POST.copy())
        form = self.offered.form
        if not form.is_valid():
            return self.render_to_response(self.get_context_data())
        try:
            event = self.act(form)
        except moves.MoveRefused as refusal:
            return self.refuse(refusal)
        messages.success(request, self.get_success_message(event))
        return redirect(self.get_url())

    def refuse(self, refusal):
        """The request as it stands now, with the reason and with the form as it was filled in."""
        data = self.offered.form.data
        self.object = self.get_object()
        data["version"] = self.object.version
        self.offered = self.get_bound(data)
        self.offered.form.add_error(None, refusal.sentence)
        return self.render_to_response(self.get_context_data(), status=409)


class MoveView(ActView):
    """A move of the table, named in the address. Visits are booked on a page of their own."""

    def get_bound(self, data):
        transition = TRANSITIONS.get(self.kwargs["name"])
        if transition is None or "visit" in transition.needs:
            raise Http404
        return self.get_offer(self.kwargs["name"], data)

    def act(self, form):
        return moves.move(
            self.object,
            self.offered.name,
            by=self.request.user,
            now=self.now,
            version=form.cleaned_data["version"],
            **form.details(),
        )

    def get_success_message(self, event):
        # Without the reference: the message travels in a cookie.
        return _("Done. The request is now: %(state)s.") % {"state": event.get_to_state_display()}


class AttemptView(ActView):
    """An attempt to reach the person, logged."""

    def get_bound(self, data):
        return self.get_attempt(data)

    def act(self, form):
        return moves.log_attempt(
            self.object,
            by=self.request.user,
            now=self.now,
            version=form.cleaned_data["version"],
            **form.details(),
        )

    def get_success_message(self, event):
        return _("The contact attempt is logged.")


def age(date_of_birth, now):
    """The age in years on the clinic's date at `now`, by the rule of `appointments.eligibility`."""
    today = clinic_date(now)
    had_birthday = (today.month, today.day) >= (date_of_birth.month, date_of_birth.day)
    return today.year - date_of_birth.year - (not had_birthday)


def access_needs(booking, among=AccessNeed):
    """What makes a visit possible for the person, in words."""
    codes = [code for code in booking.access_needs.split(",") if code]
    return [AccessNeed(code).label for code in codes if code in list(among)]
