"""The patient's own link on the page of a request: seen, turned off, sent anew."""

from datetime import timedelta

import pytest
from django.urls import reverse

from appointments import link_tokens, outbox, patient_link
from appointments.models import PatientLink
from appointments.transitions import State
from tests.appointments.desk.conftest import INBOX, html_of, page_of


@pytest.fixture
def linked(make_request, now):
    def make(state=State.RECEIVED, **fields):
        request = make_request(state, **fields)
        outbox.queue(request.events.get(), kind="received", audience="patient", now=now)
        return request

    return make


def token_of(request):
    return link_tokens.token_of(PatientLink.objects.get(request=request))


def change(desk, request, name, version=1):
    url = reverse("requests:link", args=[request.pk, name])
    return desk.post(url, {"version": version})


def test_staff_see_how_long_it_works_and_never_the_link_itself(desk, linked):
    request = linked()
    patient_link.open_with_year(
        token_of(request), 1970, now=PatientLink.objects.get(request=request).created_at
    )
    html = html_of(desk.get(page_of(request)))
    assert "Works until Dec 10, 2026, 10:00 AM ET. 1 wrong year of birth was entered." in html
    assert token_of(request) not in html


def test_a_link_that_is_turned_off_opens_nothing_and_later_messages_go_without(
    desk, linked, staff, now
):
    request = linked(State.IN_REVIEW)
    token = token_of(request)
    assert change(desk, request, "link_off").url == page_of(request)
    assert patient_link.open_with_year(token, 1990, now=now) is None
    event = request.events.last()
    assert (event.move, event.by, event.to_state) == ("link_off", staff, State.IN_REVIEW)
    desk.post(reverse("requests:move", args=[request.pk, "ask_patient"]), {"version": 2})
    message = request.messages.get(kind="awaiting_patient")
    body, _calendar = outbox.with_link(message)
    assert "/request/link/" not in body and "http://localhost:8000" in body
    message.kind = "booked"
    assert "To ask about the place" in outbox.with_link(message)[0]
    html = html_of(desk.get(page_of(request)))
    assert "Link turned off" in html and "Turned off on Nov 10, 2026, 10:00 AM ET." in html
    assert change(desk, request, "link_off", version=3).status_code == 409


def test_a_new_link_is_sent_with_five_new_tries_and_the_old_one_is_dead(
    desk, linked, now, mailoutbox
):
    request = linked()
    old = token_of(request)
    for year in range(1960, 1965):
        patient_link.open_with_year(old, year, now=now)
    assert "Link turned off after five wrong years of birth" in html_of(desk.get(page_of(request)))
    change(desk, request, "link_sent", version=2)
    new = token_of(request)
    assert patient_link.open_with_year(old, 1990, now=now) is None
    assert patient_link.open_with_year(new, 1990, now=now).wrong_years == 0
    # A move that says nothing to the patient does not take the message back.
    desk.post(reverse("requests:move", args=[request.pk, "take"]), {"version": 3})
    outbox.send_due(now)
    assert [f"/request/link/{new}/" in mail.body for mail in mailoutbox if "sam" in mail.to[0]] == [
        True,
        True,
    ]


def test_no_link_is_offered_where_it_could_not_be_sent_or_is_of_no_use(desk, linked, make_request):
    for request in [make_request(email_allowed=False), linked(State.DECLINED)]:
        html = html_of(desk.get(page_of(request)))
        assert "Send a new link" not in html
        assert change(desk, request, "link_sent").status_code == 409
        assert request.events.count() == 1
    assert change(desk, request, "link_eaten").status_code == 404


def test_what_the_patient_said_stands_where_staff_look_before_they_call(desk, linked, now):
    request = linked()
    times = [("mon", "morning"), ("any", "evening")]
    patient_link.tell_times(request, times=times, now=now - timedelta(hours=1), version=1)
    html = html_of(desk.get(page_of(request)))
    assert '<dd class="desk-strong">Monday, Morning; Any day, Early evening</dd>' in html
    assert "Better times to call (ET)" in html


def test_the_inbox_marks_what_the_patient_said_until_somebody_acts_on_it(
    desk, linked, make_request, clinician, now
):
    said, off, quiet = linked(), linked(State.BOOKED), make_request()
    token = token_of(off)
    patient_link.tell_times(said, times=[("any", "any")], now=now, version=1)
    patient_link.cannot_come(off, wants_another=True, now=now, version=1)
    for year in range(1960, 1965):
        patient_link.open_with_year(token, year, now=now)  # it is turned off, and still marked
    for address in [INBOX, f"{INBOX}?watch=patient"]:
        html = html_of(desk.get(address))
        assert html.count("News by the link</span>") == 2
        assert (quiet.reference in html) == (address == INBOX)
    desk.post(reverse("requests:move", args=[said.pk, "take"]), {"version": 2})
    html = html_of(desk.get(f"{INBOX}?watch=patient"))
    assert off.reference in html and said.reference not in html
