"""What else the front desk does: any move, on what it sees or saw before, and lines without one."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.urls import reverse
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from appointments import assignment, holds, moves, notes, patient_link
from appointments.contact_details import ContactDetails, change_contact_details
from appointments.models import PatientLink
from appointments.transitions import OPEN, TRANSITIONS, legal_moves
from tests.appointments.machine.day import DIES_AT, IS_STALE, NOTE, WHICH
from tests.appointments.machine.forms import NEW_EMAIL
from tests.appointments.machine.visits import VISIT, Visits

CHOICE = st.integers(0, 999)
ON_THE_PAGE = ["take", "give_back", "ask_patient", "withdraw", "decline", "reopen"]


@dataclass
class Line:
    """A line of the timeline that is no move: whether it may be written now, and by what; the
    message that it sends to the patient; and what is known once it is written."""

    may: bool
    write: Callable
    details: dict = field(default_factory=dict)
    kind: str = ""
    learn: Callable = lambda: None


class Staff(Visits):
    """Acts of the desk."""

    @precondition(lambda self: self.known)
    @rule(which=WHICH, choice=CHOICE, is_stale=IS_STALE, other=WHICH, visit=VISIT, dies_at=DIES_AT)
    def makes_a_move(self, which, choice, is_stale, other, visit, dies_at):
        """Mostly one that the page offers."""
        known = self.one(which)
        names = [*legal_moves(known.state) * 4, *TRANSITIONS]
        self.make(known, names[choice % len(names)], visit, self.one(other), is_stale, dies_at)

    @precondition(lambda self: self.known)
    @rule(
        which=WHICH,
        choice=CHOICE,
        is_stale=st.sampled_from([False] * 9 + [True]),
    )
    def makes_a_move_on_the_page(self, which, choice, is_stale):
        """The same by the desk's own page, whose addresses, logs and cookies count too."""
        known = self.one(which)
        names = [name for name in legal_moves(known.state) if name in ON_THE_PAGE]
        name = (names or ON_THE_PAGE)[choice % len(names or ON_THE_PAGE)]
        url = reverse("requests:move", args=[known.pk, name])
        typed = {"decline": {"decline_code": "payment"}, "reopen": {"reason": NOTE}}.get(name, {})
        expected = not is_stale and known.state in TRANSITIONS[name].sources
        version = known.version - is_stale or 99
        self.clinic.desk.force_login(self.clinic.staff[0])  # weeks may have gone by
        response = self.clinic.desk.post(url, {"version": version, **typed})
        self.clinic.shown.append(response)
        assert response.status_code == (302 if expected else 409)
        if expected:
            assert response.url == reverse("requests:inspect", args=[known.pk])
            self.moved(known, name)

    @precondition(lambda self: self.known)
    @rule(
        which=WHICH,
        what=st.integers(0, 5),
        is_other=st.booleans(),
        is_stale=IS_STALE,
        dies_at=DIES_AT,
    )
    def writes_a_line(self, which, what, is_other, is_stale, dies_at):
        """What leaves the state as it is."""
        known = self.one(which)
        lines = [self.attempts, self.assigns, self.holds, self.changes_link]
        line = [*lines, self.notes, self.corrects_contact][what](known, is_other)
        expected = line.may and not is_stale
        version = known.version - is_stale
        events = []

        def act():
            row = self.row(known)
            by = self.clinic.staff[0]
            events.append(line.write(row, by=by, now=self.now, version=version, **line.details))

        made = self.attempt(act, dies_at, moves.MoveRefused)
        assert made == expected or (expected and dies_at is not None), (line, known)
        if made:
            known.happened(events[0].move, self.now, kind=line.kind)
            line.learn()

    def attempts(self, known, is_reached):
        outcome = "reached" if is_reached else "no_answer"
        details = {"channel": "phone", "outcome": outcome, "note": NOTE}

        def learn():
            known.attempts = [] if is_reached else [*known.attempts, self.clinic.today()]

        return Line(known.state in OPEN, moves.log_attempt, details, learn=learn)

    def assigns(self, known, is_to_nobody):
        to = None if is_to_nobody else self.clinic.staff[known.version % 2]
        may = known.state in OPEN and self.row(known).assigned_to != to

        def learn():
            assert self.row(known).assigned_to == to

        return Line(may, assignment.assign, {"to": to, "note": NOTE}, learn=learn)

    def holds(self, known, is_lift):
        def learn():
            known.on_hold = not is_lift

        function = holds.lift_hold if is_lift else holds.hold
        return Line(known.on_hold == is_lift, function, {"reason": NOTE}, learn=learn)

    def changes_link(self, known, is_new):
        link = PatientLink.objects.filter(request=known.pk).first()
        if is_new:
            may = known.state in OPEN and known.may_mail
            return Line(may, patient_link.send_anew, kind="new_link")
        return Line(link is not None and link.works(self.now), patient_link.turn_off)

    def notes(self, known, _is_other):
        return Line(True, notes.add_note, {"note": NOTE})

    def corrects_contact(self, known, is_same):
        """The e-mail address is taken away, or there is another."""
        answers = known.answers
        if not is_same:
            email = "" if answers.email else NEW_EMAIL
            answers = replace(answers, email=email, email_allowed=bool(email))
        names = ["phone", "voicemail_allowed", "text_allowed", "email", "email_allowed", "language"]
        details = ContactDetails(**{name: getattr(answers, name) for name in names})

        def act(request, **others):
            return change_contact_details(request, details, **others)

        def learn():
            known.answers = answers

        return Line(not is_same, act, learn=learn)
