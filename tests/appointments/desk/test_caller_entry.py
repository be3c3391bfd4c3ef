"""A request that staff enter for somebody on the telephone, by the rules of the public form."""

import re
from uuid import uuid4

import pytest

from appointments.models import BookingRequest, OutboundMessage, RequestPause, SenderTrace
from appointments.transitions import State
from clinic_site.models import ClinicSettings
from tests.appointments.desk.conftest import INBOX, html_of, page_of
from tests.appointments.patient import CONTACT, SENTINELS, TIMES, WHERE, database_as_text

ENTER = "/admin/requests/enter/"
ANSWERS = {**WHERE, **CONTACT, **TIMES, "privacy_read": "on"}
UNDER_18 = {"date_of_birth_year": "2012"}

pytestmark = pytest.mark.usefixtures("open_clinic")


@pytest.fixture
def enter(desk):
    """A function that sends the form of one page, with what the test has otherwise."""
    key = str(uuid4())

    def enter(**changes):
        return desk.post(ENTER, {**ANSWERS, "form_key": key, **changes})

    return enter


def errors_of(response):
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


def test_the_inbox_leads_to_the_form(desk):
    assert f'href="{ENTER}"' in html_of(desk.get(INBOX))
    assert desk.get(ENTER).status_code == 200


def test_a_callers_request_is_written_as_one_of_the_public_form(enter, staff, now):
    response = enter()
    request = BookingRequest.objects.get()
    assert response.url == page_of(request)
    assert (request.state, request.assigned_to) == (State.RECEIVED, None)
    assert (request.first_name, request.last_name) == ("Renée", "Sentinelmann")
    assert (request.phone, request.email) == ("+13055550177", "sentinel.mail@patient.example")
    assert (request.voicemail_allowed, request.text_allowed, request.email_allowed) == (
        True,
        False,
        True,
    )
    assert (request.language, request.access_needs) == ("es", "quiet,captions")
    assert [str(time) for time in request.preferred_times.all()] == [
        "Monday, Morning",
        "Any day, Early evening",
    ]
    assert request.age_rule_version and request.privacy_acknowledged_at == now
    assert request.privacy_notice_revision is not None
    event = request.events.get()
    assert (event.move, event.by, event.at) == ("submit", staff, now)


def test_the_person_is_told_and_the_desk_is_not_told_what_it_did_itself(enter):
    enter()
    kinds = OutboundMessage.objects.values_list("kind", "audience")
    assert list(kinds) == [("received", "patient")]


def test_without_consent_to_email_nobody_is_written_to(enter):
    enter(email_consent="")
    assert not OutboundMessage.objects.exists()


def test_who_handles_it_has_it_in_review(enter, staff):
    enter(handles="on")
    request = BookingRequest.objects.get()
    assert (request.state, request.assigned_to, request.version) == (State.IN_REVIEW, staff, 2)
    assert OutboundMessage.objects.get().status == "queued"


def test_the_first_contact_is_still_owed(enter):
    enter(handles="on")
    assert BookingRequest.objects.get().first_contact_at is None


def test_the_page_says_who_entered_it(enter, desk):
    enter()
    html = html_of(desk.get(page_of(BookingRequest.objects.get())))
    assert "Entered for a caller" in html
    assert "Told of the privacy notice on Nov 10, 2026, 10:00 AM ET, by dana" in html


def test_no_caller_is_suspected_of_spam(enter):
    enter()
    assert not SenderTrace.objects.exists()


@pytest.mark.parametrize("handles", ["", "on"])
def test_a_second_click_finds_the_first(enter, handles):
    first, second = enter(handles=handles), enter(handles=handles)
    assert first.url == second.url
    assert BookingRequest.objects.count() == 1
    assert OutboundMessage.objects.count() == 1


def test_the_same_form_with_other_answers_names_the_request_and_keeps_what_was_typed(enter, desk):
    enter()
    earlier = BookingRequest.objects.get()
    response = enter(first_name="Robin")
    html = html_of(response)
    assert response.status_code == 409
    assert f'<a href="{page_of(earlier)}">{earlier.reference}</a>' in html
    assert 'value="Robin"' in html
    assert BookingRequest.objects.get().first_name == "Renée"
    # It can be sent again, as the request of another caller.
    new_key = re.search(r'name="form_key" value="([^"]+)"', html)[1]
    assert enter(first_name="Robin", form_key=new_key).status_code == 302
    assert BookingRequest.objects.count() == 2


def test_of_somebody_under_18_nothing_is_kept_and_the_form_comes_back_empty(enter, desk):
    response = enter(**UNDER_18)
    html = html_of(response)
    assert "adults, 18 and older" in html and "988" in html and "911" in html
    assert not BookingRequest.objects.exists()
    kept = database_as_text()
    for sentinel in SENTINELS:
        assert sentinel not in html and sentinel not in kept
    assert 'value="2012"' not in html
    assert "checked" not in html.partition('id="where-section"')[2].partition("handles")[0]


