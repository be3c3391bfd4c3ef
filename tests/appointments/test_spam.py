"""What is suspected as spam, what is kept to tell, and for how long."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from appointments import form_state, spam
from appointments.clock import JOBS
from appointments.models import BookingRequest, QuarantineCount, RequestSettings, SenderTrace
from appointments.spam import Sender, Suspicion, suspicions
from appointments.transitions import State
from tests.appointments.patient import URL, Patient

NOW = datetime(2026, 11, 9, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "is_trapped", "found", "reasons"),
    [
        (5, False, {}, []),
        (4.9, False, {}, ["too_fast"]),
        (-60, False, {}, ["too_fast"]),  # the clock was set back meanwhile
        (None, False, {}, ["too_fast"]),
        (60, True, {}, ["trap"]),
        (60, False, {"address": 9, "phone": 2, "email": 2}, []),
        (60, False, {"address": 10}, ["address"]),
        (60, False, {"phone": 3}, ["contact"]),
        (60, False, {"phone": 1, "email": 3}, ["contact"]),
        (0, True, {"address": 99, "email": 99}, ["trap", "too_fast", "address", "contact"]),
    ],
)
def test_what_is_suspected_and_why(seconds, is_trapped, found, reasons):
    rules = RequestSettings()  # five seconds, ten from one connection, three with one contact
    begun_at = None if seconds is None else NOW - timedelta(seconds=seconds)
    sender = Sender(address="198.51.100.7", begun_at=begun_at, is_trapped=is_trapped)
    assert suspicions(rules, sender, found, NOW) == reasons


def test_without_a_fewest_time_nobody_is_too_fast():
    rules = RequestSettings(fewest_seconds=0)
    sender = Sender(address="", begun_at=NOW + timedelta(minutes=1), is_trapped=False)
    assert suspicions(rules, sender, {}, NOW) == []


def test_all_reasons_at_once_fit_into_the_row_and_each_has_words():
    field = BookingRequest._meta.get_field("suspicions")
    assert len(",".join(Suspicion.values)) <= field.max_length
    words = BookingRequest(suspicions=",".join(Suspicion.values)).suspicions_in_words()
    assert len(set(words)) == len(Suspicion.values)
    assert BookingRequest().suspicions_in_words() == []


def test_traces_are_deleted_after_24_hours_by_a_job_of_the_worker(db):
    now = timezone.now()
    for hours in [0, 23.9, 24.1, 48]:
        at = now - timedelta(hours=hours)
        SenderTrace.objects.create(kind="address", sender_hash="a" * 64, at=at)
    JOBS["forget_senders"].run()
    assert SenderTrace.objects.count() == 2
    assert not SenderTrace.objects.filter(at__lt=now - timedelta(hours=24)).exists()


@pytest.mark.parametrize("minutes", [0, 1, 30, 59])
def test_a_request_counts_for_at_least_23_and_less_than_24_hours(db, minutes):
    now = NOW + timedelta(minutes=minutes)
    hashes = spam.sender_hashes("198.51.100.7", "", "")
    spam.leave_traces(hashes, now - timedelta(hours=24))
    assert spam.recent(hashes, now) == {}  # though the row may lie there still
    spam.leave_traces(hashes, now - timedelta(hours=23))
    assert spam.recent(hashes, now) == {"address": 1}


@pytest.mark.parametrize("minutes", [0, 1, 30, 59])
def test_no_trace_is_kept_for_longer_than_24_hours(db, monkeypatch, minutes):
    sent_at = NOW + timedelta(minutes=minutes)
    spam.leave_traces(spam.sender_hashes("198.51.100.7", "", ""), sent_at)
    monkeypatch.setattr(timezone, "now", lambda: sent_at + timedelta(hours=22, minutes=59))
    JOBS["forget_senders"].run()
    assert SenderTrace.objects.exists()
    monkeypatch.setattr(timezone, "now", lambda: sent_at + timedelta(hours=24))
    JOBS["forget_senders"].run()
    assert not SenderTrace.objects.exists()


def test_neither_the_moment_nor_the_key_of_a_trace_leads_to_its_request(db, make_request):
    moments = [NOW + timedelta(minutes=7 * n, microseconds=n) for n in range(8)]
    for number, moment in enumerate(moments):
        make_request(received_at=moment)
        spam.leave_traces(spam.sender_hashes(f"198.51.100.{number}", "", ""), moment)
    assert set(SenderTrace.objects.values_list("at", flat=True)) == {NOW}
    assert {key.version for key in SenderTrace.objects.values_list("pk", flat=True)} == {4}  # drawn


def test_an_address_a_phone_and_an_email_of_the_same_letters_are_three_things(db):
    hashes = spam.sender_hashes("x", "x", "x")
    assert len({made[0] for made in hashes.values()}) == 3
    assert spam.sender_hashes("", "", "") == {}
    assert spam.recent({}, NOW) == {}


def test_the_days_of_the_count_are_the_clinics(db):
    evening = datetime(2026, 11, 10, 3, 30, tzinfo=UTC)  # Monday, 22:30 in Miami
    spam.count_quarantined(evening)
    spam.count_quarantined(evening + timedelta(hours=3))  # Tuesday there
    for days in [6, 7]:
        spam.count_quarantined(evening - timedelta(days=days))
    assert spam.quarantined_lately(evening) == (1, 2)
    assert spam.quarantined_lately(evening + timedelta(hours=3)) == (1, 2)
    assert QuarantineCount.objects.count() == 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("forms", "limit"), [(50, 5), (10, 10)])
def test_many_forms_at_once_are_no_more_than_the_limit_of_their_address(open_clinic, forms, limit):
    if limit == 5:
        RequestSettings.objects.update(most_per_address=limit)
    else:  # not even the row that is locked is there yet; its first reading sets the time, too
        RequestSettings.objects.all().delete()
    patient = Patient().reaches("check")
    last_pages = [last_page(patient, number) for number in range(forms)]
    start = Barrier(10)

    def send(number):
        if number < 10:
            start.wait()  # the first ten at the very same moment
        try:
            return patient.client.post(URL, last_pages[number]).content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=10) as threads:
        pages = list(threads.map(send, range(forms)))
    references = BookingRequest.objects.values_list("reference", flat=True)
    assert all(any(reference in page for page in pages) for reference in references)
    assert BookingRequest.objects.count() == forms
    held = BookingRequest.objects.filter(suspicions__contains="address")
    assert held.count() == forms - limit
    assert not held.exclude(state=State.QUARANTINED).exists()
    assert SenderTrace.objects.filter(kind="address").count() == forms
    assert RequestSettings.objects.count() == 1


def last_page(patient, number):
    """What another person posts at the end: another form, with a contact of its own."""
    state = form_state.unseal(patient.state)
    state.form_key = uuid4()
    contact = {"phone": f"305-555-01{number:02}", "email": f"p{number}@patient.example"}
    state.pages["contact"] |= {name: [text] for name, text in contact.items()}
    return {
        "csrfmiddlewaretoken": patient.token,
        "step": "check",
        "state": form_state.seal(state),
        "go": "send",
        "privacy_read": "on",
    }


def test_the_final_submit_takes_three_queries_more(open_clinic, django_assert_max_num_queries):
    patient = Patient().reaches("check")
    with django_assert_max_num_queries(45) as captured:
        patient.client.post(URL, last_page(patient, 1))
    tables = ["sendertrace", "quarantinecount", '"appointments_requestsettings"']
    about_spam = [q["sql"] for q in captured if any(table in q["sql"] for table in tables)]
    assert len(about_spam) == 3
