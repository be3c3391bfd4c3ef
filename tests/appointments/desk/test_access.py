"""Who reaches the desk, by which address, and who cannot even learn that there are requests."""

import pytest
from django.contrib.auth.models import User
from django.urls import NoReverseMatch, Resolver404, get_resolver, resolve, reverse

from appointments.models import BookingRequest, RequestPause
from appointments.transitions import State
from clinic_site import roles

GETS = ["index", "index_results", "enter", "inspect", "book", "move", "attempt", "assign", "note"]
GETS += ["contact_details", "hold", "lift_hold", "link", "search", "bulk", "quarantine"]
ALL = [*GETS, "printed"]
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
PAUSES = ["index", "index_results", "add", "edit", "delete"]
MANAGERS_PAGES = ["/admin/request-pauses/", "/admin/request-deletion/", "/admin/request-access/"]
FIGURE_FILES = ["export", "export_requests"]
OTHERS = [roles.EDITOR, roles.REVIEWER]
STAFF = [roles.FRONT_DESK, roles.MANAGER]


@pytest.fixture
def booking(make_request):
    return make_request()


@pytest.fixture
def sign_in(client, make_staff):
    """A function that signs in with a role, as a superuser, or not at all."""

    def sign_in(role):
        if role == "superuser":
            client.force_login(User.objects.create_superuser("root", password="a password"))
        elif role:
            client.force_login(make_staff(role))
        return client

    return sign_in


def address(name, booking):
    args = {
        "index": [],
        "index_results": [],
        "enter": [],
        "search": [],
        "bulk": [],
        "quarantine": [],
        "move": [booking.pk, "take"],
        "assign": [booking.pk, "take_over"],
        "link": [booking.pk, "link_sent"],
    }
    return reverse(f"requests:{name}", args=args.get(name, [booking.pk]))


def pause_address(name, pause):
    return reverse(f"request-pauses:{name}", args=[pause.pk] if name in ["edit", "delete"] else [])


def names_of(namespace):
    """The names of all addresses below a namespace of the admin."""
    for pattern in get_resolver().url_patterns:
        for inner in getattr(pattern, "url_patterns", []):
            if getattr(inner, "namespace", None) == namespace:
                return [found.name for found in inner.url_patterns]
    return []


def test_the_desk_has_these_addresses_and_no_others(db):
    assert names_of("requests") == ALL
    assert names_of("request-pauses") == PAUSES
    # Who reaches these is tried in test_visits and test_calendar_rows.
    assert names_of("visits") == ["index"]
    assert names_of("time-off") == names_of("closed-days") == PAUSES
    assert names_of("request-deletion") == ["index"]
    assert names_of("request-figures") == ["index", *FIGURE_FILES]
    # Who reaches these is tried in tests/appointments/audit/test_screens.py.
    assert names_of("request-access") == ["index", "request", "person", "settle"]


@pytest.mark.parametrize(
    "name",
    ["add", "edit", "delete", "copy", "history", "history_results", "usage", "export"]
    + ["reorder", "chooser", "choose", "workflow_history", "preview_on_edit", "revisions_view"],
)
def test_what_wagtail_brings_along_is_not_mounted(db, name):
    for args in [[], [1]]:
        with pytest.raises(NoReverseMatch):
            reverse(f"requests:{name}", args=args)


@pytest.mark.parametrize(
    "path",
    ["new/", "edit/1/", "delete/1/", "copy/1/", "history/1/", "history-results/1/"]
    + ["usage/1/", "reorder/1/", "chooser/", "choose/", "export/", "1/", "inspect/x/"],
)
def test_other_addresses_below_the_inbox_lead_to_wagtails_not_found_alone(db, path):
    try:
        found = resolve(f"/admin/requests/{path}")
    except Resolver404:
        return
    assert found.namespace == "" and found.func.__name__ == "default"


