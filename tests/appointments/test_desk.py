"""The front desk: the inbox, a request's page, and every move made from it."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry, ReferenceIndex, Revision
from wagtail.search.models import IndexEntry
from wagtail.users.models import UserProfile

from appointments import moves, outbox
from appointments.models import (
    BookingRequest,
    ClockJob,
    OutboundMessage,
    PreferredTime,
    RequestPause,
)
from appointments.transitions import TRANSITIONS, State, legal_moves
from clinic_site import roles
from clinic_site.models import Clinician, Location

INBOX = "/admin/requests/"
BOOKED_STATES = [State.BOOKED, State.FULFILLED, State.NO_SHOW, State.CANCELLED]


@pytest.fixture
def now(now, monkeypatch):
    """The clock of the tests stands at a Tuesday, 10:00 in Miami."""
    tuesday = now + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tuesday)
    return tuesday


@pytest.fixture
def staff(make_staff, now):
    return make_staff(roles.FRONT_DESK, "dana")


@pytest.fixture
def desk(client, staff):
    """The test client with front-desk staff signed in."""
    client.force_login(staff)
    return client


def page_of(request):
    return reverse("requests:inspect", args=[request.pk])


def move_url(request, name):
    return reverse("requests:move", args=[request.pk, name])


def references(response):
    return [request.reference for request in response.context["object_list"]]


def html_of(response):
    return " ".join(response.content.decode().split())


def queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def details_of(name, other, clinician):
    """What staff fill in for a move."""
    return {
        "waitlist": {"look_again_on": "2026-12-01"},
        "book": visit(clinician, other.location),
        "reschedule": visit(clinician, other.location),
        "decline": {"decline_code": "no_capacity"},
        "mark_duplicate": {"duplicate_of": other.reference.lower().replace("-", " ")},
        "cancel": {"reason": "The clinician is ill."},
        "mark_error": {"reason": "Typed twice."},
        "reopen": {"reason": "They called again."},
    }.get(name, {})


def visit(clinician, location, **changes):
    return {
        "clinician": clinician.pk,
        "location": location.pk,
        "day": "2026-12-02",
        "time": "14:30",
        "minutes": "60",
        "entered_elsewhere": "on",
        **changes,
    }


# ---------------------------------------------------------------- inbox


def test_the_inbox_shows_open_requests_the_oldest_first(desk, make_request, now):
    young = make_request(received_at=now - timedelta(hours=1))
    old = make_request(State.IN_REVIEW, received_at=now - timedelta(days=3))
    make_request(State.DECLINED)
    make_request(State.QUARANTINED)
    assert references(desk.get(INBOX)) == [old.reference, young.reference]


@pytest.mark.parametrize(
    ("group", "count"),
    [("", 5), ("waiting", 1), ("talking", 3), ("booked", 1), ("closed", 9), ("quarantined", 1)]
    + [("all", 15), ("nonsense", 5)],
)
def test_the_inbox_is_filtered_by_state(desk, make_request, group, count):
    for state in State:
        make_request(state)
    assert len(references(desk.get(INBOX, {"group": group}))) == count


def test_the_inbox_is_filtered_by_place_and_by_who_has_it(desk, make_request, locations, staff):
    mine = make_request(State.IN_REVIEW, location=locations[0], assigned_to=staff)
    free = make_request(location=locations[1])
    assert references(desk.get(INBOX, {"location": locations[1].pk})) == [free.reference]
    assert references(desk.get(INBOX, {"holder": "me"})) == [mine.reference]
    assert references(desk.get(INBOX, {"holder": "nobody"})) == [free.reference]


def test_the_inbox_says_how_long_each_waits_and_who_has_it(desk, make_request, staff, now):
    make_request(received_at=now - timedelta(days=2, hours=3))
    make_request(State.IN_REVIEW, assigned_to=staff)
    html = html_of(desk.get(INBOX)).replace("\xa0", " ")
    assert "2 days, 3 hours" in html
    assert "since Nov 8, 7:00 AM ET" in html
    assert "dana" in html and "Nobody" in html


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"status": "refused"}, "Mail failed"),
        ({"status": "given_up"}, "Mail failed"),
        ({"status": "queued", "tries": 2}, "Mail is late"),
        ({"status": "queued"}, ""),
        ({"status": "sent", "tries": 2}, ""),
    ],
)
def test_the_inbox_shows_trouble_with_the_mail(desk, make_request, message, words, now):
    request = make_request()
    queued = outbox.queue(request.events.get(), kind="received", audience="patient", now=now)
    OutboundMessage.objects.filter(pk=queued.pk).update(**message)
    trouble = re.findall(r'desk-trouble">.*?</svg>(.*?)</span>', html_of(desk.get(INBOX)))
    assert [found.strip() for found in trouble] == ([words] if words else [])


def test_the_inbox_says_whom_to_phone_instead(desk, make_request):
    make_request(phone_instead=True)
    assert "Phone instead" in html_of(desk.get(INBOX))


def test_the_inbox_decrypts_nothing(desk, make_request, monkeypatch):
    make_request()

    def refuse(value):
        raise AssertionError("the inbox read a personal field")

    monkeypatch.setattr("appointments.encryption.decrypt", refuse)
    html = html_of(desk.get(INBOX))
    assert "Sentinel" not in html


def test_the_inbox_takes_as_many_queries_for_thirty_requests_as_for_three(
    desk, make_request, staff, locations, now
):
    def make(count):
        for number in range(count):
            request = make_request(assigned_to=staff, location=locations[number % 3])
            outbox.queue(request.events.get(), kind="desk_new", audience="desk", now=now)

    make(3)
    desk.get(INBOX)  # what Wagtail caches on first use
    few = queries(desk, INBOX)
    make(27)
    assert queries(desk, INBOX) == few


def test_the_inbox_shows_fifty_a_page(desk, make_request):
    for _number in range(51):
        make_request()
    assert len(references(desk.get(INBOX))) == 50
    assert len(references(desk.get(INBOX, {"p": 2}))) == 1


def test_the_inbox_can_be_neither_exported_nor_searched_by_its_address(desk, make_request):
    first, second = make_request(), make_request()
    response = desk.get(INBOX, {"export": "csv", "q": first.reference})
    assert response["Content-Type"].startswith("text/html")
    assert len(references(response)) == 2
    assert 'name="q"' not in html_of(response)
    assert second.reference in html_of(response)


# ---------------------------------------------------------------- a request's page


def test_the_page_says_how_to_reach_the_person(desk, make_request):
    request = make_request(
        last_name="Núñez", email="sam@patient.example", voicemail_allowed=True, language="es"
    )
    html = html_of(desk.get(page_of(request)))
    assert "Sam Núñez" in html
    assert '<a href="tel:+1-305-555-0150">(305) 555-0150</a>' in html
    assert "sam@patient.example" in html
    assert "Spanish" in html
    assert html.count("Not allowed") == 1  # a text message


def test_the_page_hides_an_email_without_consent_and_says_when_to_phone(desk, make_request):
    request = make_request(email="sam@patient.example", email_allowed=False, phone_instead=True)
    html = html_of(desk.get(page_of(request)))
    assert "sam@patient.example" not in html
    assert "Given, but we may not write to it" in html
    assert "Phone instead" in html


def test_the_page_says_what_was_asked(desk, make_request, locations):
    request = make_request(
        location=locations[2],
        access_needs="step-free,interpreter",
        date_of_birth=date(1990, 11, 11),  # the birthday is tomorrow
        florida_statement_version="2026-11",
        florida_stated_at=datetime(2026, 11, 1, 5, 30, tzinfo=UTC),  # before the clocks go back
    )
    PreferredTime.objects.create(request=request, rank=1, weekday="mon", part_of_day="morning")
    html = html_of(desk.get(page_of(request)))
    for words in [
        "Virtual in Florida",
        "Monday, Morning",
        "Step-free access, An interpreter",
        "Nov 11, 1990 (age 35)",
        "Said on Nov 1, 2026, 1:30 AM ET, wording 2026-11.",
    ]:
        assert words in html


def test_times_are_eastern_whatever_zone_the_reader_has_set(desk, make_request, staff):
    UserProfile.objects.update_or_create(user=staff, defaults={"current_time_zone": "Asia/Tokyo"})
    request = make_request(State.BOOKED)
    html = html_of(desk.get(page_of(request)))
    assert "Monday, Nov 16, 2026, 10:00 AM – 10:50 AM ET" in html
    assert 'value="10:00"' in html  # in the form that moves the visit
    assert "Nov 9, 10:00 AM ET" in html_of(desk.get(INBOX))


def test_the_title_of_the_page_holds_the_reference_alone(desk, make_request):
    request = make_request()
    response = desk.get(page_of(request))
    title = re.search(r"<title>(.*?)</title>", html_of(response)).group(1)
    assert request.reference in title
    assert "Sam" not in title and "Sentinel" not in title


def test_pages_of_the_desk_are_kept_nowhere(desk, make_request):
    for url in [INBOX, page_of(make_request())]:
        assert {"no-store", "private"} <= set(desk.get(url)["Cache-Control"].split(", "))


def test_the_page_shows_events_and_messages_without_their_text(desk, make_request, staff, now):
    request = make_request()
    moves.move(request, "take", by=staff, now=now, version=1)
    moves.log_attempt(
        request, by=staff, now=now, version=2, channel="phone", outcome="no_answer", note="At work"
    )
    moves.move(request, "ask_patient", by=staff, now=now, version=3)
    message = request.messages.get()
    OutboundMessage.objects.filter(pk=message.pk).update(
        status="refused", tries=4, trouble="SMTP 550", body="The body of the mail"
    )
    html = html_of(desk.get(page_of(request)))
    for words in [
        "Received → In review",
        "Contact attempt: Phone call, no answer",
        "At work",
        "In review → Waiting for the patient",
        "Nov 10, 2026, 10:00 AM ET · dana",
        "Nov 9, 2026, 10:00 AM ET · The patient",
        "“Please contact us” · Refused · 4 tries · SMTP 550",
    ]:
        assert words in html
    assert "The body of the mail" not in html


def test_the_page_takes_as_many_queries_for_a_long_timeline_as_for_a_short_one(
    desk, make_request, staff, now
):
    request = make_request(State.IN_REVIEW)

    def attempt():
        details = {"channel": "phone", "outcome": "no_answer"}
        moves.log_attempt(request, by=staff, now=now, version=request.version, **details)

    attempt()
    desk.get(page_of(request))
    few = queries(desk, page_of(request))
    for _number in range(10):
        attempt()
    assert queries(desk, page_of(request)) == few


@pytest.mark.parametrize("state", State)
def test_the_moves_that_are_legal_now_are_offered_and_no_others(desk, make_request, state):
    request = make_request(state)
    html = html_of(desk.get(page_of(request)))
    offered = set(re.findall(rf'action="/admin/requests/move/{request.pk}/(\w+)/"', html))
    assert offered == set(legal_moves(state))


@pytest.mark.parametrize("state", State)
def test_what_closes_a_request_or_writes_to_the_patient_takes_two_steps(desk, make_request, state):
    response = desk.get(page_of(make_request(state)))
    for offer in [*response.context["steps"], *response.context["endings"]]:
        transition = TRANSITIONS[offer.name]
        if offer.is_button:
            assert transition.target not in BOOKED_STATES[1:] and not transition.message
        else:
            assert f'<details class="desk-offer desk-offer--opens" id="form-{offer.name}">' in (
                html_of(response)
            )


# ---------------------------------------------------------------- moves


@pytest.mark.parametrize("name", [name for name in TRANSITIONS if name != "give_up"])
def test_each_move_is_made_with_its_form(desk, make_request, clinician, staff, name):
    transition = TRANSITIONS[name]
    request, other = make_request(transition.sources[0]), make_request()
    data = {"version": 1, **details_of(name, other, clinician)}
    response = desk.post(move_url(request, name), data)
    assert response.status_code == 302 and response.url == page_of(request)
    request.refresh_from_db()
    assert (request.state, request.version) == (transition.target, 2)
    event = request.events.last()
    assert (event.move, event.by) == (name, staff)
    assert event.note == data.get("reason", "")


def test_a_booked_visit_is_kept_as_it_was_typed_in_eastern_time(desk, make_request, clinician):
    request = make_request(State.IN_REVIEW)
    desk.post(move_url(request, "book"), {"version": 1, **visit(clinician, request.location)})
    request.refresh_from_db()
    assert request.visit_start == datetime(2026, 12, 2, 19, 30, tzinfo=UTC)
    assert request.visit_end - request.visit_start == timedelta(hours=1)
    assert (request.visit_clinician, request.visit_location) == (clinician, request.location)


def test_a_person_is_given_up_after_three_attempts_over_five_business_days(
    desk, make_request, staff, now
):
    request = make_request(State.IN_REVIEW)
    for days_ago in [6, 5]:
        tried = {"at": now - timedelta(days=days_ago), "version": request.version}
        log_attempt(request, staff, **tried)
    refused = desk.post(move_url(request, "give_up"), {"version": 3})
    assert refused.status_code == 409
    assert "Before this, log at least 3 attempts" in html_of(refused)
    data = {"version": 3, "channel": "voicemail", "outcome": "left_message", "note": "Tried"}
    url = reverse("requests:attempt", args=[request.pk])
    assert desk.post(url, data).url == page_of(request)
    assert request.events.last().note == "Tried"
    assert desk.post(move_url(request, "give_up"), {"version": 4}).status_code == 302
    request.refresh_from_db()
    assert request.state == State.UNREACHABLE


def log_attempt(request, staff, *, at, version):
    details = {"channel": "phone", "outcome": "no_answer"}
    moves.log_attempt(request, by=staff, now=at, version=version, **details)


@pytest.mark.parametrize(
    ("name", "missing", "sentence"),
    [
        ("waitlist", {"look_again_on": ""}, "This field is required."),
        ("waitlist", {"look_again_on": "2026-11-10"}, "Choose a day after today."),
        ("decline", {"decline_code": ""}, "This field is required."),
        ("decline", {"decline_code": "because"}, "Select a valid choice."),
        ("mark_duplicate", {"duplicate_of": "CCCC-CCCC"}, "There is no request with this"),
        ("mark_error", {"reason": " "}, "This field is required."),
        ("mark_error", {"reason": "a\x00b"}, "Null characters are not allowed."),
        ("book", {"clinician": ""}, "This field is required."),
        ("book", {"day": "2026-11-09"}, "This time has passed."),
        ("book", {"entered_elsewhere": ""}, "Enter it there first, then check this box."),
        ("book", {"minutes": "7"}, "Select a valid choice."),
        ("take", {"version": "many"}, "Something is missing"),
    ],
)
def test_a_missing_detail_is_explained_and_changes_nothing(
    desk, make_request, clinician, name, missing, sentence
):
    request, other = make_request(TRANSITIONS[name].sources[-1]), make_request()
    before = request.state
    data = {"version": 1, **details_of(name, other, clinician), **missing}
    response = desk.post(move_url(request, name), data)
    assert response.status_code == 200
    html = html_of(response)
    assert sentence in html
    assert 'role="alert"' in html and "<title>Error:" in html
    request.refresh_from_db()
    assert (request.state, request.version) == (before, 1)


def test_what_was_typed_comes_back_with_the_error(desk, make_request, clinician):
    request = make_request(State.IN_REVIEW)
    data = visit(clinician, request.location, minutes="90", entered_elsewhere="")
    html = html_of(desk.post(move_url(request, "book"), {"version": 1, **data}))
    assert '<option value="90" selected>' in html
    assert f'<option value="{clinician.pk}" selected>' in html
    assert 'value="2026-12-02"' in html and 'value="14:30"' in html
    assert '<details class="desk-offer desk-offer--opens" id="form-book" open>' in html
    assert 'aria-describedby="book-entered_elsewhere_helptext book-entered_elsewhere_error"' in html


def test_a_request_is_no_duplicate_of_itself(desk, make_request):
    request = make_request()
    data = {"version": 1, "duplicate_of": request.reference}
    response = desk.post(move_url(request, "mark_duplicate"), data)
    assert "This is the reference of the request itself." in html_of(response)


def test_a_virtual_visit_needs_florida_confirmed_again(desk, make_request, clinician, locations):
    request = make_request(State.IN_REVIEW, location=locations[2])
    data = {"version": 1, **visit(clinician, locations[2])}
    response = desk.post(move_url(request, "book"), data)
    assert "ask the patient and check this box" in html_of(response)
    assert desk.post(move_url(request, "book"), {**data, "in_florida": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("day", "time", "sentence"),
    [
        ("2027-03-14", "02:30", "This time does not exist on that day"),
        ("2027-11-07", "01:30", "This time comes twice on that day"),
    ],
)
def test_a_time_that_the_change_of_clocks_spoils_is_explained_beside_its_field(
    desk, make_request, clinician, day, time, sentence
):
    request = make_request(State.IN_REVIEW)
    data = visit(clinician, request.location, day=day, time=time)
    response = desk.post(move_url(request, "book"), {"version": 1, **data})
    assert sentence in str(response.context["offered"].form.errors["time"])
    assert f'value="{time}"' in html_of(response)


@pytest.mark.parametrize(
    ("day", "time", "utc"),
    [
        ("2027-03-14", "03:00", datetime(2027, 3, 14, 7, 0, tzinfo=UTC)),
        ("2027-03-14", "01:59", datetime(2027, 3, 14, 6, 59, tzinfo=UTC)),
        ("2027-11-07", "02:00", datetime(2027, 11, 7, 7, 0, tzinfo=UTC)),
        ("2027-11-07", "00:59", datetime(2027, 11, 7, 4, 59, tzinfo=UTC)),
    ],
)
def test_times_around_the_change_of_clocks_are_right(desk, make_request, clinician, day, time, utc):
    request = make_request(State.IN_REVIEW)
    data = visit(clinician, request.location, day=day, time=time)
    assert desk.post(move_url(request, "book"), {"version": 1, **data}).status_code == 302
    request.refresh_from_db()
    assert request.visit_start == utc


def test_two_visits_of_one_clinician_that_overlap_are_refused(desk, make_request, clinician):
    first, second = make_request(State.IN_REVIEW), make_request(State.IN_REVIEW)
    desk.post(move_url(first, "book"), {"version": 1, **visit(clinician, first.location)})
    later = visit(clinician, first.location, time="15:00")
    response = desk.post(move_url(second, "book"), {"version": 1, **later})
    assert response.status_code == 409
    assert "This clinician has another visit at that time." in html_of(response)
    assert 'value="15:00"' in html_of(response)


def test_of_two_staff_the_second_is_told_that_somebody_was_faster(
    desk, client, make_request, make_staff
):
    request = make_request(State.IN_REVIEW)
    other = make_staff(roles.MANAGER, "morgan")
    moves.move(request, "give_back", by=other, now=timezone.now(), version=1)
    moves.move(request, "take", by=other, now=timezone.now(), version=2)
    data = {"version": 1, "look_again_on": "2026-12-24"}
    response = desk.post(move_url(request, "waitlist"), data)
    html = html_of(response)
    assert response.status_code == 409
    assert "Somebody else has just handled this request." in html
    assert 'value="2026-12-24"' in html and "morgan has it" in html
    request.refresh_from_db()
    assert (request.state, request.version) == (State.IN_REVIEW, 3)
    # What was typed can be sent again, now that the page has shown how things stand.
    again = {**data, "version": response.context["offered"].form["version"].value()}
    assert desk.post(move_url(request, "waitlist"), again).status_code == 302


@pytest.mark.parametrize("name", ["reason", "attempt"])
def test_an_illegal_move_is_refused_and_what_was_typed_stays_to_be_read(desk, make_request, name):
    request = make_request(State.DECLINED)
    if name == "attempt":
        url = reverse("requests:attempt", args=[request.pk])
        data = {"channel": "phone", "outcome": "reached", "note": "Typed at length"}
    else:
        url, data = move_url(request, "cancel"), {"reason": "Typed at length"}
    response = desk.post(url, {"version": 1, **data})
    html = html_of(response)
    assert response.status_code == 409
    assert "This step does not fit the request as it stands." in html
    assert "Typed at length" in html and "What you typed" in html
    request.refresh_from_db()
    assert (request.state, request.version) == (State.DECLINED, 1)


def test_the_address_of_a_move_leads_back_to_the_request_and_unknown_ones_nowhere(
    desk, make_request
):
    request = make_request()
    assert desk.get(move_url(request, "take")).url == page_of(request)
    request.refresh_from_db()
    assert request.state == State.RECEIVED
    assert desk.post(move_url(request, "erase"), {"version": 1}).status_code == 404


def test_the_word_of_success_travels_without_the_reference(desk, make_request):
    request = make_request()
    response = desk.post(move_url(request, "take"), {"version": 1})
    assert request.reference not in str(response.cookies)
    assert "The request is now: In review." in html_of(desk.get(page_of(request)))


# ---------------------------------------------------------------- what must stay out of Wagtail


def test_after_a_life_of_moves_nothing_of_a_request_is_in_wagtails_own_tables(
    desk, make_request, clinician
):
    request, other = make_request(), make_request()
    steps = ["take", "waitlist", "resume", "book", "reschedule", "cancel", "reopen", "decline"]
    for version, name in enumerate(steps, 1):
        data = {"version": version, **details_of(name, other, clinician)}
        assert desk.post(move_url(request, name), data).status_code == 302
    for model in [ModelLogEntry, PageLogEntry, Revision, ReferenceIndex, IndexEntry]:
        rows = str(list(model.objects.values()))
        for sentinel in ["Sentinel", request.reference, "5550150", "patient.example", "is ill"]:
            assert sentinel not in rows, model
        types = [name for name in ["content_type", "base_content_type"] if hasattr(model, name)]
        for name in types:
            assert not model.objects.filter(**{f"{name}__app_label": "appointments"}).exists()


def test_no_model_of_requests_is_indexed_or_counted_by_wagtail():
    for model in apps.get_app_config("appointments").get_models():
        assert model not in ReferenceIndex.tracked_models, model
        assert not hasattr(model, "search_fields"), model
        assert not hasattr(model, "latest_revision"), model


# ---------------------------------------------------------------- home


def panel_of(client):
    html = html_of(client.get("/admin/"))
    found = re.search(r'<section class="[^"]*" id="desk-section".*?</section>', html)
    return found.group().replace("\xa0", " ") if found else ""


def test_the_home_page_says_how_many_requests_wait_and_for_how_long(desk, make_request, now):
    make_request(received_at=now - timedelta(hours=5))
    make_request(received_at=now - timedelta(hours=2))
    make_request(State.IN_REVIEW, received_at=now - timedelta(days=9))
    panel = panel_of(desk)
    assert "<strong>2</strong> requests wait to be taken" in panel
    assert "The oldest has waited for 5 hours." in panel
    assert f'href="{INBOX}"' in panel


@pytest.mark.parametrize(("minutes", "warned"), [(4, False), (6, True), (None, True)])
def test_the_home_page_warns_when_the_worker_is_away(desk, now, minutes, warned):
    if minutes is not None:
        ClockJob.objects.create(name="heartbeat", started_at=now - timedelta(minutes=minutes))
    panel = panel_of(desk)
    assert ("The message worker was not seen" in panel) == warned
    assert ("Nov 10, 2026, 9:56 AM ET" in panel) == (minutes == 4)


@pytest.mark.parametrize(("minutes", "warned"), [(14, False), (16, True)])
def test_the_home_page_warns_when_a_message_waits_too_long(
    desk, make_request, now, minutes, warned
):
    at = now - timedelta(minutes=minutes)
    outbox.queue(make_request().events.get(), kind="received", audience="patient", now=at)
    panel = panel_of(desk)
    assert f"waits for {minutes} minutes" in panel
    assert ("Check that the mail server works." in panel) == warned


def test_the_home_page_of_the_front_desk_has_no_box_that_invites_a_name(desk, home):
    assert 'role="search"' not in html_of(desk.get("/admin/"))


# ---------------------------------------------------------------- pauses


def test_a_manager_pauses_a_place_changes_the_sentence_and_ends_the_pause(
    client, make_staff, locations
):
    client.force_login(make_staff(roles.MANAGER))
    place = locations[1]
    data = {"location": place.pk, "sentence": "Back on Monday."}
    assert client.post(reverse("request-pauses:add"), data).status_code == 302
    assert place.request_pause.sentence == "Back on Monday."
    pause = place.request_pause
    edit = reverse("request-pauses:edit", args=[pause.pk])
    assert client.get(edit).status_code == 200
    client.post(edit, {**data, "sentence": "Back on Tuesday."})
    assert "Back on Tuesday." in html_of(client.get(reverse("request-pauses:index")))
    assert client.post(reverse("request-pauses:delete", args=[pause.pk])).status_code == 302
    assert not Location.objects.filter(request_pause__isnull=False).exists()


def test_a_pause_says_since_when_in_eastern_time(client, make_staff, now):
    manager = make_staff(roles.MANAGER)
    UserProfile.objects.update_or_create(user=manager, defaults={"current_time_zone": "Asia/Tokyo"})
    RequestPause.objects.create(sentence="Closed for the storm.", since=now)
    client.force_login(manager)
    html = html_of(client.get(reverse("request-pauses:index")))
    assert "All requests" in html and "Nov 10, 2026, 10:00 AM ET" in html


def test_only_clinicians_who_work_here_are_offered(desk, make_request, clinician):
    Clinician.objects.create(name="Gone Away", credentials="MD", is_active=False)
    html = html_of(desk.get(page_of(make_request(State.IN_REVIEW))))
    assert "Alex Example, MD" in html and "Gone Away" not in html


def test_a_request_that_repeats_another_links_to_it_and_back(desk, make_request):
    first = make_request()
    again = make_request(State.DUPLICATE, duplicate_of=first)
    assert f'<a href="{page_of(first)}">{first.reference}</a>' in html_of(desk.get(page_of(again)))
    assert f'<a href="{page_of(again)}">{again.reference}</a>' in html_of(desk.get(page_of(first)))
    assert BookingRequest.objects.count() == 2
