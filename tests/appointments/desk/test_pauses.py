"""The pauses of requests that managers make."""

from django.urls import reverse
from wagtail.users.models import UserProfile

from appointments.models import RequestPause
from clinic_site import roles
from clinic_site.models import Location
from tests.appointments.desk.conftest import html_of


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
