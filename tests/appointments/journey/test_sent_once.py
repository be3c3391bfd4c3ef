"""A form is one request, however often it is sent, and none while the database is down."""

import pytest
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper

from appointments.models import BookingRequest, OutboundMessage, RequestPause
from tests.appointments.patient import PAGES


def test_a_reload_of_the_sent_page_shows_the_same_request(patient):
    patient.reaches("check")
    state = patient.state
    first = patient.sends().text
    again = patient.sends(state=state).text
    assert first == again
    assert BookingRequest.objects.count() == 1
    assert OutboundMessage.objects.filter(kind="received").count() == 1


def test_a_reload_shows_the_request_also_when_all_is_paused_since(patient, locations):
    patient.reaches("check")
    state = patient.state
    first = patient.sends().text
    RequestPause.objects.create(sentence="We are away.")
    RequestPause.objects.create(location=locations[1], sentence="We are away.")
    assert patient.sends(state=state).text == first


@pytest.mark.parametrize(
    ("step", "changes"),
    [("contact", {"last_name": "Other"}), ("where", {"place": "coconut-grove"})],
)
def test_the_same_form_with_other_answers_is_told_of_the_first_request(patient, step, changes):
    patient.reaches("check")
    state = patient.state
    patient.sends()
    patient.posts("check", go=f"change-{step}", state=state)
    patient.posts(**PAGES[step] | changes).sends()
    request = BookingRequest.objects.get()
    assert patient.page.status_code == 409
    assert patient.heading == "We already have your request"
    assert request.reference in patient.text
    assert "(305) 555-0123" in patient.text
    assert (request.last_name, request.location.slug) == ("Sentinelmann", "doral")


@pytest.mark.parametrize("step", ["opens", *PAGES, "check"])
def test_while_the_database_is_down_every_step_says_so_and_nothing_is_acknowledged(
    patient, monkeypatch, step
):
    patient.reaches("check" if step == "opens" else step)

    def broken(*args, **kwargs):
        raise OperationalError("the server closed the connection")

    with monkeypatch.context() as patch:
        patch.setattr(CursorWrapper, "execute", broken)
        if step == "opens":
            patient.opens()
        elif step == "check":
            patient.sends()
        else:
            patient.posts(**PAGES[step])
    assert patient.page.status_code == 503
    assert "988" in patient.text
    assert "received your request" not in patient.text
    assert not BookingRequest.objects.exists()
