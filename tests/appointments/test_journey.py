"""The request journey as a person goes it, with a browser that runs no script."""

import logging
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper

from appointments import form_state
from appointments.encryption import encrypt
from appointments.forms import NOT_IN_FLORIDA
from appointments.models import BookingRequest, OutboundMessage, RequestPause
from clinic_site.models import StandardPage
from tests.appointments.patient import (
    PAGES,
    SENTINELS,
    URL,
    WHERE,
    Patient,
    database_as_text,
    files_as_text,
)

pytestmark = pytest.mark.django_db
MIAMI = ZoneInfo("America/New_York")
MINOR = {
    "date_of_birth_month": "septiembre",
    "date_of_birth_day": "17",
    "date_of_birth_year": "2012",
}
MINOR_SENTINELS = ["septiembre", "2012-09-17", "September 17", *SENTINELS]


@pytest.fixture
def patient(open_clinic):
    return Patient()


@pytest.fixture
def at(monkeypatch):
    """A function that sets the clock that the journey reads."""

    def set_clock(moment):
        monkeypatch.setattr("appointments.views.timezone.now", lambda: moment)

    return set_clock


@pytest.fixture
def all_logs(caplog):
    """Everything that any logger writes, down to DEBUG."""
    loggers = [logging.getLogger(name) for name in ["", *logging.root.manager.loggerDict]]
    before = [(logger, logger.level) for logger in loggers]
    deaf = [logger for logger in loggers if not logger.propagate]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    for logger in deaf:
        logger.addHandler(caplog.handler)
    caplog.handler.setLevel(logging.DEBUG)
    yield caplog
    for logger in deaf:
        logger.removeHandler(caplog.handler)
    for logger, level in before:
        logger.setLevel(level)


def everything_kept(logs, mailoutbox):
    """All that the site holds: tables, files, log lines, mail."""
    return "\n".join(
        [
            database_as_text(),
            files_as_text(Path(django_settings.VAR_DIR)),
            logs.text,
            *[str(record.__dict__.get("request", "")) for record in logs.records],
            *[str(mail.message()) for mail in mailoutbox],
        ]
    )


# ---------------------------------------------------------------- through to the end


def test_a_person_asks_for_an_appointment_and_gets_a_reference(patient):
    patient.opens()
    assert patient.step == "where"
    patient.posts(**WHERE)
    assert patient.step == "contact"
    patient.posts(**PAGES["contact"])
    assert patient.step == "times"
    patient.posts(**PAGES["times"])
    assert patient.heading == "Check your answers"
    patient.sends()
    assert patient.heading == "We have received your request"
    request = BookingRequest.objects.get()
    assert f'<p class="reference">{request.reference}</p>' in patient.text
    assert "within 1 business day." in patient.text
    assert "A request is not a booking." in patient.text
    assert "tel:988" in patient.text
    assert "(305) 555-0123" in patient.text


def test_all_that_was_typed_arrives(patient):
    patient.reaches("check").sends()
    request = BookingRequest.objects.get()
    assert request.location.slug == "doral"
    assert request.date_of_birth == date(1984, 2, 29)
    assert (request.first_name, request.last_name) == ("Renée", "Sentinelmann")
    assert request.phone == "+13055550177"
    assert (request.voicemail_allowed, request.text_allowed) == (True, False)
    assert (request.email, request.email_allowed) == ("sentinel.mail@patient.example", True)
    assert (request.patient_type, request.language) == ("new", "es")
    assert request.access_needs == "quiet,captions"
    times = [(t.rank, t.weekday, t.part_of_day) for t in request.preferred_times.all()]
    assert times == [(1, "mon", "morning"), (2, "any", "evening")]
    notice = StandardPage.objects.get(purpose="website-privacy")
    assert request.privacy_notice_revision == notice.live_revision_id
    assert (request.florida_statement_version, request.florida_stated_at) == ("", None)


def test_a_virtual_visit_keeps_the_statement_about_florida_and_when_it_was_made(patient, at):
    early, late = (datetime(2026, 11, 9, hour, tzinfo=MIAMI) for hour in (9, 10))
    at(early)
    patient.reaches("check", where={"place": "virtual", "expects_florida": "on"})
    at(late)
    patient.sends()
    request = BookingRequest.objects.get()
    assert request.florida_statement_version == "2026-11"
    assert request.florida_stated_at == early
    assert request.privacy_acknowledged_at == request.received_at == late


def test_the_revision_of_the_notice_that_was_shown_is_kept_when_it_changes_meanwhile(patient):
    notice = StandardPage.objects.get(purpose="website-privacy")
    patient.reaches("check")
    notice.save_revision().publish()
    patient.sends()
    assert BookingRequest.objects.get().privacy_notice_revision == notice.live_revision_id


def test_the_sent_page_never_promises_a_mail_and_says_nothing_of_earlier_requests(patient):
    first = patient.reaches("check").sends().text
    second = Patient().reaches("check").sends().text
    assert "mail" not in first.lower()
    references = BookingRequest.objects.values_list("reference", flat=True)
    assert len(set(references)) == 2
    for reference in references:
        first, second = (
            first.replace(reference, "REFERENCE"),
            second.replace(reference, "REFERENCE"),
        )
    assert first == second


