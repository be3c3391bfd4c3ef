"""The page of a request, and the moves made from it.

Whatever is shown here is personal or leads to it, so every view asks for the permission before
it looks for the row: who may not see requests cannot even learn that one exists.
"""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from phonenumber_field.phonenumber import to_python as parse_phone
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from appointments import moves
from appointments.desk_columns import name_of, waiting
from appointments.eligibility import clinic_date
from appointments.models import AccessNeed, BookingRequest, OutboundMessage, RequestEvent
from appointments.move_forms import AttemptForm, form_class
from appointments.transitions import CLOSED, OPEN, TRANSITIONS, State, legal_moves

# What each kind of message says, in a word.
MESSAGES = {
    "received": gettext_lazy("Request received"),
    "awaiting_patient": gettext_lazy("Please contact us"),
    "waitlisted": gettext_lazy("On the waitlist"),
    "booked": gettext_lazy("Visit booked"),
    "rescheduled": gettext_lazy("Visit moved"),
    "cancelled": gettext_lazy("Visit cancelled"),
    "withdrawn": gettext_lazy("Request withdrawn"),
    "declined": gettext_lazy("Request declined"),
    "unreachable": gettext_lazy("We could not reach you"),
    "desk_new": gettext_lazy("New request"),
}
WITH_VISIT = [State.BOOKED, State.FULFILLED, State.NO_SHOW]


@dataclass
class Offer:
    """Something that staff can do with a request, with its form."""

    name: str
    label: str
    form: forms.Form
    url: str
    closes: bool = False
    sends: bool = False
    is_legal: bool = True

    @property
    def is_button(self):
        """Whether one click does it. What closes a request or writes to the patient takes two."""
        return not (self.closes or self.sends or self.form.visible_fields())


class RequestView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """One request: how to reach the person, what was asked, what happened, what can be done."""

    model = BookingRequest
    permission_required = "view"
    template_name = "appointments/admin/request.html"
    page_title = gettext_lazy("Request")
    header_icon = "mail"
    index_url_name = None
    inspect_url_name = None
    move_url_name = None
    attempt_url_name = None
    offered = None  # what was just refused, with what was typed

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
        references = BookingRequest.objects.only("reference").oldest_first()
        return super().get_context_data(
            object=booking,
            waiting=waiting(booking, self.now),
            has_visit=booking.state in WITH_VISIT,
            holder=name_of(booking.assigned_to),
            phone=parse_phone(booking.phone),
            may_email=bool(booking.email and booking.email_allowed),
            age=age(booking.date_of_birth, self.now),
            access_needs=access_needs(booking),
            other=references.filter(pk=booking.duplicate_of_id).first(),
            duplicates=references.filter(duplicate_of=booking),
            events=timeline(booking),
            offered=self.offered,
            **self.get_offers(),
            **kwargs,
        )

    def get_offers(self):
        """The moves that are legal now, with the one that was just refused in its place."""
        if not self.user_has_permission("move"):
            return {"attempt": None, "steps": [], "endings": []}
        offers = [self.get_offer(name) for name in legal_moves(self.object.state)]
        attempt = self.get_attempt()
        if self.offered:
            offers = [self.offered if o.name == self.offered.name else o for o in offers]
            attempt = self.offered if self.offered.name == attempt.name else attempt
        return {
            "attempt": attempt if attempt.is_legal else None,
            "steps": [offer for offer in offers if not offer.closes],
            "endings": [offer for offer in offers if offer.closes],
        }

    def get_offer(self, name, data=None):
        transition = TRANSITIONS[name]
        return Offer(
            name=name,
            label=transition.label,
            form=self.get_form(form_class(name), name, data),
            url=reverse(self.move_url_name, args=[self.object.pk, name]),
            closes=transition.target in CLOSED,
            sends=bool(transition.message),
            is_legal=name in legal_moves(self.object.state),
        )

    def get_attempt(self, data=None):
        return Offer(
            name="attempt",
            label=_("Log a contact attempt"),
            form=self.get_form(AttemptForm, "attempt", data),
            url=reverse(self.attempt_url_name, args=[self.object.pk]),
            is_legal=self.object.state in OPEN,
        )

    def get_form(self, form, name, data):
        return form(data, request=self.object, now=self.now, auto_id=f"{name}-%s")


class ActView(RequestView):
    """A change to a request, by POST alone. What is refused comes back with what was typed."""

    def get(self, request, *args, **kwargs):
        """Such as a reload after a refusal: the request as it stands."""
        self.object = self.get_object()
        return redirect(self.get_url())

    def post(self, request, *args, **kwargs):
        if not self.user_has_permission("move"):
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
    """A move of the table, named in the address."""

    def get_bound(self, data):
        if self.kwargs["name"] not in TRANSITIONS:
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


def access_needs(booking):
    """What makes a visit possible for the person, in words."""
    return [AccessNeed(code).label for code in booking.access_needs.split(",") if code]


def timeline(booking):
    """The events of a request, the newest first, each with its messages, without their text."""
    sent = OutboundMessage.objects.defer("body", "calendar")
    events = (
        RequestEvent.objects.filter(request=booking)
        .select_related("by")
        .prefetch_related(Prefetch("messages", queryset=sent))
        .order_by("-version")
    )
    return [(event, labelled(event.messages.all())) for event in events]


def labelled(sent):
    """Pairs of what a message says, in a word, and the message."""
    return [(MESSAGES.get(message.kind, message.kind), message) for message in sent]
