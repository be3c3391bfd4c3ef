"""Twenty staff at once, each in a browser of their own: nothing is lost, nobody is booked twice."""

from datetime import timedelta
from random import Random
from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from appointments.audit_check import check
from appointments.eligibility import clinic_date
from appointments.models import AccessRecord, BookingRequest, OutboundMessage, RequestEvent
from appointments.transitions import State, legal_moves
from clinic_site import roles
from tests.appointments.overlaps import overlapping_visits

STAFF, ROUNDS = 20, 3
# All that one click does.
SIMPLE = {
    "take": {},
    "give_back": {},
    "ask_patient": {},
    "resume": {},
    "withdraw": {},
    "decline": {"decline_code": "payment"},
    "cancel": {"reason": "They called."},
    "reopen": {"reason": "They called again."},
}
OTHERS = {
    "attempt": {"channel": "phone", "outcome": "no_answer"},
    "note": {"note": "They called."},
}


class Member:
    """One of the staff: looks at a request, waits until all have looked, and acts on it."""

    def __init__(self, number, user, clinicians, location):
        self.random = Random(number)
        self.user, self.clinicians, self.location = user, clinicians, location
        self.client = Client()
        self.client.force_login(user)
        self.did = []  # (request, version it was decided on, status of the answer)

    def work(self, barrier, pks):
        try:
            for _round in range(ROUNDS):
                pk = self.random.choice(pks)
                request = BookingRequest.objects.only("state", "version").get(pk=pk)
                url, typed = self.choose(pk, request.state)
                barrier.wait(300)
                answer = self.client.post(url, {"version": request.version, **typed})
                is_done = answer.status_code == 302
                assert not is_done or answer.url == reverse("requests:inspect", args=[pk])
                self.did.append((pk, request.version, answer.status_code))
        except BaseException:
            barrier.abort()  # nobody waits for who fell
            raise
        finally:
            connections.close_all()

    def choose(self, pk, state):
        """An act that the page offers, with what it needs: half of them visits."""
        legal = legal_moves(state)
        if {"book", "reschedule"} & set(legal) and self.random.random() < 0.6:
            return reverse("requests:book", args=[pk]), self.visit()
        name = self.random.choice([*(name for name in SIMPLE if name in legal), *OTHERS])
        if name in OTHERS:
            return reverse(f"requests:{name}", args=[pk]), OTHERS[name]
        return reverse("requests:move", args=[pk, name]), SIMPLE[name]

    def visit(self):
        """One of four times of two clinicians, which overlap each other."""
        day = clinic_date(timezone.now()) + timedelta(days=8)
        return {
            "clinician": self.random.choice(self.clinicians).pk,
            "location": self.location.pk,
            "day": f"{day}",
            "time": self.random.choice(["10:00", "10:30", "11:00", "11:30"]),
            "minutes": "60",
            "outside_hours": "on",
            "entered_elsewhere": "on",
        }


@pytest.fixture
def members(open_clinic, locations, clinician, make_staff):
    clinicians = [clinician, type(clinician).objects.create(name="Chris Example")]
    users = [make_staff(roles.FRONT_DESK, f"staff{number}") for number in range(STAFF)]
    return [Member(n, user, clinicians, locations[0]) for n, user in enumerate(users)]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_of_twenty_staff_at_once_each_act_is_written_whole_or_refused(members, make_request):
    states = [State.RECEIVED, State.IN_REVIEW, State.IN_REVIEW, State.WAITLISTED]
    pks = [make_request(states[number % 4]).pk for number in range(10)]
    barrier = Barrier(STAFF)
    threads = [Thread(target=member.work, args=[barrier, pks]) for member in members]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    did = [(member.user.pk, *act) for member in members for act in member.did]
    assert len(did) == STAFF * ROUNDS
    done = [act for act in did if act[-1] == 302]
    assert {act[-1] for act in did} == {302, 409}, "Some are done, the others are refused."

    # What was done has its event, decided on the version that was seen; nothing else has one.
    written = RequestEvent.objects.exclude(move="submit").values_list("by", "request", "version")
    assert sorted(written) == sorted((by, pk, seen + 1) for by, pk, seen, _status in done)
    for request in BookingRequest.objects.prefetch_related("events"):
        events = list(request.events.all())
        assert [event.version for event in events] == list(range(1, request.version + 1))
        assert events[-1].to_state == request.state
        for before, after in zip(events, events[1:], strict=False):
            assert after.from_state == before.to_state
    assert not overlapping_visits()
    told = list(OutboundMessage.objects.filter(audience="patient").values_list("event", flat=True))
    assert len(told) == len(set(told))
    # Twenty wrote into one chain, each page and each act.
    assert check().fault is None
    acts = AccessRecord.objects.filter(action="change").values_list("staff_id", flat=True)
    assert sorted(acts) == sorted(by for by, *_act in done)
