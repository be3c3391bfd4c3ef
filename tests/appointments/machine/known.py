"""What a bystander knows of the requests: plain Python, fed only by what was acknowledged."""

from dataclasses import dataclass, field
from datetime import timedelta

from appointments.business_days import business_days_spanned
from appointments.eligibility import clinic_date
from appointments.transitions import CLOSED, TRANSITIONS

OPENINGS = ["submit", "release", "reopen"]


@dataclass
class Known:
    """One request as it was acknowledged, step by step."""

    reference: str
    pk: int
    form_key: object
    sent: object  # the answers of the form
    answers: object  # with how to reach the person now
    uid: str
    state: str
    submitted_at: object
    events: list = field(default_factory=list)  # (move, state after it)
    told: list = field(default_factory=list)  # (version, kind) of each message to the patient
    attempts: list = field(default_factory=list)  # dates, since it was opened or reached
    visit: tuple | None = None  # (clinician's key, start, end)
    state_changed_at: object = None
    on_hold: bool = False

    @property
    def version(self):
        return len(self.events)

    @property
    def may_mail(self):
        return bool(self.answers.email and self.answers.email_allowed)

    def happened(self, move, now, *, state=None, kind="", visit=None):
        """An event of the timeline, with the state after it and its message to the patient."""
        if state is not None:
            self.state, self.state_changed_at = state, now
        self.events.append((move, str(self.state)))
        if kind and self.may_mail:
            self.told.append((self.version, kind))
        if move in OPENINGS:
            self.attempts = []
        if visit is not None:
            self.visit = visit

    def moved(self, name, now, visit=None):
        """A move of the table."""
        move = TRANSITIONS[name]
        self.happened(name, now, state=move.target, kind=move.message, visit=visit)

    def enough_attempts(self):
        """FACTS section 3: three attempts that span five business days."""
        days = self.attempts
        return len(days) >= 3 and business_days_spanned(days[0], days[-1]) >= 5

    def is_booked_at(self, clinician, start, end):
        """Whether its booked visit takes some of this time of the clinician."""
        if self.state != "booked" or self.visit[0] != clinician:
            return False
        return self.visit[1] < end and start < self.visit[2]

    def may_be_purged(self, kept_days, now):
        """Whether it was closed as long ago as the rule of its state says."""
        days = kept_days.get(self.state)
        if self.state not in CLOSED or days is None or self.on_hold:
            return False
        return clinic_date(self.state_changed_at) + timedelta(days=days) <= clinic_date(now)
