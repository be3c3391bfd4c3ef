"""Nobody writes a header: of an answer, of a mail, or of a file that is sent along."""

import pytest
from django.core.mail import EmailMessage
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from clinic_site import roles
from clinic_site.models import Clinician
from conditions.workflow import write_workflow
from tests.appointments.patient import Patient

pytestmark = pytest.mark.django_db
INJECTED = "\r\nSet-Cookie: injected=1\r\n\r\n<b>x</b>"
QUOTED = "%0d%0aSet-Cookie:%20injected=1"


def headers_of(response):
    return response.serialize_headers().decode("latin-1").split("\r\n")


@pytest.mark.parametrize(
    "path",
    [
        f"/es/{QUOTED}",
        f"/es/x/?a={QUOTED}",
        f"/es//evil.example/{QUOTED}",
        f"/es/\\evil.example{QUOTED}",
        f"/admin/login/?next=/{QUOTED}",
        "/admin/login/?next=//evil.example",
        f"/admin?{QUOTED}",
        f"/old?{QUOTED}",
        f"/_util/login/?next=//evil.example/{QUOTED}",
        f"/conditions/{QUOTED}",
    ],
)
def test_no_part_of_an_address_begins_a_header_or_leads_away(client, home, path):
    Redirect.objects.create(old_path="/old", redirect_link="/a" + INJECTED, is_permanent=False)
    response = client.get(path)
    assert response.status_code < 500
    assert not [one for one in headers_of(response) if one.lower().startswith("set-cookie: inj")]
    assert not response.get("Location", "").startswith(("//", "/\\", "http"))
    assert "injected" not in response.cookies


def test_an_export_and_a_calendar_file_have_names_of_ours(client, make_staff):
    client.force_login(make_staff(roles.MANAGER))
    query = f"?export=csv&filename={QUOTED}&q={QUOTED}"
    for path in [reverse("library_reviews"), reverse("request-figures:export_requests")]:
        name = client.get(path + query).get("Content-Disposition", "")
        assert "injected" not in name and "\n" not in name


def test_a_line_end_in_a_pages_title_writes_no_header_of_a_mail(
    make_staff, make_condition, mailoutbox, django_capture_on_commit_callbacks
):
    """Wagtail's notices begin with the title; Django refuses to send what is not one line."""
    editor, reader = make_staff(roles.EDITOR, "eddie"), make_staff(roles.REVIEWER, "rae")
    reader.email = "rae@clinic.example"
    reader.save()
    Clinician.objects.create(name="Rae Reader", credentials="MD", user=reader)
    write_workflow()
    for title in ["Grief", "Grief\r\nBcc: evil@evil.example"]:
        page = make_condition("Grief", live=False)
        page.title = page.draft_title = title
        page.save_revision(user=editor)
        with django_capture_on_commit_callbacks(execute=True):
            page.get_workflow().start(page, editor)
    assert len(mailoutbox) == 1  # of the honest title
    assert "Bcc" not in mailoutbox[0].message().as_string()
    with pytest.raises(ValueError, match="newlines"):
        EmailMessage("One\nBcc: a@evil.example", "Body", to=["a@b.example"]).message()


@pytest.mark.parametrize("field", ["email", "first_name"])
def test_a_line_end_in_what_a_patient_types_is_refused_or_folded(open_clinic, field):
    patient = Patient().reaches("contact")
    typed = {"patient_type": "new", "first_name": "A", "last_name": "S", "phone": "305-555-0177"}
    patient.posts("contact", **typed | {field: f"a{INJECTED}@b.example"})
    assert patient.step in ("contact", "times")
    if field == "email":
        assert patient.errors
    assert not any("injected" in one for one in headers_of(patient.page))


def test_no_client_moves_the_site_below_another_path(client, home):
    """A page would be kept, guarded and recorded under an address that is not its own."""
    response = client.get("/", SCRIPT_NAME="/conditions")
    assert response.wsgi_request.path == "/"
    assert 'href="/conditions/conditions/' not in response.content.decode()
    assert client.get("/admin/requests/", SCRIPT_NAME="/%78").url.startswith("/admin/login/")
