"""What those who reach the desk may do there, and those who may only look.

Who reaches which address at all is one table: tests/clinic_site/matrix.
"""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from appointments.models import BookingRequest
from appointments.transitions import State
from clinic_site import roles

POSTS = ["move", "attempt", "assign", "note", "contact_details", "link"]
# What each of them needs, each taking what is its own.
DATA = {
    "version": 1,
    "channel": "phone",
    "outcome": "reached",
    "note": "A note",
    "phone": "305-555-0199",
    "language": "en",
}
HOLDS = ["hold", "lift_hold"]
MANAGERS_PAGES = ["/admin/request-pauses/", "/admin/request-deletion/", "/admin/request-access/"]
FIGURE_FILES = ["export", "export_requests"]
STAFF = [roles.FRONT_DESK, roles.MANAGER]


@pytest.fixture
def booking(make_request):
    return make_request()


@pytest.fixture
def sign_in(client, make_staff):
    """A function that signs in with a role."""

    def sign_in(role):
        client.force_login(make_staff(role))
        return client

    return sign_in


def address(name, booking):
    args = {
        "bulk": [],
        "quarantine": [],
        "move": [booking.pk, "take"],
        "assign": [booking.pk, "take_over"],
        "link": [booking.pk, "link_sent"],
    }
    return reverse(f"requests:{name}", args=args.get(name, [booking.pk]))


@pytest.mark.parametrize("role", STAFF)
@pytest.mark.parametrize("name", POSTS)
def test_the_desk_and_managers_move_requests(sign_in, booking, role, name):
    sign_in(role).post(address(name, booking), DATA)
    booking.refresh_from_db()
    assert booking.version == 2


@pytest.mark.parametrize("name", POSTS)
def test_who_may_only_look_moves_nothing_and_is_offered_nothing(sign_in, booking, name, client):
    sign_in(roles.FRONT_DESK)
    group = User.objects.get(username="staff").groups.get()
    group.permissions.remove(roles.permission("appointments.move_bookingrequest"))
    assert client.post(address(name, booking), DATA).url == "/admin/"
    booking.refresh_from_db()
    assert (booking.state, booking.version) == (State.RECEIVED, 1)
    page = client.get(address("inspect", booking)).content.decode()
    assert "<form" not in page.split('class="desk"')[1]


def test_who_may_only_look_enters_nothing_and_is_not_led_there(sign_in, open_clinic):
    client = sign_in(roles.FRONT_DESK)
    group = User.objects.get(username="staff").groups.get()
    group.permissions.remove(roles.permission("appointments.move_bookingrequest"))
    assert client.get(reverse("requests:enter")).url == "/admin/"
    assert reverse("requests:enter") not in client.get("/admin/requests/").content.decode()


@pytest.mark.parametrize("role", STAFF)
def test_who_may_move_a_request_may_close_many(sign_in, booking, role):
    chosen = {"act": "spam", "chosen": f"{booking.pk}:1", "confirmed": "yes"}
    assert sign_in(role).post(address("bulk", booking), chosen).url == "/admin/requests/"
    booking.refresh_from_db()
    assert booking.state == State.SPAM


def test_who_may_only_look_does_nothing_with_many_and_is_offered_no_box(sign_in, booking):
    client = sign_in(roles.FRONT_DESK)
    group = User.objects.get(username="staff").groups.get()
    group.permissions.remove(roles.permission("appointments.move_bookingrequest"))
    page = client.get("/admin/requests/").content.decode()
    assert booking.reference in page and address("bulk", booking) not in page
    assert "checkbox" not in page.split('class="listing')[1]
    chosen = {"act": "spam", "chosen": f"{booking.pk}:1", "confirmed": "yes"}
    assert client.post(address("bulk", booking), chosen).url == "/admin/"
    booking.refresh_from_db()
    assert booking.version == 1


@pytest.mark.parametrize("role", STAFF)
def test_the_desk_and_managers_may_discard_a_wave(sign_in, booking, role):
    BookingRequest.objects.update(state=State.QUARANTINED)
    client, wave = sign_in(role), {"suspicions": "", "until": booking.received_at.isoformat()}
    assert client.get(address("quarantine", booking)).status_code == 200
    client.post(address("quarantine", booking), wave)
    booking.refresh_from_db()
    assert booking.state == State.SPAM


def test_who_may_only_look_discards_no_wave_and_is_not_led_there(sign_in, booking):
    BookingRequest.objects.update(state=State.QUARANTINED)
    client, wave = sign_in(roles.FRONT_DESK), {"suspicions": "", "until": "2030-01-01T00:00Z"}
    group = User.objects.get(username="staff").groups.get()
    group.permissions.remove(roles.permission("appointments.move_bookingrequest"))
    page = client.get("/admin/requests/?group=quarantined").content.decode()
    assert address("quarantine", booking) not in page
    assert client.get(address("quarantine", booking)).url == "/admin/"
    assert client.post(address("quarantine", booking), wave).url == "/admin/"
    booking.refresh_from_db()
    assert booking.version == 1


@pytest.mark.parametrize("name", HOLDS)
def test_managers_set_and_lift_a_hold(sign_in, booking, name):
    BookingRequest.objects.update(on_hold=name == "lift_hold")
    response = sign_in(roles.MANAGER).post(address(name, booking), {"version": 1, "reason": "Why"})
    booking.refresh_from_db()
    assert response.url == reverse("requests:inspect", args=[booking.pk])
    assert (booking.version, booking.on_hold) == (2, name == "hold")


@pytest.mark.parametrize("name", FIGURE_FILES)
def test_managers_take_figures_home_in_two_formats(sign_in, booking, name):
    client, path = sign_in(roles.MANAGER), reverse(f"request-figures:{name}")
    found = [client.get(path, {"export": wanted}).status_code for wanted in ["csv", "xlsx", "none"]]
    assert found == [200, 200, 404]


@pytest.mark.parametrize("role", STAFF)
def test_other_methods_are_refused(sign_in, booking, role):
    client = sign_in(role)
    assert client.post(address("inspect", booking)).status_code == 405
    assert client.delete(address("inspect", booking)).status_code == 405
    assert client.put(address("move", booking)).status_code == 405
    assert BookingRequest.objects.filter(pk=booking.pk, version=1).exists()


def test_a_move_without_the_token_of_the_form_is_refused(booking, make_staff):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(make_staff(roles.FRONT_DESK))
    assert client.post(address("move", booking), {"version": 1}).status_code == 403


@pytest.mark.parametrize(
    ("role", "shown"),
    [(roles.FRONT_DESK, ["/admin/requests/", "/admin/request-figures/"])]
    + [(roles.MANAGER, ["/admin/requests/", "/admin/request-figures/", *MANAGERS_PAGES])],
)
def test_the_menu_shows_each_what_is_theirs(sign_in, role, shown):
    page = sign_in(role).get("/admin/").content.decode()
    menu = page.split('id="wagtail-sidebar-props"')[1].split("</script>")[0]
    for url in ["/admin/requests/", "/admin/request-figures/", *MANAGERS_PAGES]:
        assert (url in menu) == (url in shown)
