"""What is personal lies encrypted in the database, under keys that can be changed."""

from datetime import date

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import connection

from appointments.models import BookingRequest
from clinic_site import encryption
from clinic_site.encryption import UnreadableValue, decrypt, encrypt, keyed_hash

FIRST, SECOND = (Fernet.generate_key().decode() for _n in range(2))
PERSONAL = ["first_name", "last_name", "date_of_birth", "phone", "email", "access_needs"]


def raw(request, column):
    """What the database itself holds in a column."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM appointments_bookingrequest WHERE id = %s", [request.pk]
        )
        return cursor.fetchone()[0]


@pytest.mark.parametrize("column", PERSONAL)
def test_the_database_holds_no_personal_field_in_clear(make_request, column):
    text = {name: f"Sentinel-{name}" for name in PERSONAL} | {"date_of_birth": date(1977, 7, 17)}
    request = make_request(**text)
    kept = str(raw(request, column))
    assert kept.startswith("tests$")
    assert "Sentinel" not in kept
    assert "1977-07-17" not in kept
    assert getattr(BookingRequest.objects.get(), column) == text[column]


def test_no_row_of_any_table_holds_a_sentinel(make_request):
    request = make_request(first_name="Zsentinel", last_name="Zsentinel", email="zsentinel@x.org")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM appointments_bookingrequest WHERE id = %s", [request.pk])
        assert "zsentinel" not in str(cursor.fetchall()).lower()


def test_the_same_text_is_encrypted_differently_each_time():
    assert encrypt("Doe") != encrypt("Doe")


def test_empty_stays_empty_and_any_text_comes_back(make_request):
    request = make_request(phone="", first_name="Ñandú 🙂 \u202eזאב")
    request = BookingRequest.objects.get(pk=request.pk)
    assert (request.phone, raw(request, "phone")) == ("", "")
    assert request.first_name == "Ñandú 🙂 \u202eזאב"


def test_the_first_key_encrypts_and_the_older_ones_still_decrypt(settings):
    settings.FIELD_KEYS = f"old:{FIRST}"
    value = encrypt("Doe")
    settings.FIELD_KEYS = f"new:{SECOND},old:{FIRST}"
    assert decrypt(value) == "Doe"
    assert encrypt("Doe").startswith("new$")
    settings.FIELD_KEYS = f"new:{SECOND}"
    with pytest.raises(UnreadableValue, match="No key named 'old'"):
        decrypt(value)


def test_a_row_whose_key_is_gone_is_an_error_and_never_ciphertext(make_request, settings):
    make_request()
    settings.FIELD_KEYS = f"other:{SECOND}"
    with pytest.raises(UnreadableValue):
        BookingRequest.objects.get()


@pytest.mark.parametrize("change", ["flip", "cut", "clear", "other key", "not text"])
def test_a_value_that_was_tampered_with_is_refused(settings, change):
    settings.FIELD_KEYS = f"a:{FIRST},b:{SECOND}"
    value = encrypt("Doe")
    tampered = {
        "flip": value[:30] + ("A" if value[30] != "A" else "B") + value[31:],
        "cut": value[:-8],
        "clear": "Doe",
        "other key": "b" + value[1:],
        "not text": "a$\ud800",
    }[change]
    with pytest.raises(UnreadableValue) as caught:
        decrypt(tampered)
    assert "Doe" not in str(caught.value)


def test_a_value_can_be_too_old(monkeypatch):
    value = encrypt("Doe")
    assert decrypt(value, seconds_valid=60) == "Doe"
    monkeypatch.setattr("cryptography.fernet.time.time", lambda: 4_000_000_000)
    with pytest.raises(UnreadableValue):
        decrypt(value, seconds_valid=60)


@pytest.mark.parametrize("lookup", ["first_name", "email__icontains", "date_of_birth__lt"])
def test_the_database_is_never_asked_to_compare_an_encrypted_field(db, lookup):
    with pytest.raises(FieldError, match="encrypted"):
        BookingRequest.objects.filter(**{lookup: "x"})


@pytest.mark.parametrize(
    "keys",
    [
        *["", "nameless", "a:short", ","],
        pytest.param(f"a$b:{FIRST}", id="a sign in the name"),
        pytest.param(f":{FIRST}", id="no name"),
        pytest.param(f"a:{FIRST},a:{SECOND}", id="a name twice"),
    ],
)
def test_field_keys_that_make_no_sense_are_named(keys):
    with pytest.raises(ImproperlyConfigured, match="FIELD_KEYS"):
        encryption.keyring(keys)


def test_a_keyed_hash_forgives_case_and_spaces_and_nothing_else(settings):
    assert keyed_hash("name", " Sam  DOE ") == keyed_hash("name", "sam doe")
    assert keyed_hash("name", "sam doe") != keyed_hash("email", "sam doe")
    assert keyed_hash("name", "sam doe") != keyed_hash("name", "sam do")
    assert keyed_hash("name", "") == ""
    before = keyed_hash("name", "sam doe")
    settings.HASH_KEY = "another"
    assert keyed_hash("name", "sam doe") != before
