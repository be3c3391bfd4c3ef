"""The page behind a patient's link.

GET never looks at the token: it is the same for every one, and changes nothing, so that a mail
scanner which follows links does no harm and learns nothing. POST opens, shows and acts.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters

from appointments import link_tokens, patient_link
from appointments.calendar_file import visit_entry
from appointments.link_forms import ActForm, CallTimesForm, CannotComeForm, YearForm
from appointments.link_words import state_in_words, told_times
from appointments.message_words import visit_time
from appointments.models import BookingRequest
from appointments.moves import AlreadyMoved, IllegalMove, MoveRefused
from appointments.texts import TEXTS
from appointments.texts_in_use import words_of
from appointments.transitions import State
from appointments.views import is_text

# One sentence for a wrong year and for a link that is wrong, old or turned off: whoever tries
# learns nothing from it, and whoever is right learns what to do.
NOT_OPENED = _(
    "We could not open it. Check the year. Links work for 30 days, and five wrong years turn a "
    "link off. If the year is right, please call us."
)
OPEN_TOO_LONG = _("For your privacy this page has closed. Enter the year once more.")
UNREADABLE = _("We could not read what was sent. Enter the year once more.")
CHANGED = _("Your request has changed while this page was open. Nothing was sent. Look at it now.")


def send_times(booking, form, **details):
    times = list(form.preferred_times.values())
    return patient_link.tell_times(booking, times=times, **details)


def send_cannot_come(booking, form, **details):
    wants_another = form.cleaned_data["another"] == "yes"
    return patient_link.cannot_come(booking, wants_another=wants_another, **details)


def send_withdraw(booking, form, **details):
    return patient_link.withdraw(booking, **details)


@dataclass(frozen=True)
class Act:
    """Something that a patient can do: the form that asks, and what is said afterwards."""

    form: type
    send: Callable
    moves: tuple  # the events that it may write
    done: str


ACTS = {
    "times": Act(
        CallTimesForm,
        send_times,
        (patient_link.BETTER_TIME, "reopen"),
        _("Thank you. We have noted when to call you."),
    ),
    "cant_come": Act(
        CannotComeForm,
        send_cannot_come,
        ("cant_come",),
        _("Your appointment is canceled. If it is in your calendar, please delete the entry."),
    ),
    "withdraw": Act(ActForm, send_withdraw, ("withdraw",), _("You have taken back your request.")),
}


@method_decorator([sensitive_post_parameters(), cache_control(no_store=True)], name="dispatch")
class PatientLinkView(View):
    """The address holds the token and nothing else; what is done stands in the form."""

    http_method_names = ["get", "head", "post"]

    def get(self, request, token):
        return self.year_page(YearForm(**self.form_context))

    def post(self, request, token):
        if not is_text(request.POST):
            return self.year_page(YearForm(**self.form_context), notice=UNREADABLE, status=400)
        if "proof" not in request.POST:
            return self.open(token)
        link = patient_link.open_with_proof(token, request.POST["proof"], now=self.now)
        if link is None:
            return self.year_page(YearForm(**self.form_context), notice=OPEN_TOO_LONG)
        self.link, self.proof = link, request.POST["proof"]
        return self.proceed(request.POST.get("go", ""))

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        self.form_context = {"opening": None, "now": self.now}

    def open(self, token):
        """The request, for who enters the right year."""
        form = YearForm(self.request.POST, **self.form_context)
        if not form.is_valid():
            return self.year_page(form)
        link = patient_link.open_with_year(token, form.cleaned_data["year"], now=self.now)
        if link is None:
            form.add_error("year", NOT_OPENED)
            return self.year_page(form)
        self.link, self.proof = link, patient_link.proof_of(link, self.now)
        return self.state_page()

    def proceed(self, go):
        """The page to which a button leads: `times` asks, `send-times` acts."""
        booking = self.link.request
        name = go.removeprefix("send-")
        is_sent = name != go
        if name in ACTS and is_sent:
            return self.act(name)
        if go not in patient_link.possible(booking, self.now):
            return self.state_page()
        if go == "calendar":
            return self.calendar_file()
        return self.ask(go, ACTS[go].form(**self.form_context))

    def act(self, name):
        """Do it, and show what came of it. A second click finds it done."""
        act, booking = ACTS[name], self.link.request
        form = act.form(self.request.POST, **self.form_context)
        if not form.is_valid():
            if "version" in form.errors:
                return self.state_page(CHANGED, is_done=False)
            return self.ask(name, form)
        version = form.cleaned_data["version"]
        try:
            act.send(booking, form, now=self.now, version=version)
        except (AlreadyMoved, IllegalMove):
            self.link.request = BookingRequest.objects.get(pk=booking.pk)
            is_done = patient_link.is_done(booking, act.moves, version)
            return self.state_page(act.done if is_done else CHANGED, is_done=is_done)
        except MoveRefused as refusal:
            return self.state_page(refusal.sentence, is_done=False)
        return self.state_page(act.done)

    def calendar_file(self):
        """The entry of the visit once more, with the link in it."""
        address = link_tokens.address_of(self.link)
        entry = visit_entry(self.link.request, now=self.now, address=address)
        response = HttpResponse(entry, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
        return response

    def year_page(self, form, notice="", status=200):
        return self.page("year", status=status, form=form, notice=notice)

    def state_page(self, notice="", is_done=True):
        """Where the request stands, and what can be done."""
        booking = self.link.request
        heading, sentences, joining_link = state_in_words(booking, self.now)
        is_booked = booking.state == State.BOOKED
        return self.opened(
            "state",
            heading=heading,
            sentences=sentences,
            joining_link=joining_link,
            notice=notice,
            is_done=is_done,
            possible=patient_link.possible(booking, self.now),
            visit_time=visit_time(booking) if is_booked or self.has_lost_visit else "",
            place=booking.visit_location if is_booked else None,
            told_times=told_times(booking) if patient_link.may_call(booking) else "",
        )

    @property
    def has_lost_visit(self):
        """Whether there was a visit that the state speaks of."""
        booking = self.link.request
        states = [State.CANCELLED, State.NO_SHOW, State.FULFILLED]
        return booking.state in states and booking.visit_start is not None

    def ask(self, name, form):
        """The page on which the patient checks what is about to be done."""
        booking = self.link.request
        times = visit_time(booking) if booking.state == State.BOOKED else ""
        return self.opened(name, form=form, visit_time=times)

    def opened(self, name, **context):
        """A page for who has entered the year."""
        booking = self.link.request
        return self.page(
            name,
            proof=self.proof,
            version=booking.version,
            reference=booking.reference,
            **context,
        )

    def page(self, name, status=200, **context):
        key = f"link-{name}"
        if key in TEXTS:  # what a state is called is not the page's
            context["text"] = words_of(key)
        return render(self.request, f"appointments/link/{name}.html", context, status=status)
