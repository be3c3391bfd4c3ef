"""What people do by a patient's link: they guess the year, and act on the request."""

from datetime import timedelta
from types import SimpleNamespace

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from appointments import link_tokens, patient_link
from appointments.models import MOST_WRONG_YEARS, PatientLink
from tests.appointments.link.conftest import Visitor
from tests.appointments.machine.day import DIES_AT, WHICH, Day
from tests.appointments.machine.dying import dying_at

# What a patient does by the link, and types for it.
TYPED = {
    "withdraw": {},
    "cant_come": {"another": "yes"},
    "times": {"weekday_1": "mon", "part_of_day_1": "morning"},
}


class Links(Day):
    """Somebody with a link, on its real page."""

    @precondition(lambda self: self.tokens)
    @rule(which=WHICH, wrong_by=st.integers(-3, 3), dies_at=DIES_AT)
    def guesses_the_year(self, which, wrong_by, dies_at):
        """Somebody with a link, who may not be its patient."""
        known, token = self.linked(which)
        visitor, opens = Visitor(token), self.opens(known, token)
        before = self.link(known)
        year = known.answers.date_of_birth.year + wrong_by
        with dying_at(dies_at) as visit:
            visitor.tries(f"{year}")
        self.clinic.shown.append(visitor.page)
        after = self.link(known)
        if opens and wrong_by and before.last_wrong_year != f"{year}":
            if visit.lived or after != before:
                assert after.wrong_years == before.wrong_years + 1
            if after.wrong_years == MOST_WRONG_YEARS:
                known.happened(patient_link.LOCKED, self.now)
        elif visit.lived:
            assert ('name="year"' in visitor.text) != (opens and not wrong_by)

    @precondition(lambda self: self.tokens)
    @rule(
        which=WHICH,
        go=st.sampled_from(list(TYPED)),
        is_stale=st.sampled_from([False, False, False, True]),
        dies_at=DIES_AT,
    )
    def acts_by_the_link(self, which, go, is_stale, dies_at):
        known, token = self.linked(which)
        visitor, opens = Visitor(token), self.opens(known, token)
        visitor.tries(f"{known.answers.date_of_birth.year}")
        assert ('name="year"' in visitor.text) != opens
        if visitor.hidden("proof") is None:
            assert not opens or not any(self.possible(known, name) for name in TYPED)
            return
        version = int(visitor.hidden("version") or known.version) - is_stale
        expected = not is_stale and self.possible(known, go)
        with dying_at(dies_at) as visit:
            visitor.presses(f"send-{go}", version=version, **TYPED[go])
        self.clinic.shown.append(visitor.page)
        is_written = self.row(known).version > known.version
        if visit.lived:
            assert is_written == expected
        if is_written:
            assert expected
            self.acted(known, go)

    def possible(self, known, go):
        """Whether the patient can do this now, as issue and words on the page say."""
        if go == "withdraw":
            return known.state in ["received", "in_review", "awaiting_patient", "waitlisted"]
        if go == "cant_come":
            return known.state == "booked" and self.now < known.visit[1]
        callable_states = ["received", "in_review", "awaiting_patient", "waitlisted", "unreachable"]
        if known.state not in callable_states:
            return False
        return known.state == "unreachable" or self.told_today(known) < 5

    def told_today(self, known):
        day_ago = self.now - timedelta(days=1)
        return self.row(known).events.filter(move="better_time", at__gt=day_ago).count()

    def acted(self, known, go):
        if go != "times":
            known.moved(go, self.now)
        elif known.state == "unreachable":
            known.moved("reopen", self.now)
        else:
            known.happened(patient_link.BETTER_TIME, self.now)

    # ------------------------------------------------------------ links

    def linked(self, which):
        """A request whose patient got a mail with a link, and the token in it."""
        reference = list(self.tokens)[::-1][which % len(self.tokens)]
        return self.known[reference], self.tokens[reference]

    def link(self, known):
        return SimpleNamespace(
            **PatientLink.objects.values(
                "wrong_years", "last_wrong_year", "revoked_at", "token_hash", "expires_at"
            ).get(request=known.pk)
        )

    def opens(self, known, token):
        """Whether the right year opens it: it is the newest, not turned off, not too old."""
        link = self.link(known)
        is_newest = link.token_hash == link_tokens.hash_of(token)
        return is_newest and link.revoked_at is None and self.now < link.expires_at
