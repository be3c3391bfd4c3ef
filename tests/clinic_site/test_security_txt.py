"""security.txt names whom to tell of a hole in the site, once the clinic has said whom."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from clinic_site import roles
from clinic_site.launch import missing_before_launch
from clinic_site.models import ClinicSettings
from clinic_site.security_txt import check_contact, written

pytestmark = pytest.mark.django_db
ADDRESS = "/.well-known/security.txt"
LAUNCH_LINE = "The contact for security reports"


def test_a_manager_names_the_contact_and_everybody_can_read_it(client, home, make_staff):
    assert client.get(ADDRESS).status_code == 404
    assert LAUNCH_LINE in [item.text for item in missing_before_launch()]

    manager = type(client)()
    manager.force_login(make_staff(roles.MANAGER))
    edit = reverse("wagtailsettings:edit", args=["clinic_site", "clinicsettings", 1])
    edit = edit.replace("/1/", f"/{ClinicSettings.load().pk}/")
    refused = manager.post(edit, {"security_contact": "http://clinic.example/"})
    assert "begins with https://" in refused.content.decode()
    assert 'value="http://clinic.example/"' in refused.content.decode()
    manager.post(edit, {"security_contact": "security@clinic.example"})

    response = client.get(ADDRESS)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.startswith(b"Contact: mailto:security@clinic.example\r\n")
    assert not response.cookies
    assert LAUNCH_LINE not in [item.text for item in missing_before_launch()]


def test_the_file_is_as_rfc_9116_asks(settings):
    settings.BASE_URL = "https://clinic.example"
    now = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    text = written("https://clinic.example/holes/", now)
    assert text.endswith("\r\n") and text.count("\n") == text.count("\r\n") == 4
    fields = dict(line.split(": ", 1) for line in text.splitlines())
    assert fields["Contact"] == "https://clinic.example/holes/"
    assert fields["Canonical"] == f"https://clinic.example{ADDRESS}"
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=30) < expires - now < timedelta(days=365)  # section 2.5.5


@pytest.mark.parametrize(
    "value",
    ["http://clinic.example", "javascript://x", "security", "a@b\r\nExpires: x", "https://"],
)
def test_what_is_no_contact_is_refused(value):
    with pytest.raises(ValidationError):
        check_contact(value)