@pytest.mark.parametrize("name", GETS)
def test_who_is_not_signed_in_is_sent_to_the_sign_in(client, booking, name):
    for response in [client.get(address(name, booking)), client.post(address(name, booking))]:
        assert response.status_code == 302
        assert response.url.startswith("/admin/login/")


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize("name", GETS)
def test_editors_and_reviewers_are_refused_as_wagtail_refuses(sign_in, booking, role, name):
    client = sign_in(role)
    for send in [client.get, client.post]:
        response = send(address(name, booking), {"version": 1})
        assert response.status_code == 302 and response.url == "/admin/"
    booking.refresh_from_db()
    assert booking.version == 1


@pytest.mark.parametrize("role", OTHERS)
def test_who_is_refused_cannot_tell_which_requests_exist(sign_in, booking, role):
    client = sign_in(role)
    there = client.get(address("inspect", booking))
    nowhere = client.get(reverse("requests:inspect", args=[booking.pk + 1000]))
    assert (there.status_code, there.url) == (nowhere.status_code, nowhere.url)
    unknown = client.post(reverse("requests:move", args=[booking.pk, "erase"]))
    assert (unknown.status_code, unknown.url) == (there.status_code, there.url)


@pytest.mark.parametrize("role", [*STAFF, "superuser"])
@pytest.mark.parametrize("name", ["index", "index_results", "inspect"])
def test_the_desk_managers_and_superusers_see_requests(sign_in, booking, role, name):
    response = sign_in(role).get(address(name, booking))
    assert response.status_code == 200
    assert booking.reference in response.content.decode()


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


@pytest.mark.parametrize("role", STAFF)
def test_the_desk_and_managers_may_enter_a_callers_request(sign_in, open_clinic, role):
    client = sign_in(role)
    assert client.get(reverse("requests:enter")).status_code == 200
    assert reverse("requests:enter") in client.get("/admin/requests/").content.decode()


def test_who_may_only_look_enters_nothing_and_is_not_led_there(sign_in, open_clinic):
    client = sign_in(roles.FRONT_DESK)
    group = User.objects.get(username="staff").groups.get()
    group.permissions.remove(roles.permission("appointments.move_bookingrequest"))
    assert client.get(reverse("requests:enter")).url == "/admin/"
    assert reverse("requests:enter") not in client.get("/admin/requests/").content.decode()


@pytest.mark.parametrize("role", [*STAFF, "superuser", None, *OTHERS])
def test_who_may_move_a_request_may_close_many(sign_in, booking, role):
    chosen = {"act": "spam", "chosen": f"{booking.pk}:1", "confirmed": "yes"}
    response = sign_in(role).post(address("bulk", booking), chosen)
    booking.refresh_from_db()
    if role in [*STAFF, "superuser"]:
        assert response.url == "/admin/requests/"
        assert booking.state == State.SPAM
    else:
        assert response.url == "/admin/" or response.url.startswith("/admin/login/")
        assert booking.state == State.RECEIVED


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


@pytest.mark.parametrize("role", [*STAFF, "superuser", None, *OTHERS])
def test_who_may_see_requests_may_search_them(sign_in, booking, role):
    response = sign_in(role).post(address("search", booking), {"looked_for": "Sam Sentinel"})
    if role in [*STAFF, "superuser"]:
        assert booking.reference in response.content.decode()
    else:
        assert response.url == "/admin/" or response.url.startswith("/admin/login/")


@pytest.mark.parametrize("role", [*STAFF, "superuser"])
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
@pytest.mark.parametrize("role", [None, *OTHERS, roles.FRONT_DESK, roles.MANAGER])
def test_only_managers_set_and_lift_a_hold(sign_in, booking, role, name):
    BookingRequest.objects.update(on_hold=name == "lift_hold")
    response = sign_in(role).post(address(name, booking), {"version": 1, "reason": "Why"})
    booking.refresh_from_db()
    if role == roles.MANAGER:
        assert response.url == reverse("requests:inspect", args=[booking.pk])
        assert (booking.version, booking.on_hold) == (2, name == "hold")
    else:
        assert response.url == "/admin/" or response.url.startswith("/admin/login/")
        assert (booking.version, booking.on_hold) == (1, name == "lift_hold")


