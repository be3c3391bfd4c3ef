"""Nobody guesses, and nobody is locked out."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from clinic_site import roles
from clinic_site.sign_in.models import SignInTry
from clinic_site.sign_in.throttle import Lane, forget_old
from tests.clinic_site.sign_in.conftest import (
    CODE,
    PASSWORD,
    add_app,
    code_of,
    give_code,
    give_password,
)

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
LANE = Lane(free=3, window=timedelta(minutes=15), pause=timedelta(minutes=1))
HELD_BACK = "There were too many tries. Wait a minute, then try again."


@pytest.mark.parametrize(
    ("seconds_ago", "passes"),
    [
        ([], True),
        ([5, 9], True),
        ([5, 9, 14], False),
        ([59, 70, 80], False),
        ([60, 70, 80], True),  # one more after the pause
        ([900, 1, 2], True),  # the first is out of the window
        ([899, 1, 2], False),
        ([60, *range(61, 400)], True),  # however many there were: it is never closed
    ],
)
def test_a_lane_lets_one_through_after_each_pause_and_never_closes(seconds_ago, passes):
    times = [NOW - timedelta(seconds=seconds) for seconds in seconds_ago]
    assert LANE.lets_through(times, NOW) is passes


def tries(client, username, number, address, password="wrong"):  # noqa: S107 - it is wrong
    """Whether each of so many tries was weighed, rather than held back."""
    pages = [give_password(client, username, password, REMOTE_ADDR=address) for _n in range(number)]
    return [
        page.status_code == 302 or HELD_BACK not in page.context["form"].non_field_errors()
        for page in pages
    ]


def gets_in(client, username, address):
    return tries(client, username, 1, address, PASSWORD) == [True]


def test_of_one_name_five_are_free_from_one_address(staff):
    for name in ["staff", "nobody-has-this"]:
        assert tries(Client(), name, 7, "203.0.113.1") == [True] * 5 + [False] * 2
    assert not gets_in(Client(), "staff", "203.0.113.1")
    SignInTry.objects.update(at=datetime.now(UTC) - timedelta(minutes=1))
    assert gets_in(Client(), "staff", "203.0.113.1")


def test_who_knows_a_name_keeps_nobody_out(make_staff, signed_in):
    """Not even in the clinic's own network: in the waiting room, say."""
    office = "127.0.0.1"
    tries(Client(), "staff", 12, office)
    assert gets_in(signed_in_browser(signed_in), "staff", office)
    # ...nor can those who sit there shut the whole office out.
    for number in range(45):
        tries(Client(), f"name {number}", 1, office)
    assert tries(Client(), "one more name", 1, office) == [False]
    assert gets_in(signed_in_browser(signed_in), "staff", office)


def signed_in_browser(client):
    """The browser of somebody who has signed in and out."""
    browser = Client()
    browser.cookies["known_browser"] = client.cookies["known_browser"].value
    return browser


def test_one_colleagues_typing_errors_are_their_own(make_staff):
    make_staff(roles.FRONT_DESK, "dana")
    make_staff(roles.FRONT_DESK, "eli")
    office = "203.0.113.7"
    tries(Client(), "dana", 9, office)
    assert gets_in(Client(), "eli", office)


def test_many_addresses_together_are_slowed_at_one_name_and_hold_no_known_browser_up(
    staff, signed_in
):
    weighed = [tries(Client(), "staff", 1, f"198.51.100.{n}")[0] for n in range(33)]
    assert weighed == [True] * 30 + [False] * 3
    assert gets_in(signed_in_browser(signed_in), "staff", "192.0.2.200")


def test_a_mark_is_good_for_its_own_names_and_cannot_be_made(make_staff, signed_in):
    make_staff(roles.FRONT_DESK, "dana")
    office = "203.0.113.9"
    tries(Client(), "dana", 5, office)
    assert not gets_in(signed_in_browser(signed_in), "dana", office)
    forged = Client()
    forged.cookies["known_browser"] = signed_in.cookies["known_browser"].value[:-1] + "x"
    tries(Client(), "staff", 5, office)
    assert not gets_in(forged, "staff", office)
    assert tries(signed_in_browser(signed_in), "staff", 7, office) == [True] * 5 + [False] * 2


def test_codes_are_held_back_across_sign_ins_and_passkeys_are_not_counted(with_app):
    def wrong_codes(number, address):
        client = Client(REMOTE_ADDR=address)
        give_password(client)
        return [give_code(client, "000000") for _n in range(number)]

    first = wrong_codes(5, "203.0.113.1")
    assert first[-1].status_code == 302  # begin again with the password
    held = wrong_codes(1, "203.0.113.1")[0]
    assert "Too many tries. Wait 15 minutes" in held.content.decode()
    wrong_codes(4, "203.0.113.2")
    wrong_codes(1, "203.0.113.3")
    assert "Too many tries." in wrong_codes(1, "203.0.113.4")[0].content.decode()
    client = Client(REMOTE_ADDR="203.0.113.5")
    give_password(client)
    assert "Too many tries." in give_code(client, code_of()).content.decode()
    page = client.post(CODE, {"credential": '{"id": "x"}'})
    assert "That passkey is not one of yours." in page.content.decode()


def test_what_no_lane_looks_at_is_deleted(db):
    now = datetime.now(UTC)
    for hours in [1, 23, 25]:
        SignInTry.objects.create(kind="password", is_known=False, at=now - timedelta(hours=hours))
    forget_old(now)
    assert SignInTry.objects.count() == 2


def test_another_persons_tries_are_counted_apart(make_staff):
    add_app(make_staff(roles.FRONT_DESK, "dana"))
    add_app(make_staff(roles.FRONT_DESK, "eli"))
    for name in ["dana", "eli"]:
        client = Client(REMOTE_ADDR="203.0.113.1")
        give_password(client, name)
        assert "That code is wrong" in give_code(client, "000000").content.decode()
