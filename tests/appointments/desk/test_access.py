"""Who reaches the desk, by which address, and who cannot even learn that there are requests."""

import pytest
from django.contrib.auth.models import User
from django.urls import NoReverseMatch, Resolver404, get_resolver, resolve, reverse

from appointments.models import BookingRequest, RequestPause
from appointments.transitions import State
from clinic_site import roles

GETS = ["index", "index_results", "inspect", "move", "attempt"]
POSTS = ["move", "attempt"]
PAUSES = ["index", "index_results", "add", "edit", "delete"]
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
    args = {"index": [], "index_results": [], "move": [booking.pk, "take"]}
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
    assert names_of("requests") == GETS
    assert names_of("request-pauses") == PAUSES


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
    data = {"version": 1, "channel": "phone", "outcome": "reached"}
    sign_in(role).post(address(name, booking), data)
    booking.refresh_from_db()
    assert booking.version == 2


@pytest.mark.parametrize("name", POSTS)
def test_who_may_only_look_moves_nothing_and_is_offered_nothing(sign_in, booking, name, client):
    sign_in(roles.FRONT_DESK)
    group = User.objects.get(username="staff").groups.get()
    group.permissions.remove(roles.permission("appointments.move_bookingrequest"))
    data = {"version": 1, "channel": "phone", "outcome": "reached"}
    assert client.post(address(name, booking), data).url == "/admin/"
    booking.refresh_from_db()
    assert (booking.state, booking.version) == (State.RECEIVED, 1)
    page = client.get(address("inspect", booking)).content.decode()
    assert "<form" not in page.split("desk__facts")[1].split("desk__timeline")[0]


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
    [(roles.FRONT_DESK, ["/admin/requests/"])]
    + [(roles.MANAGER, ["/admin/requests/", "/admin/request-pauses/"])],
)
def test_the_menu_shows_each_what_is_theirs(sign_in, role, shown):
    page = sign_in(role).get("/admin/").content.decode()
    menu = page.split('id="wagtail-sidebar-props"')[1].split("</script>")[0]
    for url in ["/admin/requests/", "/admin/request-pauses/"]:
        assert (url in menu) == (url in shown)