def test_somebody_under_18_stops_the_form_whatever_else_is_missing(enter):
    html = html_of(enter(**UNDER_18, first_name="", privacy_read="", place=""))
    assert "adults, 18 and older" in html and "Error:" not in html


def test_eighteen_is_counted_by_the_clinics_date(enter, now, monkeypatch):
    from django.utils import timezone

    evening = now.replace(hour=1)  # 20:00 of the 9th in Miami, the 10th in UTC
    monkeypatch.setattr(timezone, "now", lambda: evening)
    birthday = {"date_of_birth_month": "11", "date_of_birth_year": "2008"}
    assert "adults, 18 and older" in html_of(enter(**birthday, date_of_birth_day="10"))
    assert enter(**birthday, date_of_birth_day="9").status_code == 302


def test_a_virtual_visit_needs_the_statement_and_keeps_its_version(enter, now):
    response = enter(place="virtual")
    assert "expects_florida" in errors_of(response)
    enter(place="virtual", expects_florida="on")
    request = BookingRequest.objects.get()
    assert (request.florida_statement_version, request.florida_stated_at) == ("2026-11", now)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"place": ""}, "place", "Choose where you would like your visit."),
        ({"place": ":not-in-florida"}, "place", "This place takes no requests now."),
        ({"date_of_birth_year": "1884"}, "date_of_birth", "Check the year"),
        ({"date_of_birth_day": "31"}, "date_of_birth", "had only 29 days"),
        ({"for_myself": "no"}, "for_myself", "Ask to speak with the person."),
        ({"phone": "", "email": ""}, "phone", "Enter a phone number or an email address"),
        ({"phone": "", "email_consent": ""}, "email_consent", "Check this box or give a phone"),
        ({"last_name": ""}, "last_name", "Enter your last name."),
        ({"last_name": "a\x00b"}, None, ""),
        ({"weekday_1": ""}, "weekday_1", "Choose a day"),
        ({"language": ""}, "language", "Choose a language."),
        ({"access_needs": ["a bed"]}, "access_needs", "Select a valid choice."),
        ({"privacy_read": ""}, "privacy_read", "Tell the caller about the notice"),
        ({"form_key": "x"}, "form_key", "Enter a valid UUID."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    enter, changes, field, sentence
):
    response = enter(**changes)
    assert not BookingRequest.objects.exists()
    if field is None:
        assert response.status_code == 400
        return
    assert response.status_code == 200
    assert sentence in errors_of(response)[field][0]
    html = html_of(response)
    assert "<title>Error:" in html and sentence in html
    for typed in ["Renée", "Sentinelmann", "sentinel.mail@patient.example"]:
        if typed in {**ANSWERS, **changes}.values():
            assert f'value="{typed}"' in html
    assert response.context["form"]["voicemail"].value() is True


def test_the_error_summary_leads_to_the_fields(enter):
    html = html_of(enter(place="", last_name=""))
    for link in re.findall(r'<li><a href="#([^"]+)">', html):
        assert f'id="{link}"' in html
    assert len(re.findall(r'<li><a href="#', html)) == 2


def test_a_pause_of_the_public_form_holds_no_caller_back(enter, desk, locations):
    RequestPause.objects.create(sentence="Please call us meanwhile.")
    RequestPause.objects.create(location=locations[1], sentence="Doral moves this week.")
    html = html_of(desk.get(ENTER))
    assert "Please call us meanwhile." in html and "Doral moves this week." in html
    assert enter().status_code == 302


def test_before_launch_nobody_can_be_told_of_the_notice_so_nothing_is_entered(enter, desk):
    ClinicSettings.objects.update(phone="")
    assert "No request can be entered yet" in html_of(desk.get(ENTER))
    assert "No request can be entered yet" in html_of(enter())
    assert not BookingRequest.objects.exists()


def test_who_may_be_known_already_stands_beside_the_new_request(enter, desk, now):
    enter()
    earlier = BookingRequest.objects.get()
    response = enter(form_key=str(uuid4()))
    html = html_of(desk.get(response.url))
    assert "Likely duplicates" in html and page_of(earlier) in html


def test_nothing_personal_travels_in_the_address_or_a_cookie(enter):
    response = enter()
    request = BookingRequest.objects.get()
    said = response.url + str(response.cookies)
    assert request.reference not in said
    assert not any(sentinel in said for sentinel in SENTINELS)


def test_the_page_is_kept_nowhere(desk):
    assert {"no-store", "private"} <= set(desk.get(ENTER)["Cache-Control"].split(", "))


def test_every_form_has_a_key_of_its_own(desk):
    keys = {
        re.search(r'name="form_key" value="([^"]+)"', html_of(desk.get(ENTER)))[1] for _ in "12"
    }
    assert len(keys) == 2
