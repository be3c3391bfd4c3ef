"""Where a person is in the request journey: what they typed so far, checked at one moment."""

from uuid import uuid4

from appointments.eligibility import FLORIDA_STATEMENT_VERSION
from appointments.forms import TRAP, ContactForm, TimesForm, WhereForm
from appointments.spam import Sender
from appointments.submission import Answers
from appointments.summaries import summaries

# In this order. A person is led to the first page that is not right; then they check and send.
PAGES = {"where": WhereForm, "contact": ContactForm, "times": TimesForm}
CHECK = "check"
STEPS = [*PAGES, CHECK]


class Journey:
    """The pages typed so far. It holds nothing that outlives the response."""

    def __init__(self, state, opening, now):
        self.state, self.opening, self.now = state, opening, now
        self.forms = {}

    def keep(self, step, data):
        """Take over what was typed on a page."""
        self.state.pages[step] = PAGES[step](data, opening=self.opening, now=self.now).typed()

    def form(self, step):
        """A page as it was typed, checked; an empty one where it was not reached yet."""
        if step not in self.forms:
            data = self.state.page(step)
            self.forms[step] = PAGES[step](data, opening=self.opening, now=self.now)
        return self.forms[step]

    def unchecked(self, step):
        """A page filled in with what was typed, for somebody who comes back to it."""
        form = self.form(step)
        initial = form.values_typed() if form.is_bound else {}
        return PAGES[step](opening=self.opening, now=self.now, initial=initial)

    @property
    def stop_reason(self):
        """Why the journey ends, or None."""
        return self.form("where").stop_reason

    @property
    def first_wrong(self):
        """The first page that is not right, or None when all can be sent."""
        return next((step for step in PAGES if not self.form(step).is_valid()), None)

    def note_first_page(self):
        """The first page was passed: the form gets its key and its time, the statement its own."""
        where = self.form("where")
        if not where.is_valid():
            return
        if self.state.form_key is None:
            self.state.form_key, self.state.begun_at = uuid4(), self.now
        self.state.statement, self.state.stated_at = "", None
        if where.location.is_virtual:
            self.state.statement, self.state.stated_at = FLORIDA_STATEMENT_VERSION, self.now

    def summaries(self):
        """The sections of the check page. A method, since Django logs contexts, not methods."""
        return summaries(self.answers())

    def sender(self, address):
        """How the form came, for `appointments.spam`."""
        is_trapped = self.form("contact").cleaned_data[TRAP] != ""
        return Sender(address=address, begun_at=self.state.begun_at, is_trapped=is_trapped)

    def answers(self):
        """The answers of all pages, which are right."""
        return answers_of(
            *(self.form(step) for step in PAGES),
            statement=self.state.statement,
            stated_at=self.state.stated_at,
            notice=self.state.notice,
        )


def answers_of(where, contact, times, *, statement, stated_at, notice):
    """The answers of the three pages, which are right; for FormState's fields see there."""
    who, phone = contact.cleaned_data, contact.cleaned_data["phone"]
    return Answers(
        location=where.location,
        date_of_birth=where.cleaned_data["date_of_birth"],
        expects_florida=where.cleaned_data["expects_florida"],
        florida_statement_version=statement,
        florida_stated_at=stated_at,
        patient_type=who["patient_type"],
        first_name=who["first_name"],
        last_name=who["last_name"],
        phone=phone.as_e164 if phone else "",
        voicemail_allowed=bool(phone) and who["voicemail"],
        text_allowed=bool(phone) and who["text"],
        email=who["email"],
        email_allowed=bool(who["email"]) and who["email_consent"],
        preferred_times=tuple(times.preferred_times.values()),
        language=times.cleaned_data["language"],
        access_needs=tuple(times.cleaned_data["access_needs"]),
        privacy_notice_revision=notice,
    )