@pytest.mark.parametrize("role", [None, *OTHERS, roles.FRONT_DESK, roles.MANAGER, "superuser"])
def test_only_managers_and_superusers_see_what_is_deleted_when(sign_in, booking, role):
    client, path = sign_in(role), reverse("request-deletion:index")
    response = client.get(path)
    if role in [roles.MANAGER, "superuser"]:
        assert response.status_code == 200
        assert client.post(path).status_code == 405
    else:
        assert response.url == "/admin/" or response.url.startswith("/admin/login/")


@pytest.mark.parametrize("role", [None, *OTHERS, *STAFF, "superuser"])
def test_who_sees_requests_sees_their_figures(sign_in, booking, role):
    client, path = sign_in(role), reverse("request-figures:index")
    response = client.get(path)
    if role in [*STAFF, "superuser"]:
        assert response.status_code == 200
        assert client.post(path).status_code == 405
    else:
        assert response.url == "/admin/" or response.url.startswith("/admin/login/")


@pytest.mark.parametrize("name", FIGURE_FILES)
@pytest.mark.parametrize("role", [None, *OTHERS, roles.FRONT_DESK, roles.MANAGER, "superuser"])
def test_only_managers_and_superusers_take_figures_home(sign_in, booking, role, name):
    client, path = sign_in(role), reverse(f"request-figures:{name}")
    for file_format in ["csv", "xlsx", "none"]:
        response = client.get(path, {"export": file_format})
        if role in [roles.MANAGER, "superuser"]:
            assert response.status_code == (404 if file_format == "none" else 200)
        else:
            assert response.url == "/admin/" or response.url.startswith("/admin/login/")


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


@pytest.mark.parametrize("name", PAUSES)
@pytest.mark.parametrize("role", [None, *OTHERS, roles.FRONT_DESK])
def test_only_managers_reach_the_pauses(sign_in, role, name, locations):
    pause = RequestPause.objects.create(location=locations[0], sentence="Paused.")
    client = sign_in(role)
    for send in [client.get, client.post]:
        response = send(pause_address(name, pause), {"sentence": "Changed.", "location": ""})
        assert response.status_code == 302
        assert response.url == "/admin/" or response.url.startswith("/admin/login/")
    assert list(RequestPause.objects.values_list("sentence", flat=True)) == ["Paused."]


@pytest.mark.parametrize("name", ["edit", "delete"])
@pytest.mark.parametrize("role", [*OTHERS, roles.FRONT_DESK])
def test_who_is_refused_cannot_tell_which_pauses_exist(sign_in, role, name, locations):
    pause = RequestPause.objects.create(location=locations[0], sentence="Paused.")
    client = sign_in(role)
    for send in [client.get, client.post]:
        there = send(pause_address(name, pause))
        nowhere = send(reverse(f"request-pauses:{name}", args=[pause.pk + 1000]))
        assert (there.status_code, there.url) == (302, "/admin/")
        assert (nowhere.status_code, nowhere.url) == (302, "/admin/")


@pytest.mark.parametrize("name", ["edit", "delete"])
def test_a_manager_is_told_that_a_pause_is_not_there(sign_in, name, db):
    address = reverse(f"request-pauses:{name}", args=[1000])
    assert sign_in(roles.MANAGER).get(address).status_code == 404


@pytest.mark.parametrize("name", PAUSES)
def test_managers_reach_the_pauses(sign_in, name, locations):
    pause = RequestPause.objects.create(location=locations[0], sentence="Paused.")
    assert sign_in(roles.MANAGER).get(pause_address(name, pause)).status_code == 200


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize(
    "path",
    ["/admin/", "/admin/reports/site-history/", "/admin/pages/search/?q=request", "/admin/account/"]
    + ["/admin/reports/aging-pages/", "/admin/reports/page-types-usage/"],
)
def test_nothing_shows_editors_and_reviewers_that_requests_exist(sign_in, booking, role, path):
    RequestPause.objects.create(location=booking.location, sentence="A sentinel of the pause")
    page = sign_in(role).get(path, follow=True).content.decode()
    for sentinel in [booking.reference, "/admin/request", "A sentinel of the pause", "Inbox"]:
        assert sentinel not in page


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
