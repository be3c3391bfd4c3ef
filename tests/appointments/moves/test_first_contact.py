"""When staff first turned to the person: what the due time and the figures go by."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps

from appointments import moves
from appointments.models import BookingRequest
from appointments.transitions import Channel, Outcome
from clinic_site import roles

fill_in = import_module("appointments.migrations.0007_first_contact").fill_in


@pytest.fixture
def clerk(make_staff):
    return make_staff(roles.FRONT_DESK)


def tried(request, by, at):
    call = {"channel": Channel.PHONE, "outcome": Outcome.NO_ANSWER}
    moves.log_attempt(request, by=by, now=at, version=request.version, **call)


def test_taking_a_request_is_no_contact_but_the_first_call_is(make_request, clerk, now):
    request = make_request("received")
    moves.move(request, "take", by=clerk, now=now, version=request.version)
    assert request.first_contact_at is None
    tried(request, clerk, now + timedelta(hours=1))
    tried(request, clerk, now + timedelta(hours=2))
    stored = BookingRequest.objects.get(pk=request.pk)
    assert stored.first_contact_at == now + timedelta(hours=1)


def test_what_the_patient_does_by_the_link_is_no_contact(make_request, now):
    request = make_request("in_review")
    moves.move(request, "withdraw", by=None, now=now, version=request.version)
    assert BookingRequest.objects.get(pk=request.pk).first_contact_at is None


def test_an_upgrade_finds_the_first_contact_of_older_requests(make_request, clerk, now):
    called, withdrawn = make_request("in_review"), make_request("in_review")
    tried(called, clerk, now)
    tried(called, clerk, now + timedelta(hours=1))
    moves.move(withdrawn, "withdraw", by=None, now=now, version=withdrawn.version)
    BookingRequest.objects.update(first_contact_at=None)
    fill_in(apps, None)
    rows = dict(BookingRequest.objects.values_list("pk", "first_contact_at"))
    assert rows == {called.pk: now, withdrawn.pk: None}
