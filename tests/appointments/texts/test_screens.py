"""The editors' screens: the list, a text, its preview, and back to the standard words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from appointments.models import Language, PatientText
from appointments.text_preview import REFERENCE
from appointments.texts import TEXTS
from appointments.transitions import State
from clinic_site import roles
from tests.appointments.texts.conftest import standard, write

PERSONAL = ["bookingrequest", "requestevent", "outboundmessage", "patientlink", "preferredtime"]


def address(name, key="booked", language="en"):
    return reverse(f"patient-texts:{name}", args=[] if name == "index" else [key, language])


def html_of(response):
    return " ".join(response.content.decode().split())


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in captured]


def test_the_list_leads_to_every_text_in_every_language(editor):
    page = html_of(editor.get(address("index")))
    for key in TEXTS:
        for language in Language.values:
            assert f'href="{address("edit", key, language)}"' in page
    assert "own words" not in page


def test_the_list_tells_own_words_and_those_that_are_not_in_use(editor):
    editor.post(address("edit", "declined"), {"heading": "", "body": "Own words."})
    write("received", "es", body="Hola {nobody}")
    page = html_of(editor.get(address("index")))
    assert page.count("own words") == 2
    assert page.count("changed ") == 1
    assert page.count("Not in use:") == 1 and "There is no placeholder {nobody}." in page
    page = html_of(editor.get(address("edit", "received", "es")))
    assert "Patients read the standard words" in page
    assert "Patients read the standard words" not in html_of(
        editor.get(address("edit", "declined"))
    )


def test_the_list_costs_the_same_however_much_is_written(editor):
    write("declined", body="Own words.")
    few = len(queries(editor, address("index")))
    for key in ["received", "withdrawn", "unreachable", "where", "sent"]:
        write(key, "es", body="Palabras propias.")
    assert len(queries(editor, address("index"))) == few


def test_an_editor_writes_a_text_and_the_log_says_who(editor):
    words = {"heading": "News {reference}", "body": "On:\r\n\r\n{visit_time}\r\n"}
    assert editor.post(address("edit"), words).url == address("edit")
    row = PatientText.objects.get()
    assert (row.key, row.language) == ("booked", "en")
    assert (row.heading, row.body) == ("News {reference}", "On:\n\n{visit_time}")
    editor.post(address("edit"), {**words, "heading": "More {reference}"})
    entries = ModelLogEntry.objects.order_by("timestamp")
    assert [(e.action, e.label, e.user.username) for e in entries] == [
        ("wagtail.create", "booked · en", "erin"),
        ("wagtail.edit", "booked · en", "erin"),
    ]
    assert "{visit_time}" not in str([entry.data for entry in entries])


def test_a_lines_end_weighs_one_letter_as_in_the_browser(editor):
    body = "On {visit_time}.\n" + "x\n" * 990 + "yy"
    sent = {"heading": "News {reference}", "body": body.replace("\n", "\r\n")}
    assert len(body) <= 2000 < len(sent["body"])
    assert editor.post(address("edit"), sent).status_code == 302
    assert PatientText.objects.get().body == body


def test_words_that_are_the_standard_ones_are_not_kept(editor):
    heading, body = standard(TEXTS["booked"], "es")
    sent = {"heading": heading, "body": body.replace("\n", "\r\n")}
    editor.post(address("edit", language="es"), sent)
    assert not PatientText.objects.exists()
    editor.post(address("edit", language="es"), {**sent, "heading": "Cita {reference}"})
    assert PatientText.objects.get().body == ""


def test_emptied_fields_bring_the_standard_words_back(editor):
    write("booked", body="On {visit_time}.")
    editor.post(address("edit"), {"heading": "", "body": ""})
    assert not PatientText.objects.exists()


def test_what_is_refused_is_not_saved_and_comes_back(editor):
    typed = {"heading": "News {reference}", "body": "Dear {name}, come to Doral."}
    page = html_of(editor.post(address("edit"), typed))
    assert "There is no placeholder {name}." in page
    assert "It must hold {visit_time}." in page
    assert "Mails must not say “Doral”" in page
    assert "Dear {name}, come to Doral." in page
    assert not PatientText.objects.exists()


def test_a_too_long_or_broken_subject_is_refused(editor):
    for heading in ["{reference}" + "x" * 120, "{reference}\nBcc: all@example.com"]:
        editor.post(address("edit"), {"heading": heading, "body": ""})
        assert not PatientText.objects.exists()


def test_back_to_the_standard_words_is_a_post_and_is_logged(editor):
    write("booked", heading="News {reference}")
    assert "Back to the standard words" in html_of(editor.get(address("edit")))
    assert editor.get(address("standard")).status_code == 405
    assert PatientText.objects.exists()
    assert editor.post(address("standard")).url == address("index")
    assert not PatientText.objects.exists()
    assert ModelLogEntry.objects.get().action == "wagtail.delete"
    assert editor.post(address("standard")).status_code == 302  # a second click
    assert "Back to the standard words" not in html_of(editor.get(address("edit")))


@pytest.mark.parametrize("language", Language.values)
def test_every_text_is_previewed_in_its_language_from_samples_alone(editor, make_request, language):
    request = make_request(State.BOOKED, first_name="Zfirst", last_name="Zlast")
    with CaptureQueriesContext(connection) as captured:
        for key, text in TEXTS.items():
            response = editor.get(address("preview", key, language))
            html = response.content.decode()
            assert f'<html lang="{language}"' in html
            assert response["X-Frame-Options"] == "SAMEORIGIN"
            heading, body = standard(text, language)
            if "{" not in heading:
                assert heading in html, key
            assert not [part for part in body.split("\n\n") if "{" not in part and part not in html]
            assert "{" not in html.split("<body")[1], key
            assert not [word for word in ["Zfirst", "Zlast", request.reference] if word in html]
    read = {word for word in PERSONAL for query in captured if word in query["sql"]}
    assert read == set()


def test_a_mail_is_previewed_whole_and_its_link_opens_nothing(editor):
    html = editor.get(address("preview")).content.decode()
    assert f"About your request {REFERENCE}" in html
    assert "10 a.m. ET" in html and "call or text 988" in html
    assert "http://localhost:8000/request/link/SAMPLE/" in html
    assert "within 2 business days" in editor.get(address("preview", "received")).content.decode()


def test_what_was_typed_is_previewed_and_not_saved(editor):
    typed = {"heading": "", "body": "Own words & more, {reference}:\n\n{visit_time}"}
    html = editor.post(address("preview"), typed).content.decode()
    assert f"Own words &amp; more, {REFERENCE}:" in html
    assert "Your appointment is booked" not in html
    assert not PatientText.objects.exists() and not ModelLogEntry.objects.exists()
    html = editor.post(address("preview"), {"heading": "", "body": "Dear {name}"}).content.decode()
    assert "There is no placeholder {name}." in html


def test_the_preview_stands_in_a_frame_that_sends_no_form(editor):
    page = html_of(editor.get(address("edit", "where")))
    assert 'sandbox="allow-same-origin"' in page
    assert f'formaction="{address("preview", "where")}"' in page


def test_placeholders_and_standard_words_are_explained(editor):
    write("booked", body="Mine: {visit_time}")
    page = html_of(editor.get(address("edit")))
    for words in [
        "{visit_time}",
        "(must stand in the text)",
        "Your appointment is booked:",
        "Mine:",
    ]:
        assert words in page
    assert "{visit_time}" not in html_of(editor.get(address("edit", "received")))


@pytest.mark.parametrize("name", ["edit", "preview"])
def test_there_is_no_other_text_and_no_other_language(editor, name):
    for key, language in [("nothing", "en"), ("booked", "fr")]:
        assert editor.get(address(name, key, language)).status_code == 404
        assert editor.post(address("standard", key, language)).status_code == 404


@pytest.mark.parametrize("role", roles.PERMISSIONS)
def test_the_menu_shows_them_to_editors_alone(client, make_staff, role):
    client.force_login(make_staff(role))
    page = client.get("/admin/").content.decode()
    menu = page.split('id="wagtail-sidebar-props"')[1].split("</script>")[0]
    assert ("/admin/patient-texts/" in menu) == (role == roles.EDITOR)
