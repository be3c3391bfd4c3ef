"""Bad input to the request form: a 4xx page of ours or the form again, never a 500."""

from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appointments.models import BookingRequest
from tests.appointments.patient import PAGES, URL, WHERE, Patient
from tests.examples import examples

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
NAMES = sorted({name for page in PAGES.values() for name in page} | {"go", "expects_florida"})
# Any code point, halves of surrogate pairs and NUL among them; and values that mean something.
TEXTS = st.one_of(
    st.text(st.characters(codec=None), max_size=60),
    st.sampled_from(["", "on", "send", "back", "change-where", "change-", "0", "-1", "9" * 4400]),
    st.text("0123456789+() -x;=", max_size=25),
    st.builds(lambda text, times: text * times, st.characters(codec=None), st.just(3000)),
)


def encoded(fields):
    """A form body; what is no Unicode goes out as the bytes it would be."""
    pairs = [(name, value) for name, values in fields.items() for value in values]
    return "&".join(
        f"{quote(name, errors='surrogatepass')}={quote(value, errors='surrogatepass')}"
        for name, value in pairs
    )


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_get_a_405_page_of_ours(open_clinic, method):
    response = getattr(Client(), method)(URL)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, POST"
    assert b"988" in response.content


def test_a_huge_body_gets_a_413_page_of_ours(open_clinic):
    response = Client().post(URL, {"step": "where", "place": "x" * 70_000})
    assert response.status_code == 413


@pytest.mark.parametrize("step", ["", None, "sent", "where\x00", "WHERE", "../where", "💥"])
def test_an_unknown_step_is_a_400_page_of_ours(open_clinic, step):
    response = Client().post(URL, WHERE | ({} if step is None else {"step": step}))
    assert response.status_code == 400
    assert b"We could not read your form" in response.content
    assert b"988" in response.content


@pytest.mark.parametrize("step", [*PAGES, "check"])
def test_an_empty_page_comes_again(open_clinic, step):
    patient = Patient().reaches(step)
    patient.posts(step, go="send")
    assert patient.page.status_code == 200
    assert patient.step == step
    assert patient.errors


@pytest.mark.parametrize("name", NAMES)
def test_a_nul_in_any_box_is_refused(open_clinic, name):
    patient = Patient().reaches("contact")
    patient.posts(**PAGES["contact"] | {name: "a\x00b"})
    assert patient.page.status_code == 400


def test_half_of_a_surrogate_pair_is_refused(open_clinic):
    body = (
        b'--x\r\nContent-Disposition: form-data; name="step"\r\n\r\nwhere\r\n'
        b'--x\r\nContent-Disposition: form-data; name="place"\r\n\r\n\\ud800\r\n--x--\r\n'
    )
    kind = "multipart/form-data; boundary=x; charset=unicode_escape"
    response = Client().generic("POST", URL, body, content_type=kind)
    assert response.status_code == 400


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe\x00step=where", FORM),
        (b"step=%ff%fe&place=%00", FORM),
        (b"step=where&place=%ed%a0%80", FORM),
        (b"step=where", f"{FORM}; charset=utf-16"),
        (b"step=where", f"{FORM}; charset=no-such"),
        (b"{}", "application/json"),
        (b"--x\r\n\r\n", "multipart/form-data"),
        (b"--x\r\nContent-Disposition: form-data", "multipart/form-data; boundary=x"),
        (b"&".join(b"a=1" for _n in range(12_000)), FORM),
        (b"", ""),
    ],
)
def test_a_body_that_is_no_form_of_ours_is_refused_or_the_form_comes_again(open_clinic, body, kind):
    response = Client().generic("POST", URL, body, content_type=kind)
    assert response.status_code in {200, 400, 413}


def test_a_list_where_one_value_is_expected_counts_its_last(open_clinic):
    patient = Patient().opens()
    patient.posts(**WHERE | {"place": ["coconut-grove", "doral"], "for_myself": ["no", "yes"]})
    assert patient.step == "contact"


def test_an_upload_is_not_looked_at(open_clinic, tmp_path):
    patient = Patient().opens()
    upload = tmp_path / "a.txt"
    upload.write_text("sentinel")
    with upload.open("rb") as file:
        patient.posts(**WHERE | {"place": file})
    assert list(patient.errors) == ["id_place_0"]


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '" autofocus x="', "{{ 7*7 }}", "👩🏽‍🚀", "שלום"]
)
def test_a_name_is_shown_as_text(open_clinic, name):
    patient = Patient().reaches("check", contact={"first_name": name})
    assert "<script>alert" not in patient.text
    assert '" autofocus x="' not in patient.text
    assert "<bdi>49</bdi>" not in patient.text
    patient.sends()
    assert BookingRequest.objects.get().first_name == name


def test_what_is_typed_too_long_comes_again_and_back_never_makes_the_form_too_large(open_clinic):
    patient = Patient().reaches("contact")
    patient.posts(go="back", **dict.fromkeys(PAGES["contact"], "👩🏽‍🚀" * 150))
    assert patient.step == "where"
    patient.posts(**WHERE)
    assert patient.step == "contact"
    assert patient.errors


@settings(
    max_examples=examples(60),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    before=st.sampled_from([*PAGES, "check"]),
    step=st.one_of(st.sampled_from([*PAGES, "check"]), TEXTS),
    typed=st.dictionaries(st.sampled_from(NAMES), st.lists(TEXTS, max_size=3), max_size=8),
    stray=st.dictionaries(TEXTS, st.lists(TEXTS, max_size=2), max_size=2),
    state=st.one_of(st.none(), TEXTS),
)
def test_no_post_whatsoever_is_a_500(open_clinic, before, step, typed, stray, state):
    patient = Patient().reaches(before)
    fields = {name: [value] for name, value in PAGES.get(before, {}).items()} | typed | stray
    fields["access_needs"] = typed.get("access_needs", ["quiet"])
    fields |= {
        "csrfmiddlewaretoken": [patient.token],
        "step": [step],
        "state": [patient.state if state is None else state],
    }
    response = patient.client.generic("POST", URL, encoded(fields), content_type=FORM)
    assert response.status_code < 500
