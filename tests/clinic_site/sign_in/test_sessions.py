"""How long a session lasts, what counts as activity, and what ends it at once."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from clinic_site.sign_in import timeouts
from clinic_site.sign_in.models import SignInTry
from clinic_site.sign_in.reset import end_sessions, reset_second_factor
from tests.clinic_site.sign_in.conftest import (
    LOGIN,
    OWN,
    PASSWORD,
    code_of,
    give_code,
    give_password,
)

BEGAN = datetime(2026, 3, 8, 5, tzinfo=UTC)  # the night in which the clocks go forward
INBOX = "/admin/requests/"
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("minutes_since_sign_in", "minutes_since_activity", "reason", "seconds"),
    [
        (0, 0, "", 900),
        (60, 14, "", 60),
        (60, 15, "idle", 0),
        (12 * 60 - 1, 0, "", 60),
        (12 * 60, 0, "long", 0),
        (13 * 60, 30, "long", 0),
    ],
)
def test_a_session_lasts_15_minutes_idle_and_12_hours(
    minutes_since_sign_in, minutes_since_activity, reason, seconds
):
    now = BEGAN + minutes_since_sign_in * MINUTE
    active = now - minutes_since_activity * MINUTE
    assert timeouts.why_ended(BEGAN, active, now) == reason
    assert timeouts.seconds_left(BEGAN, active, now) == seconds


def wait(client, minutes, since_sign_in=False):
    """As though so many minutes had gone by."""
    session = client.session
    session[timeouts.ACTIVE] -= minutes * 60
    if since_sign_in:
        session[timeouts.BEGAN] -= minutes * 60
    session.save()


def idle_seconds(client):
    return timezone.now().timestamp() - client.session[timeouts.ACTIVE]


@pytest.mark.parametrize(
    ("minutes", "is_long", "reason", "words"),
    [
        (15, False, "idle", "You were signed out after 15 minutes without activity."),
        (12 * 60, True, "long", "nobody stays in for over 12 hours"),
    ],
)
def test_a_session_that_ran_out_is_gone_and_the_page_says_why_and_leads_back(
    signed_in, minutes, is_long, reason, words
):
    wait(signed_in, minutes, since_sign_in=is_long)
    key = signed_in.session.session_key
    response = signed_in.get(f"{INBOX}?group=all")
    assert response.url == f"{LOGIN}?next={INBOX}%3Fgroup%3Dall&ended={reason}"
    assert not Session.objects.filter(session_key=key).exists()
    assert words in signed_in.get(response.url).content.decode()
    # Nothing that a form sent is done again: back goes the way by GET, to the page of the form.
    response = signed_in.post(
        f"{INBOX}search/", headers={"Referer": f"http://testserver{INBOX}?group=all"}
    )
    assert response.url == f"{LOGIN}?next={INBOX}%3Fgroup%3Dall"
    response = signed_in.post(f"{INBOX}search/", headers={"Referer": "http://evil.example/admin/"})
    assert response.url == f"{LOGIN}?next=/admin/"


STATE, PREVIEW = "/admin/account/session/", "/admin/pages/1/edit/preview/"
PING = "/admin/editing-sessions/ping/wagtailcore/page/1/1/"
DOCUMENT, FETCHED = {"Sec-Fetch-Dest": "document"}, {"Sec-Fetch-Dest": "empty"}
COUNTS = {
    "a page": ("get", INBOX, DOCUMENT, True),
    "a page, by an old browser": ("get", INBOX, {}, True),
    "a form": ("post", f"{INBOX}search/", DOCUMENT, True),
    "somebody types, or stays": ("post", f"{STATE}stay/", FETCHED, True),
    "how long is left": ("get", STATE, FETCHED, False),
    "how long is left, by an old browser": ("get", STATE, {}, False),
    "the inbox refreshes itself": ("get", INBOX, {"X-Quiet-Refresh": "1"}, False),
    "a ping of an editing session": ("post", PING, {}, False),
    "autosave": ("post", "/admin/pages/1/edit/", FETCHED, False),
    "a preview": ("post", PREVIEW, FETCHED, False),
    "the preview's frame": ("get", PREVIEW, {"Sec-Fetch-Dest": "iframe"}, False),
    "a list, by an old browser": ("get", INBOX, {"X-Requested-With": "XMLHttpRequest"}, False),
    "a script of a later release": ("get", "/admin/polls/", FETCHED, False),
}


@pytest.mark.parametrize("case", COUNTS)
def test_only_what_a_person_does_counts_as_activity(signed_in, case):
    method, address, headers, counts = COUNTS[case]
    wait(signed_in, 14)
    getattr(signed_in, method)(address, headers=headers)
    assert (idle_seconds(signed_in) < 60) is counts


def test_the_page_of_a_preview_counts_no_more_than_the_preview(signed_in, home, rf):
    wait(signed_in, 14)
    request = rf.get("/", headers={"Cookie": f"sessionid={signed_in.session.session_key}"})
    home.make_preview_request(request, "")
    assert idle_seconds(signed_in) > 800


def test_activity_is_written_at_most_every_half_minute(signed_in, django_assert_num_queries):
    before = signed_in.session[timeouts.ACTIVE]
    signed_in.get(OWN)
    assert signed_in.session[timeouts.ACTIVE] == before
    wait(signed_in, 0.6)
    signed_in.get(OWN)
    assert signed_in.session[timeouts.ACTIVE] >= before


def test_a_script_is_told_by_401_and_a_page_that_waits_by_its_own_question(signed_in):
    assert 800 < signed_in.get("/admin/account/session/").json()["seconds"] <= 900
    wait(signed_in, 14)
    answer = signed_in.get("/admin/account/session/").json()
    assert 0 < answer["seconds"] <= 60 and len(answer["csrf"]) == 64
    wait(signed_in, 2)
    ping = signed_in.post(
        "/admin/editing-sessions/ping/wagtailcore/page/1/1/",
        headers={"Sec-Fetch-Mode": "cors"},
    )
    assert ping.status_code == 401
    assert ping.json()["error_message"] == "You were signed out. Sign in again."
    assert signed_in.get("/admin/account/session/").json() == {"seconds": 0}


def test_a_disabled_account_is_out_at_once_and_its_session_does_not_come_back(signed_in, staff):
    staff.is_active = False
    staff.save()
    assert signed_in.get(INBOX).url == f"{LOGIN}?next={INBOX}&ended=account"
    staff.is_active = True
    staff.save()
    assert signed_in.get(INBOX).url == f"{LOGIN}?next={INBOX}"


def test_a_changed_password_ends_all_other_sessions(signed_in, staff):
    other = Client()
    other.force_login(staff)
    new = "another password of the tests"
    data = {
        "password-old_password": PASSWORD,
        "password-new_password1": new,
        "password-new_password2": new,
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
    }
    wrong = data | {"password-old_password": "wrong"}
    for _time in range(5):
        assert signed_in.post("/admin/account/", wrong).status_code == 200
    held = signed_in.post("/admin/account/", data)  # who finds a screen cannot guess there either
    assert "too many tries" in held.content.decode()
    SignInTry.objects.all().delete()
    assert signed_in.post("/admin/account/", data).status_code == 302
    assert signed_in.get(INBOX).status_code == 200
    assert other.get(INBOX).url.startswith(LOGIN)


@pytest.mark.parametrize("end", [end_sessions, reset_second_factor])
def test_only_one_persons_sessions_are_ended(signed_in, with_app, make_staff, end):
    waiting, colleague, visitor = Client(), Client(), Client()
    give_password(waiting)
    colleague.force_login(make_staff("Practice managers", "colleague"))
    visitor.get("/")
    end(with_app)
    assert signed_in.get(INBOX).url.startswith(LOGIN)
    assert give_code(waiting, code_of(steps_later=1)).url == LOGIN
    assert colleague.get(INBOX).status_code == 200
    assert Authenticator.objects.filter(user=with_app).exists() is (end is end_sessions)


def test_the_server_helps_who_has_lost_the_second_factor(signed_in, with_app, capsys):
    call_command("reset_second_factor", "staff")
    assert "Done." in capsys.readouterr().out
    assert not Authenticator.objects.exists() and signed_in.get(INBOX).url.startswith(LOGIN)
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "nobody-has-this")


def test_old_sessions_are_deleted_by_the_clock(signed_in):
    from clinic_site.jobs import all_jobs

    Session.objects.update(expire_date=timezone.now() - MINUTE)
    all_jobs()["sign_in_upkeep"].run()
    assert not Session.objects.exists()