def test_every_answer_of_the_journey_may_be_kept_by_nobody(patient):
    pages = [patient.opens().page]
    for name in PAGES:
        pages.append(patient.posts(name, **PAGES[name]).page)
    pages.append(patient.sends().page)
    pages.append(Patient().opens().posts(state="broken").page)
    assert [page["Cache-Control"] for page in pages] == ["no-store"] * len(pages)


def test_before_the_form_stands_what_it_is_not_and_beside_it_the_notices(patient):
    before, form, _after = patient.opens().text.partition("<form")
    assert form
    assert "A request is not a booking." in before
    assert "do not use this form in an emergency" in before
    for purpose in ["website-privacy", "privacy-practices", "good-faith-estimate", "telehealth"]:
        assert f'href="/{purpose}/" target="_blank"' in patient.text


def test_a_query_in_the_address_means_nothing(patient):
    page = patient.client.get(f"{URL}?step=contact&place=doral&first_name=Sentinel").content
    assert b"checked" not in page
    assert b"Sentinel" not in page


# ---------------------------------------------------------------- back and forth


def test_back_shows_the_page_before_filled_in_and_keeps_what_was_just_typed(patient):
    patient.reaches("contact").posts(go="back", first_name="Halfway")
    assert patient.step == "where"
    assert 'value="doral" id="id_place_1" checked' in patient.text
    assert 'value="1984"' in patient.text
    assert not patient.errors
    patient.posts(**WHERE)
    assert patient.step == "contact"
    assert 'value="Halfway"' in patient.text


def test_change_on_the_check_page_leads_there_and_back(patient):
    patient.reaches("check").posts(go="change-contact")
    assert patient.step == "contact"
    assert 'value="Sentinelmann"' in patient.text
    patient.posts(**PAGES["contact"] | {"last_name": "Changed"})
    assert patient.heading == "Check your answers"
    assert "<bdi>Changed</bdi>" in patient.text
    patient.sends()
    assert BookingRequest.objects.get().last_name == "Changed"


@pytest.mark.parametrize("step", PAGES)
def test_each_section_of_the_check_page_can_be_changed(patient, step):
    patient.reaches("check").posts(go=f"change-{step}")
    assert patient.step == step
    assert not patient.errors


def test_back_on_the_check_page_leads_to_the_times(patient):
    assert patient.reaches("check").posts(go="back").step == "times"


def test_the_notice_must_have_been_read(patient):
    patient.reaches("check").sends(privacy_read="")
    assert list(patient.errors) == ["id_privacy_read"]
    assert "<title>Error: Check your answers" in patient.text
    assert not BookingRequest.objects.exists()


def test_a_wrong_page_comes_again_with_everything_kept_and_every_error_linked(patient):
    patient.reaches("contact").posts(**PAGES["contact"] | {"phone": "12", "patient_type": ""})
    assert patient.step == "contact"
    assert list(patient.errors) == ["id_patient_type_0", "id_phone"]
    assert "<title>Error: About you" in patient.text
    assert patient.text.index('role="alert"') < patient.text.index("<h1")
    assert 'value="Sentinelmann"' in patient.text
    assert 'value="12"' in patient.text
    assert 'aria-describedby="id_phone_helptext id_phone_error" id="id_phone"' in patient.text
    assert 'id="id_phone_error"' in patient.text


# ---------------------------------------------------------------- stops


@pytest.mark.parametrize(
    ("changes", "heading"),
    [
        (MINOR, "We see adults, 18 and older"),
        ({"place": NOT_IN_FLORIDA}, "We can see you only in Florida"),
        ({"for_myself": "no"}, "Please call us to ask for somebody else"),
    ],
)
def test_a_stop_page_is_kind_and_carries_nothing(patient, changes, heading):
    patient.opens().posts(**WHERE | changes)
    assert patient.page.status_code == 200
    assert patient.heading == heading
    assert "tel:988" in patient.text
    assert "<form" not in patient.text
    assert patient.hidden("state") is None
    for typed in ["septiembre", "2012", "1984", "2030"]:
        assert typed not in patient.text
    assert set(patient.client.cookies) == {"csrftoken"}
    assert not BookingRequest.objects.exists()


def test_of_a_minor_nothing_is_kept_anywhere(patient, all_logs, mailoutbox):
    patient.opens().posts(**WHERE | MINOR | {"first_name": "Sentinelmann"})
    patient.reaches("times").posts(go="back").posts(go="back").posts(**WHERE | MINOR)
    assert patient.heading == "We see adults, 18 and older"
    kept = everything_kept(all_logs, mailoutbox)
    assert [typed for typed in MINOR_SENTINELS if typed in kept] == []
    assert "clinic_site_location" in kept


