"""A key that is not on the server: every page says so, nothing crashes, and nothing is lost."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from appointments import clock, key_watch, link_tokens, outbox, retention, visit_clock
from appointments.models import BookingRequest, ClockJob, OutboundMessage, RequestEvent
from appointments.transitions import State
from clinic_site import faults, roles
from tests.appointments.desk.conftest import INBOX, html_of, move_url, page_of
from tests.appointments.link.conftest import Visitor
from tests.appointments.patient import Patient

Status = OutboundMessage.Status


@pytest.fixture
def at(monkeypatch, now):
    """The clock of the site stands at `now`; a function that sets it."""

    def set_clock(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    set_clock(now)
    return set_clock


@pytest.fixture
def desk(client, make_staff):
    """The browser of a manager: who may do most."""
    client.force_login(make_staff(roles.MANAGER, "manager"))
    return client


def look_for_keys(now):
    """What the worker does every ten minutes."""
    ClockJob.objects.get_or_create(name=key_watch.NAME)
    clock.run(key_watch.NAME, key_watch.JOBS[key_watch.NAME], clock.ticking(now))


def test_the_desk_goes_on_around_it_and_reads_which_key_is_missing(
    desk, full_request, make_request, use_keys, at, now
):
    twin, released = make_request(), make_request(State.QUARANTINED, suspicions="trap")
    link_page = page_of(full_request)
    use_keys("new")
    readable = make_request()
    ClockJob.objects.create(name="heartbeat", started_at=now)
    look_for_keys(now)

    sealed_page = html_of(desk.get(link_page))
    for words in ["This request cannot be read now.", "The key is named <strong>old</strong>."]:
        assert words in sealed_page
    assert full_request.reference in sealed_page
    banner = html_of(desk.get("/admin/"))
    assert "the server has no key <strong>old</strong>" in banner

    # Where nothing is decrypted, all is as always.
    for url in [
        *[INBOX, f"{INBOX}?group=all", f"{INBOX}?group=booked", f"{INBOX}?group=quarantine"],
        *[reverse(f"{name}:index") for name in ["request-figures", "visits", "request-deletion"]],
    ]:
        response = desk.get(url)
        assert response.status_code == 200, url
    search = reverse("requests:search")
    assert full_request.reference in html_of(desk.post(search, {"looked_for": "Sam Sentinel"}))
    # Beside a request that can be read, what cannot is said to be so.
    page = html_of(desk.get(page_of(readable)))
    assert twin.reference in page and "Cannot be read" in page

    # What must be read is refused, in a page that says why, with nothing written.
    written = RequestEvent.objects.count()
    for url, data in [
        (move_url(full_request, "cancel"), {"version": 2, "reason": "They called."}),
        (move_url(released, "release"), {"version": 1}),
        (reverse("requests:note", args=[full_request.pk]), {"version": 2, "note": "Hello."}),
        (reverse("requests:contact_details", args=[full_request.pk]), {"version": 2, "phone": "1"}),
    ]:
        response = desk.post(url, data)
        assert response.status_code in [409, 503], url
        assert "The key is named <strong>old</strong>." in html_of(response), url
    assert RequestEvent.objects.count() == written
    # Many at once: spam and who has it need no look at the person.
    bulk = {"act": "assign", "chosen": [f"{twin.pk}:1"], "to": ""}
    assert desk.post(reverse("requests:bulk"), bulk).status_code == 200


def test_the_patients_link_answers_503_with_the_phone_and_988(full_request, use_keys, at, now):
    faults.render_fault_pages()
    token = link_tokens.token_of(link_tokens.link_of(full_request))
    opened = Visitor(token).tries("1990")
    use_keys("new", "old")
    assert opened.presses("withdraw").page.status_code == 200
    use_keys("new")
    for page in [Visitor(token).tries("1990").page, opened.presses("send-withdraw").page]:
        html = html_of(page)
        assert page.status_code == 503 or "Enter the year once more" in html
        assert "988" in html and "no-store" in page["Cache-Control"]
    response = Visitor(token).tries("1990").page
    assert response.status_code == 503 and "305" in html_of(response)
    assert "old" not in re.sub(r"<[^>]+>", "", html_of(response)).split()
    assert BookingRequest.objects.sealed().get().version == 2


def test_a_message_waits_for_its_key_holds_up_no_other_and_goes_when_it_is_back(
    full_request, make_request, mail_server, use_keys, at, now, client
):
    mail_server.start()
    sealed = OutboundMessage.objects.only("pk").get()
    start = now + timedelta(days=20)
    BookingRequest.objects.update(visit_start=start, visit_end=start + timedelta(hours=1))
    use_keys("new")
    other = make_request(State.RECEIVED)
    outbox.queue(other.events.get(), kind="received", audience="patient", now=now)
    assert outbox.send_due(now) == {"queued": 1, "sent": 1}
    days = now + timedelta(days=9)
    for moment in [now + timedelta(hours=12), now + timedelta(hours=71), days]:
        assert outbox.send_due(moment) == {"queued": 1}
    kept = OutboundMessage.objects.defer("body", "calendar").get(pk=sealed.pk)
    assert (kept.status, kept.trouble) == (Status.QUEUED, "UnreadableValue")
    assert not BookingRequest.objects.filter(phone_instead=True).exists()

    look_for_keys(now)
    assert ClockJob.objects.get(name=key_watch.NAME).trouble == "No key: old"
    answer = client.get("/healthz")
    assert answer.status_code == 503 and answer.json()["checks"]["keys"] == "failed"
    assert answer.json()["checks"]["jobs"] == "ok" and b"old" not in answer.content

    use_keys("new", "old")
    assert outbox.send_due(days + outbox.WAIT_FOR_KEY) == {"sent": 1}
    assert len(mail_server.accepted) == 2
    look_for_keys(now)
    assert client.get("/healthz").json()["checks"]["keys"] == "ok"


def test_nobody_is_told_of_a_visit_that_has_begun_even_when_the_key_comes_back(
    full_request, mail_server, use_keys, at, now
):
    mail_server.start()
    use_keys("new")
    assert outbox.send_due(now + timedelta(days=8)) == {"given_up": 1}
    assert BookingRequest.objects.filter(phone_instead=True).exists()


def test_old_requests_are_deleted_without_their_key(full_request, use_keys, at, now):
    BookingRequest.objects.update(state=State.WITHDRAWN, state_changed_at=now)
    use_keys("new")
    outbox.send_due(now + timedelta(minutes=1))  # its message waits for the key
    at(now + timedelta(days=400))
    assert retention.purge(timezone.now()) == {"withdrawn": 1}
    assert not OutboundMessage.objects.exists()


def test_the_clocks_jobs_go_on_with_what_can_be_read(
    full_request, make_request, use_keys, at, now, clinician
):
    use_keys("new")
    start = now + timedelta(hours=40)
    for request in [full_request, make_request(State.BOOKED)]:
        BookingRequest.objects.filter(pk=request.pk).update(
            visit_start=start,
            visit_end=start + timedelta(hours=1),
            state_changed_at=now - timedelta(days=3),
        )
        start += timedelta(hours=2)
    OutboundMessage.objects.only("pk").update(status=Status.SENT, sent_at=now - timedelta(days=3))
    with pytest.raises(Exception, match="No key named 'old'"):
        visit_clock.write_reminders(now)
    assert RequestEvent.objects.filter(move="reminder_48").count() == 1


def test_a_public_request_is_taken_as_always(open_clinic, full_request, use_keys):
    use_keys("new")
    assert Patient().reaches("check").sends().page.status_code == 200
    assert BookingRequest.objects.count() == 2


def test_a_second_factor_that_cannot_be_read_is_a_sentence(full_request, use_keys, client):
    """The password is right; the code cannot be checked, so nobody is let in."""
    use_keys("new")
    password = {"username": "staff", "password": "a password of the tests"}
    assert client.post("/admin/login/", password).url == "/admin/login/code/"
    response = client.post("/admin/login/code/", {"code": "123456"})
    assert response.status_code in [200, 503]
    assert "a key of this site is missing" in html_of(response)
    assert client.get("/admin/").status_code == 302


def test_the_job_names_each_key_that_something_needs(full_request, make_request, use_keys):
    assert key_watch.check_keys() is None
    use_keys("new")
    make_request()
    use_keys("newest")
    with pytest.raises(key_watch.KeysMissing, match="No key: new, old"):
        key_watch.check_keys()
