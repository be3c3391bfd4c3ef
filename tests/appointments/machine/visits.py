"""How the front desk moves a request on, and the way to a visit and its changes."""

from datetime import datetime, time, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from appointments import moves
from appointments.move_needs import Visit
from appointments.transitions import TRANSITIONS, legal_moves
from tests.appointments.machine.day import DIES_AT, IS_STALE, NOTE, WHICH, Day

# Day, half hour, minutes, clinician: so near to each other that they often overlap.
VISIT = st.tuples(
    st.sampled_from([0, 1, 1, 1]), st.integers(0, 3), st.sampled_from([30, 90]), st.integers(0, 1)
)
ON_THE_WAY = ["release", "take", "book", "reschedule", "reopen"]
OF_VISITS = st.sampled_from(
    ["reschedule", "reschedule", "reschedule", "cancel", "cant_come", "fulfill", "miss"]
)


class Visits(Day):
    """The table of moves."""

    @precondition(lambda self: self.known)
    @rule(which=WHICH, visit=VISIT, dies_at=DIES_AT)
    def goes_on_to_a_visit(self, which, visit, dies_at):
        """All moves on the way there, or to another time for it."""
        known = self.one(which)
        for _move in range(3):
            legal = legal_moves(known.state)
            name = next(name for name in ON_THE_WAY if name in legal)
            self.make(known, name, visit, None, False, dies_at)
            if name in ["book", "reschedule"]:
                break

    @precondition(lambda self: self.booked())
    @rule(which=WHICH, name=OF_VISITS, visit=VISIT, is_stale=IS_STALE, dies_at=DIES_AT)
    def changes_a_visit(self, which, name, visit, is_stale, dies_at):
        booked = self.booked()
        self.make(booked[which % len(booked)], name, visit, None, is_stale, dies_at)

    def booked(self):
        return [known for known in self.known.values() if known.state == "booked"]

    def make(self, known, name, visit, other, is_stale, dies_at):
        """A move, and whether it had to be made."""
        visit = self.visit(*visit)
        details = {
            need: {
                "reason": NOTE,
                "look_again_on": self.clinic.today() + timedelta(days=10),
                "decline_code": "payment",
                "duplicate_of": other and self.row(other),
                "visit": visit,
            }[need]
            for need in TRANSITIONS[name].needs
            if need not in ["begun", "ahead", "attempts"]
        }

        def act():
            moves.move(
                self.row(known),
                name,
                by=self.clinic.staff[0],
                now=self.now,
                version=known.version - is_stale,
                **details,
            )

        expected = not is_stale and self.is_allowed(known, name, visit, other)
        made = self.attempt(act, dies_at, moves.MoveRefused)
        assert made == expected or (expected and dies_at is not None), (name, known)
        if made:
            self.moved(known, name, visit)

    def visit(self, day, slot, minutes, clinician):
        noon = datetime.combine(self.clinic.today(), time(17), tzinfo=self.now.tzinfo)
        return Visit(
            start=noon + timedelta(days=day, minutes=30 * slot),
            minutes=minutes,
            clinician=self.clinic.clinicians[clinician],
            location=self.clinic.locations[0],
            entered_elsewhere=True,
        )

    def is_allowed(self, known, name, visit, other):
        """Whether the move may be made now, as the clinic's rules say."""
        checks = {
            "visit": lambda: self.is_free(known, visit),
            "begun": lambda: self.now >= known.visit[1],
            "ahead": lambda: self.now < known.visit[1],
            "attempts": known.enough_attempts,
            "duplicate_of": lambda: other is not known and other.state != "duplicate",
        }
        needs = [checks[need] for need in TRANSITIONS[name].needs if need in checks]
        is_legal = known.state in TRANSITIONS[name].sources
        return is_legal and all(check() for check in needs)

    def is_free(self, known, visit):
        """Whether the visit is ahead, another than the one booked, and overlaps no other."""
        wanted = (visit.clinician.pk, visit.start, visit.end)
        if visit.start <= self.now or (known.state == "booked" and known.visit == wanted):
            return False
        others = [other for other in self.known.values() if other is not known]
        return not any(other.is_booked_at(*wanted) for other in others)

    def moved(self, known, name, visit=None):
        if name not in ["book", "reschedule"]:
            visit = None
        visit = visit and (visit.clinician.pk, visit.start, visit.end)
        if name == "release":  # its message is the acknowledgement, of which one goes a day
            kind = self.acknowledgement(known)
            known.happened(name, self.now, state="received", kind=kind)
        else:
            known.moved(name, self.now, visit)