@pytest.mark.parametrize("changes", [{"place": NOT_IN_FLORIDA}, {"for_myself": "no"}])
def test_of_anybody_else_who_is_refused_nothing_is_kept_either(
    patient, all_logs, mailoutbox, changes
):
    patient.reaches("times").posts(go="back").posts(go="back").posts(**WHERE | changes)
    assert "<form" not in patient.text
    kept = everything_kept(all_logs, mailoutbox)
    assert [typed for typed in SENTINELS if typed in kept] == []


def test_nothing_is_kept_of_a_form_that_is_never_sent(patient, all_logs, mailoutbox):
    patient.reaches("contact").posts(**PAGES["contact"] | {"phone": "555-0177"})
    assert patient.errors
    patient.reaches("check").posts(go="change-contact").posts(go="back")
    patient.reaches("check").sends(privacy_read="")
    kept = everything_kept(all_logs, mailoutbox)
    assert [typed for typed in SENTINELS if typed in kept] == []


def test_what_was_sent_lies_only_encrypted_and_stands_in_no_log(patient, all_logs, mailoutbox):
    patient.reaches("check").sends()
    assert BookingRequest.objects.get().last_name == "Sentinelmann"
    kept = everything_kept(all_logs, mailoutbox)
    assert [typed for typed in SENTINELS if typed in kept] == []


def test_no_session_begins(patient):
    patient.reaches("check").sends()
    assert set(patient.client.cookies) == {"csrftoken"}


# ---------------------------------------------------------------- forged, old and late


@pytest.mark.parametrize("step", ["contact", "times", "check"])
def test_a_forged_post_that_skips_pages_is_led_to_the_first_one(patient, step):
    typed = PAGES.get(step, {"privacy_read": "on"})
    patient.opens().posts(step, go="send", state="", **typed)
    assert patient.step == "where"
    assert not BookingRequest.objects.exists()


def test_a_forged_post_that_skips_one_page_is_led_to_that_one(patient):
    patient.reaches("contact").posts("times", **PAGES["times"])
    assert patient.step == "contact"
    patient.sends()
    assert patient.step == "contact"
    assert not BookingRequest.objects.exists()


@pytest.mark.parametrize("step", ["contact", "times", "check"])
def test_a_state_that_holds_a_minor_leads_to_the_stop_page_from_every_step(patient, step):
    state = form_state.unseal(patient.reaches("check").state)
    state.pages["where"] |= {name: [text] for name, text in MINOR.items()}
    typed = PAGES.get(step, {"privacy_read": "on"})
    patient.posts(step, go="send", state=form_state.seal(state), **typed)
    assert patient.heading == "We see adults, 18 and older"
    assert not BookingRequest.objects.exists()


def test_who_turns_18_at_midnight_while_they_type_may_send(patient, at):
    born = {"date_of_birth_month": "11", "date_of_birth_day": "2", "date_of_birth_year": "2008"}
    at(datetime(2026, 11, 1, 23, 59, tzinfo=MIAMI))
    patient.reaches("contact", where=born)
    assert patient.heading == "We see adults, 18 and older"
    at(datetime(2026, 11, 2, 0, 0, tzinfo=MIAMI))
    patient.reaches("check", where=born).sends()
    assert patient.heading == "We have received your request"


def test_the_moment_of_the_final_submit_counts_and_not_that_of_the_first_page(patient, at):
    born = {"date_of_birth_month": "11", "date_of_birth_day": "2", "date_of_birth_year": "2008"}
    at(datetime(2026, 11, 2, 0, 0, tzinfo=MIAMI))
    patient.reaches("check", where=born)
    at(datetime(2026, 11, 1, 23, 59, 59, tzinfo=MIAMI))  # a clock that was set right meanwhile
    patient.sends()
    assert patient.heading == "We see adults, 18 and older"
    assert not BookingRequest.objects.exists()


def test_a_form_that_was_open_too_long_says_so(patient, monkeypatch):
    patient.reaches("check")
    monkeypatch.setattr(form_state, "SECONDS_VALID", -1)
    patient.sends()
    assert patient.page.status_code == 410
    assert patient.heading == "Your form was open for too long"
    assert f'href="{URL}"' in patient.text
    assert not BookingRequest.objects.exists()


@pytest.mark.parametrize(
    "change", [str.swapcase, lambda s: s[:-9], lambda s: "x" + s, lambda s: "é"]
)
def test_a_state_that_was_changed_is_refused_kindly(patient, change):
    patient.reaches("check")
    patient.sends(state=change(patient.state))
    assert patient.page.status_code == 400
    assert patient.heading == "We could not read your form"
    assert not BookingRequest.objects.exists()


def test_another_encrypted_text_of_the_site_is_no_state(patient):
    for text in ["Sam", "[]", '{"pages": {}}', "null"]:
        assert patient.opens().posts(state=encrypt(text), **WHERE).page.status_code == 400


def test_a_post_without_the_token_of_the_form_is_refused(patient):
    assert Patient().client.post(URL, {"step": "where"} | WHERE).status_code == 403


# ---------------------------------------------------------------- sent once


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


# ---------------------------------------------------------------- the database is down


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
