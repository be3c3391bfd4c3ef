"""One move is one transaction: the change, its event, and at most one message, or nothing."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, connections
from django.urls import reverse

from appointments.business_days import business_days_spanned, is_business_day
from appointments.models import BookingRequest, OutboundMessage, RequestEvent, RequestSettings
from appointments.moves import AlreadyMoved, IllegalMove, MoveRefused, Visit, log_attempt, move
from appointments.transitions import TRANSITIONS, State
from clinic_site import roles
from clinic_site.models import Clinician, Location

MIAMI = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)  # of a week without a holiday
PAIRS = [(state, name) for state in State.values for name in TRANSITIONS]


@pytest.fixture
def visit(db, clinician, now):
    """A function that makes a right visit, three days ahead, with what the test wants different."""
    office, _created = Location.objects.get_or_create(kind="office", name="Doral", slug="doral")

    def make(**fields):
        right = {
            "start": now + timedelta(days=3),
            "minutes": 50,
            "clinician": clinician,
            "location": office,
            "entered_elsewhere": True,
        }
        return Visit(**{**right, **fields})

    return make


@pytest.fixture
def details(visit, make_request):
    """A function that gives what a move needs, all of it right."""

    def make(name):
        return {
            need: {
                "look_again_on": date(2026, 12, 1),
                "decline_code": "no_capacity",
                "duplicate_of": make_request() if need == "duplicate_of" else None,
                "reason": "Sentinel reason",
                "visit": visit(),
            }[need]
            for need in TRANSITIONS[name].needs
            if need != "attempts"
        }

    return make


def attempt(request, now, **fields):
    return log_attempt(
        request,
        **{
            "by": None,
            "now": now,
            "version": request.version,
            "channel": "phone",
            "outcome": "no_answer",
            **fields,
        },
    )


def attempts_over_a_week(request):
    for days in [0, 2, 4]:
        attempt(request, MONDAY + timedelta(days=days))


def everything():
    """All that a move may write, to see that nothing was written."""
    rows = BookingRequest.objects.order_by("pk").values()
    return list(rows), RequestEvent.objects.count(), OutboundMessage.objects.count()


# ---------------------------------------------------------------- every pair


@pytest.mark.parametrize(("state", "name"), PAIRS)
def test_each_move_from_each_state_is_made_or_refused_as_the_table_says(
    make_request, details, now, state, name
):
    request, given = make_request(state), details(name)
    transition = TRANSITIONS[name]
    if state not in transition.sources:
        before = everything()
        with pytest.raises(IllegalMove):
            move(request, name, by=None, now=now, version=1, **given)
        assert everything() == before
        return
    if name == "give_up":
        attempts_over_a_week(request)
    version = request.version

    event = move(request, name, by=None, now=now, version=version, **given)

    request = BookingRequest.objects.get(pk=request.pk)
    assert (request.state, request.version) == (transition.target, version + 1)
    assert request.state_changed_at == now
    assert (event.move, event.from_state, event.to_state) == (name, state, request.state)
    assert event.version == request.version
    kinds = list(event.messages.values_list("kind", "audience"))
    assert kinds == ([(transition.message, "patient")] if transition.message else [])


def test_a_move_that_nobody_knows_is_illegal(make_request, now):
    with pytest.raises(IllegalMove):
        move(make_request(), "explode", by=None, now=now, version=1)


def test_a_detail_that_a_move_does_not_take_is_a_mistake_of_ours(make_request, now):
    with pytest.raises(TypeError, match="look_again_on"):
        move(make_request(), "take", by=None, now=now, version=1, look_again_on=date(2027, 1, 1))


# ---------------------------------------------------------------- two at once


def test_a_move_decided_on_an_older_version_is_refused_and_writes_nothing(make_request, now):
    request = make_request()
    stale = BookingRequest.objects.get(pk=request.pk)
    move(request, "take", by=None, now=now, version=1)
    before = everything()
    with pytest.raises(AlreadyMoved) as caught:
        move(stale, "mark_spam", by=None, now=now, version=1)
    with pytest.raises(AlreadyMoved):
        move(request, "give_back", by=None, now=now, version=1)
    assert "Somebody else" in str(caught.value.sentence)
    assert everything() == before


def at_once(*functions):
    """Run the functions in threads that begin together, and return what each raised, or None."""
    barrier, raised = Barrier(len(functions)), {}

    def run(number, function):
        try:
            barrier.wait()
            function()
            raised[number] = None
        except (MoveRefused, IntegrityError) as error:
            raised[number] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(functions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [raised[number] for number in range(len(functions))]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_again", range(3))
def test_of_two_staff_who_move_one_request_at_once_exactly_one_wins(make_request, now, _again):
    pk = make_request(State.IN_REVIEW).pk

    def decline():
        request = BookingRequest.objects.get(pk=pk)
        barrier.wait()
        move(request, "decline", by=None, now=now, version=1, decline_code="payment")

    def ask():
        request = BookingRequest.objects.get(pk=pk)
        barrier.wait()
        move(request, "ask_patient", by=None, now=now, version=1)

    barrier = Barrier(2)
    outcomes = at_once(decline, ask)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyMoved", "NoneType"]
    request = BookingRequest.objects.get()
    assert request.version == 2
    event = request.events.exclude(move="submit").get()
    assert (event.to_state, event.version) == (request.state, 2)
    assert OutboundMessage.objects.get().event == event


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_again", range(3))
def test_two_staff_cannot_book_one_clinician_twice_for_one_time(make_request, visit, now, _again):
    pks = [make_request(State.IN_REVIEW).pk for _n in range(2)]
    wanted = visit()

    def book(pk):
        request = BookingRequest.objects.get(pk=pk)
        barrier.wait()
        move(request, "book", by=None, now=now, version=1, visit=wanted)

    barrier = Barrier(2)
    outcomes = at_once(lambda: book(pks[0]), lambda: book(pks[1]))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["MoveRefused", "NoneType"]
    assert BookingRequest.objects.filter(state=State.BOOKED).count() == 1
    assert OutboundMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_requests_never_become_duplicates_of_each_other(make_request, now):
    pks = [make_request().pk for _n in range(2)]

    def mark(pk, other):
        request, other = (BookingRequest.objects.get(pk=key) for key in [pk, other])
        barrier.wait()
        move(request, "mark_duplicate", by=None, now=now, version=1, duplicate_of=other)

    barrier = Barrier(2)
    outcomes = at_once(lambda: mark(*pks), lambda: mark(*reversed(pks)))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["MoveRefused", "NoneType"]


# ---------------------------------------------------------------- who has it, and why


def test_who_takes_a_request_has_it_until_it_is_given_back(make_request, make_staff, now):
    request, staff = make_request(), make_staff("Front desk")
    move(request, "take", by=staff, now=now, version=1)
    assert BookingRequest.objects.get().assigned_to == staff
    move(request, "give_back", by=staff, now=now, version=2)
    assert BookingRequest.objects.get().assigned_to is None
    assert [event.by for event in request.events.all()] == [None, staff, staff]


@pytest.mark.parametrize("reason", [None, "", "  \n "])
@pytest.mark.parametrize(
    ("state", "name"), [("booked", "cancel"), ("received", "mark_error"), ("spam", "reopen")]
)
def test_these_moves_need_a_reason(make_request, now, state, name, reason):
    request = make_request(state)
    before = everything()
    with pytest.raises(MoveRefused, match="reason"):
        move(request, name, by=None, now=now, version=1, reason=reason)
    assert everything() == before


def test_a_reason_lies_in_the_encrypted_note_and_nowhere_else(make_request, now):
    request = make_request()
    event = move(request, "take", by=None, now=now, version=1, reason="  Zsentinel  ")
    assert RequestEvent.objects.get(pk=event.pk).note == "Zsentinel"
    with connection.cursor() as cursor:
        for table in ["requestevent", "bookingrequest", "outboundmessage"]:
            cursor.execute(f"SELECT * FROM appointments_{table}")
            assert "Zsentinel" not in str(cursor.fetchall())


def test_a_reason_that_is_too_long_is_refused(make_request, now):
    with pytest.raises(MoveRefused, match="2000"):
        move(make_request(), "take", by=None, now=now, version=1, reason="x" * 2001)


@pytest.mark.parametrize("day", [None, date(2026, 11, 8), date(2026, 11, 9)])
def test_a_waitlist_needs_a_later_day_to_look_again(make_request, now, day):
    request = make_request(State.IN_REVIEW)
    with pytest.raises(MoveRefused, match="later day"):
        move(request, "waitlist", by=None, now=now, version=1, look_again_on=day)


def test_the_day_to_look_again_is_counted_in_miami(make_request):
    evening = datetime(2026, 11, 9, 20, 30, tzinfo=MIAMI)  # in UTC it is the 10th already
    request = make_request(State.IN_REVIEW)
    tomorrow = date(2026, 11, 10)
    move(request, "waitlist", by=None, now=evening, version=1, look_again_on=tomorrow)
    assert BookingRequest.objects.get().look_again_on == tomorrow


@pytest.mark.parametrize("code", [None, "", "because"])
def test_declining_needs_a_known_code(make_request, now, code):
    with pytest.raises(MoveRefused, match="declines"):
        move(make_request("in_review"), "decline", by=None, now=now, version=1, decline_code=code)


def test_a_duplicate_is_of_another_request_that_is_none_itself(make_request, now):
    first, second, third = (make_request() for _n in range(3))
    for wrong in [None, second]:
        with pytest.raises(MoveRefused, match="other request"):
            move(second, "mark_duplicate", by=None, now=now, version=1, duplicate_of=wrong)
    move(second, "mark_duplicate", by=None, now=now, version=1, duplicate_of=first)
    stale = BookingRequest.objects.get(pk=second.pk)
    stale.state = State.RECEIVED
    with pytest.raises(MoveRefused, match="duplicate itself"):
        move(third, "mark_duplicate", by=None, now=now, version=1, duplicate_of=stale)
    assert BookingRequest.objects.get(pk=second.pk).duplicate_of == first
    assert BookingRequest.objects.get(pk=third.pk).state == State.RECEIVED


def test_reopening_begins_anew(make_request, make_staff, now):
    staff = make_staff("Front desk")
    declined = make_request(State.DECLINED)
    duplicate = make_request(State.DUPLICATE, duplicate_of=declined)
    for request in [declined, duplicate]:
        move(request, "reopen", by=staff, now=now, version=1, reason="They called.")
        request.refresh_from_db()
        assert (request.state, request.assigned_to) == (State.IN_REVIEW, staff)
        assert (request.decline_code, request.duplicate_of) == ("", None)


def test_leaving_the_waitlist_forgets_its_day(make_request, now):
    request = make_request(State.WAITLISTED)
    move(request, "resume", by=None, now=now, version=1)
    assert BookingRequest.objects.get().look_again_on is None


# ---------------------------------------------------------------- visits


def test_a_visit_is_booked_with_all_that_was_given(make_request, visit, now):
    request, wanted = make_request(State.IN_REVIEW), visit()
    move(request, "book", by=None, now=now, version=1, visit=wanted)
    request = BookingRequest.objects.get()
    assert (request.visit_start, request.visit_end) == (wanted.start, wanted.end)
    assert (request.visit_clinician, request.visit_location) == (wanted.clinician, wanted.location)
    assert request.visit_sequence == 0


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"start": None}, "still to come"),
        ({"start": datetime(2026, 11, 20, 10)}, "still to come"),
        ({"start": datetime(2026, 11, 9, 15, tzinfo=UTC)}, "still to come"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": None}, "minutes"),
        ({"minutes": -30}, "minutes"),
        ({"minutes": 481}, "minutes"),
        ({"clinician": None}, "clinician"),
        ({"location": None}, "place"),
        ({"entered_elsewhere": False}, "record system"),
    ],
)
def test_a_visit_that_is_not_right_is_refused(make_request, visit, now, fields, words):
    request = make_request(State.IN_REVIEW)
    before = everything()
    with pytest.raises(MoveRefused, match=words):
        move(request, "book", by=None, now=now, version=1, visit=visit(**fields))
    assert everything() == before


def test_a_booking_without_a_visit_is_refused(make_request, now):
    with pytest.raises(MoveRefused, match="visit"):
        move(make_request(State.IN_REVIEW), "book", by=None, now=now, version=1)


def test_a_clinician_who_has_left_is_not_booked(make_request, visit, now):
    wanted = visit()
    Clinician.objects.update(is_active=False)
    with pytest.raises(MoveRefused, match="work here"):
        move(make_request("in_review"), "book", by=None, now=now, version=1, visit=wanted)


def test_a_virtual_visit_needs_florida_once_more(make_request, visit, now):
    virtual = Location.objects.create(kind="virtual", name="Virtual", slug="virtual")
    request = make_request(State.IN_REVIEW, location=virtual)
    with pytest.raises(MoveRefused, match="Florida"):
        move(request, "book", by=None, now=now, version=1, visit=visit(location=virtual))
    wanted = visit(location=virtual, in_florida=True)
    move(request, "book", by=None, now=now, version=1, visit=wanted)
    with pytest.raises(MoveRefused, match="Florida"):
        move(request, "reschedule", by=None, now=now, version=2, visit=visit(location=virtual))


def test_a_visit_over_a_change_of_the_clocks_has_its_true_length(visit):
    before_fall_back = datetime(2026, 11, 1, 0, 30, tzinfo=MIAMI)
    wanted = visit(start=before_fall_back, minutes=120)
    assert wanted.end - before_fall_back.astimezone(UTC) == timedelta(minutes=120)
    assert wanted.end.astimezone(MIAMI).strftime("%H:%M %Z") == "01:30 EST"


@pytest.mark.parametrize(
    ("minutes_later", "refused"),
    [(-50, False), (-49, True), (0, True), (20, True), (49, True), (50, False)],
)
def test_visits_of_one_clinician_may_touch_and_never_overlap(
    make_request, visit, now, minutes_later, refused
):
    first, second = make_request(State.IN_REVIEW), make_request(State.IN_REVIEW)
    move(first, "book", by=None, now=now, version=1, visit=visit())
    wanted = visit(start=visit().start + timedelta(minutes=minutes_later))
    if not refused:
        move(second, "book", by=None, now=now, version=1, visit=wanted)
        return
    before = everything()
    with pytest.raises(MoveRefused, match="another visit"):
        move(second, "book", by=None, now=now, version=1, visit=wanted)
    assert everything() == before


def test_another_clinician_may_be_booked_for_the_same_time(make_request, visit, now):
    other = Clinician.objects.create(name="Robin Example", credentials="ARNP")
    for wanted in [visit(), visit(clinician=other)]:
        request = make_request(State.IN_REVIEW)
        move(request, "book", by=None, now=now, version=1, visit=wanted)
    assert BookingRequest.objects.filter(state=State.BOOKED).count() == 2


@pytest.mark.parametrize("name", ["cancel", "mark_error"])
def test_a_visit_that_falls_away_frees_its_time_and_stays_in_history(
    make_request, visit, now, name
):
    first, second = make_request(State.IN_REVIEW), make_request(State.IN_REVIEW)
    move(first, "book", by=None, now=now, version=1, visit=visit())
    move(first, name, by=None, now=now, version=2, reason="Sentinel")
    move(second, "book", by=None, now=now, version=1, visit=visit())
    first.refresh_from_db()
    assert first.visit_start == second.visit_start


def test_a_visit_can_be_moved_to_a_time_that_overlaps_its_own(make_request, visit, now):
    request = make_request(State.IN_REVIEW)
    move(request, "book", by=None, now=now, version=1, visit=visit())
    later = visit(start=visit().start + timedelta(minutes=10))
    move(request, "reschedule", by=None, now=now, version=2, visit=later)
    assert BookingRequest.objects.get().visit_start == later.start


def test_the_calendar_entry_keeps_its_uid_and_each_change_raises_its_number(
    make_request, visit, now
):
    request = make_request(State.IN_REVIEW)
    uid, numbers = request.visit_uid, []
    for name, given in [
        ("book", {"visit": visit()}),
        ("reschedule", {"visit": visit(minutes=30)}),
        ("cancel", {"reason": "Ill"}),
        ("reopen", {"reason": "Well"}),
        ("book", {"visit": visit()}),
    ]:
        move(request, name, by=None, now=now, version=request.version, **given)
        request.refresh_from_db()
        numbers.append(request.visit_sequence)
    assert numbers == [0, 1, 2, 2, 3]
    assert request.visit_uid == uid


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL can hold this")
def test_the_database_refuses_an_overlap_that_goes_around_the_moves(make_request, visit, now):
    first, second = make_request(State.BOOKED), make_request(State.BOOKED)
    with pytest.raises(IntegrityError, match="request_visits_do_not_overlap"):
        BookingRequest.objects.filter(pk=second.pk).update(
            visit_start=first.visit_start + timedelta(minutes=10),
            visit_end=first.visit_end + timedelta(minutes=10),
        )


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL can hold this")
def test_an_overlap_that_only_the_database_sees_is_told_in_a_sentence(
    make_request, visit, now, monkeypatch
):
    first, second = make_request(State.IN_REVIEW), make_request(State.IN_REVIEW)
    move(first, "book", by=None, now=now, version=1, visit=visit())
    manager = type(BookingRequest.objects)
    monkeypatch.setattr(manager, "booked_between", lambda self, *args: self.none())
    before = everything()
    with pytest.raises(MoveRefused, match="another visit"):
        move(second, "book", by=None, now=now, version=1, visit=visit())
    assert everything() == before


# ---------------------------------------------------------------- attempts to reach somebody


def test_an_attempt_is_a_line_of_the_timeline(make_request, make_staff, now):
    request, staff = make_request(State.IN_REVIEW), make_staff("Front desk")
    event = attempt(request, now, by=staff, channel="voicemail", outcome="left_message", note="Hm")
    event.refresh_from_db()
    assert (event.move, event.from_state, event.to_state) == ("attempt", "in_review", "in_review")
    assert (event.channel, event.outcome, event.note) == ("voicemail", "left_message", "Hm")
    assert (event.by, event.version, BookingRequest.objects.get().version) == (staff, 2, 2)


@pytest.mark.parametrize("wrong", [{"channel": "pigeon"}, {"outcome": ""}, {"channel": None}])
def test_an_attempt_says_how_and_with_what_outcome(make_request, now, wrong):
    request = make_request(State.IN_REVIEW)
    before = everything()
    with pytest.raises(MoveRefused, match="how you tried"):
        attempt(request, now, **wrong)
    assert everything() == before


def test_an_attempt_is_refused_on_a_closed_request_and_on_an_older_version(make_request, now):
    with pytest.raises(IllegalMove):
        attempt(make_request(State.SPAM), now)
    request = make_request()
    stale = BookingRequest.objects.get(pk=request.pk)
    attempt(request, now)
    for late in [stale, request]:
        with pytest.raises(AlreadyMoved):
            attempt(late, now, version=1)


def give_up(request, now):
    return move(request, "give_up", by=None, now=now, version=request.version)


def test_nobody_is_given_up_after_too_few_attempts(make_request):
    request = make_request(State.IN_REVIEW)
    attempt(request, MONDAY)
    attempt(request, MONDAY + timedelta(days=4))
    with pytest.raises(MoveRefused, match="at least 3 attempts.*So far: 2 over 5"):
        give_up(request, MONDAY + timedelta(days=30))


def test_nobody_is_given_up_after_attempts_in_too_few_business_days(make_request):
    friday = MONDAY + timedelta(days=4)
    request = make_request(State.IN_REVIEW)
    for days in [0, 1, 2, 4]:  # Friday to Tuesday is three business days
        attempt(request, friday + timedelta(days=days))
    with pytest.raises(MoveRefused, match="So far: 4 over 3"):
        give_up(request, friday + timedelta(days=30))


def test_attempts_from_before_a_reopening_count_no_more(make_request):
    request = make_request(State.IN_REVIEW)
    attempts_over_a_week(request)
    give_up(request, MONDAY + timedelta(days=4))
    move(request, "reopen", by=None, now=MONDAY, version=request.version, reason="Call")
    with pytest.raises(MoveRefused, match="So far: 0 over 0"):
        give_up(request, MONDAY + timedelta(days=5))


def test_attempts_from_before_the_person_was_reached_count_no_more(make_request):
    request = make_request(State.IN_REVIEW)
    attempts_over_a_week(request)
    attempt(request, MONDAY + timedelta(days=4), outcome="reached")
    with pytest.raises(MoveRefused, match="So far: 0"):
        give_up(request, MONDAY + timedelta(days=5))


def test_the_clinic_decides_how_often_and_how_long(make_request):
    RequestSettings.objects.create(unreachable_attempts=1, unreachable_business_days=1)
    request = make_request(State.IN_REVIEW)
    attempt(request, MONDAY)
    give_up(request, MONDAY)
    assert BookingRequest.objects.get().state == State.UNREACHABLE


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2026, 11, 9), date(2026, 11, 9), 1),
        (date(2026, 11, 9), date(2026, 11, 13), 4),  # Veterans Day is a Wednesday
        (date(2026, 11, 20), date(2026, 11, 30), 5),  # Thanksgiving and the Friday after
        (date(2026, 11, 14), date(2026, 11, 15), 0),
        (date(2026, 12, 31), date(2027, 1, 4), 2),
    ],
)
def test_business_days_leave_out_weekends_and_holidays_of_florida(first, last, days):
    assert business_days_spanned(first, last) == days


def test_a_holiday_on_a_saturday_is_kept_on_friday():
    assert not is_business_day(date(2026, 7, 3))
    assert is_business_day(date(2026, 7, 6))


def test_the_day_of_an_attempt_is_the_clinics(make_request):
    request = make_request(State.IN_REVIEW)
    evening = datetime(2026, 11, 2, 20, 0, tzinfo=MIAMI)  # in UTC it is Tuesday already
    attempt(request, evening)
    attempt(request, evening + timedelta(days=1))
    attempt(request, datetime(2026, 11, 6, 9, 0, tzinfo=MIAMI))
    give_up(request, datetime(2026, 11, 6, 10, 0, tzinfo=MIAMI))


@pytest.mark.parametrize("role", [roles.MANAGER, roles.FRONT_DESK, roles.EDITOR, roles.REVIEWER])
def test_only_a_manager_changes_these_numbers(client, make_staff, role):
    rules = RequestSettings.load()
    client.force_login(make_staff(role))
    url = reverse("wagtailsettings:edit", args=["appointments", "requestsettings", rules.pk])
    numbers = {"unreachable_attempts": 4, "unreachable_business_days": 6}
    answers = [client.get(url).status_code, client.post(url, numbers).status_code]
    rules.refresh_from_db()
    if role == roles.MANAGER:
        assert (answers, rules.unreachable_attempts) == ([200, 302], 4)
    else:
        assert (answers, rules.unreachable_attempts) == ([302, 302], 3)
