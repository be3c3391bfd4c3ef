"""What people do with the form: they send it, send it again, or try what is not offered."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from appointments.spam import Sender
from appointments.submission import AlreadySubmitted, Answers, NotEligible, submit
from tests.appointments.machine.day import DIES_AT, WHICH, Day
from tests.appointments.machine.known import Known

PEOPLE = [
    ("Zelmira", "Quixworthy", "+13055550171", "zelmira.quix@patient.example", date(1957, 8, 23)),
    ("Ottoline", "Fjordhammer", "+13055550182", "OTTO.fjord@patient.example", date(1988, 2, 29)),
    ("Ignatius", "Wexelblatt", "+13055550193", "", date(1999, 12, 31)),
]
# A form that was sent before, and what is different in it.
AGAIN = {
    "the same": {},
    "another name": {"last_name": "Another"},
    "a minor": {"date_of_birth": date(2020, 1, 1)},
    "out of Florida": {"expects_florida": False},
}
NEW_EMAIL = "zsentinel.moved@patient.example"
NEEDS = ("sign-language", "quiet")


def sentinels():
    """What people typed, in every spelling that could betray them."""
    for first, last, phone, email, born in PEOPLE:
        yield from [first, last, phone[2:], f"555-{phone[-4:]}", f"{born}"]
        if email:
            yield email.partition("@")[0]
    yield from [NEEDS[0], NEW_EMAIL]


class Forms(Day):
    """Somebody at the form."""

    @initialize()
    def three_have_asked(self):
        for person in range(3):
            self.sends_a_form(person, person, True, "en", False, None)

    @rule(
        person=st.integers(0, len(PEOPLE) - 1),
        place=st.integers(0, 2),
        may_email=st.sampled_from([True, True, True, False]),
        language=st.sampled_from(["en", "es"]),
        is_trapped=st.sampled_from([False, False, False, True]),
        dies_at=DIES_AT,
    )
    def sends_a_form(self, person, place, may_email, language, is_trapped, dies_at):
        answers = answers_of(person, self.clinic.locations[place], self.now)
        answers["email_allowed"] = may_email and answers["email_allowed"]
        answers = Answers(**answers | {"language": language})
        sender = Sender("192.0.2.7", self.now - timedelta(hours=1), True) if is_trapped else None
        form_key, sent = uuid4(), []

        def act():
            sent.append(submit(answers, form_key=form_key, now=self.now, sender=sender))

        if self.attempt(act, dies_at):
            self.acknowledge(sent[0], form_key, answers, is_trapped)

    def acknowledge(self, request, form_key, answers, is_trapped):
        known = Known(
            reference=request.reference,
            pk=request.pk,
            form_key=form_key,
            sent=answers,
            answers=answers,
            uid=str(request.visit_uid),
            state="",
            submitted_at=self.now,
        )
        kind = "" if is_trapped else self.acknowledgement(known)
        state = "quarantined" if is_trapped else "received"
        known.happened("submit", self.now, state=state, kind=kind)
        self.known[known.reference] = known

    @precondition(lambda self: self.known)
    @rule(which=WHICH, how=st.sampled_from(list(AGAIN)), dies_at=DIES_AT)
    def sends_a_form_again(self, which, how, dies_at):
        """The same, with another name, or as somebody who may not send it."""
        known = self.one(which)
        values = {name: getattr(known.sent, name) for name in Answers.__dataclass_fields__}
        answers = Answers(**values | {"location": self.clinic.locations[2]} | AGAIN[how])
        if how in ["the same", "another name"]:
            answers = replace(answers, location=known.sent.location)
        told = []

        def act():
            try:
                told.append(submit(answers, form_key=known.form_key, now=self.now))
            except AlreadySubmitted as earlier:
                told.append(earlier)

        if self.attempt(act, dies_at, NotEligible):
            assert told[0].reference == known.reference
            assert isinstance(told[0], AlreadySubmitted) == (how == "another name")
        elif dies_at is None:
            assert how in ["a minor", "out of Florida"]


def answers_of(person, location, now):
    """What one of the people answers, as the fields of Answers."""
    first, last, phone, email, born = PEOPLE[person]
    return {
        "location": location,
        "date_of_birth": born,
        "patient_type": "new",
        "first_name": first,
        "last_name": last,
        "language": "en",
        "preferred_times": (("mon", "morning"),),
        "phone": phone,
        "email": email,
        "email_allowed": bool(email),
        "access_needs": NEEDS,
        "expects_florida": True,
        "florida_statement_version": "2026-11",
        "florida_stated_at": now,
    }
