"""What each page of the form takes, and how it explains what it does not."""

from datetime import UTC, date, datetime

import pytest
from django.utils.datastructures import MultiValueDict

from appointments.date_of_birth import month_number
from appointments.eligibility import Reason
from appointments.forms import NOT_IN_FLORIDA, ContactForm, TimesForm, WhereForm
from appointments.opening import Opening
from clinic_site.models import Location
from tests.appointments.patient import CONTACT, TIMES, WHERE

NOW = datetime(2026, 11, 9, 15, tzinfo=UTC)
OPENING = Opening(
    places=[
        Location(pk=1, kind="office", name="Doral", slug="doral"),
        Location(pk=2, kind="virtual", name="Virtual", slug="virtual"),
    ]
)


def typed(form, page, **changes):
    """The form of a page on which this was typed; None leaves a box out."""
    values = {name: value for name, value in (page | changes).items() if value is not None}
    lists = {name: value if isinstance(value, list) else [value] for name, value in values.items()}
    return form(MultiValueDict(lists), opening=OPENING, now=NOW)


def birth(month, day, year, **changes):
    boxes = {
        f"date_of_birth_{name}": text
        for name, text in zip(["month", "day", "year"], [month, day, year], strict=True)
    }
    return typed(WhereForm, WHERE, **boxes, **changes)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("3", 3),
        ("03", 3),
        ("١٢", 12),
        ("March", 3),
        ("MAR", 3),
        ("mar.", 3),
        ("Sept", 9),
        ("setiembre", 9),
        ("Enero", 1),
        ("ene", 1),
        ("ago", 8),
        ("dic.", 12),
        ("0", None),
        ("13", None),
        ("ma", None),
        ("", None),
        ("Marchember", None),
        ("²", None),
    ],
)
def test_a_month_is_a_number_or_a_name_in_english_or_spanish(text, month):
    assert month_number(text) == month


@pytest.mark.parametrize("month", ["2", "Feb", "febrero", " february "])
def test_a_date_of_birth_is_read_from_three_boxes(month):
    form = birth(month, " 29", "1984 ")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["date_of_birth"] == date(1984, 2, 29)


@pytest.mark.parametrize(
    ("boxes", "links"),
    [
        (("", "", ""), [(0, "Enter your date of birth.")]),
        (("3", "", "1984"), [(1, "Your date of birth must include a day.")]),
        (
            ("", "3", ""),
            [
                (0, "Your date of birth must include a month."),
                (2, "Your date of birth must include a year."),
            ],
        ),
        (
            ("27", "3", "1984"),
            [(0, "Enter the month as a number from 1 to 12, or as a name such as March.")],
        ),
        (("3", "32", "1984"), [(1, "Enter the day as a number from 1 to 31.")]),
        (("3", "third", "1984"), [(1, "Enter the day as a number from 1 to 31.")]),
        (("3", "3", "84"), [(2, "Enter all four digits of the year, such as 1984.")]),
        (("3", "3", "MCMX"), [(2, "Enter all four digits of the year, such as 1984.")]),
        (("2", "29", "1983"), [(1, "February 1983 had only 28 days. Check the day.")]),
        (("3", "3", "2984"), [(2, "Check the year of your date of birth.")]),
        (("3", "3", "1884"), [(2, "Check the year of your date of birth.")]),
        (("3", "3", "0000"), [(2, "Enter all four digits of the year, such as 1984.")]),
        (
            ("9" * 5000, "3", "1984"),
            [(0, "Enter the month as a number from 1 to 12, or as a name such as March.")],
        ),
    ],
)
def test_a_wrong_date_is_explained_next_to_the_box_that_is_wrong(boxes, links):
    form = birth(*boxes)
    assert list(form.error_links()) == [
        (f"id_date_of_birth_{number}", sentence) for number, sentence in links
    ]


def test_only_the_wrong_box_of_a_date_is_marked():
    html = birth("3", "3", "84")["date_of_birth"].as_field_group()
    assert html.count("aria-invalid") == 1
    assert 'aria-invalid="true" aria-describedby="id_date_of_birth_error"' in html
    assert 'value="84" autocomplete="bday-year"' in html.replace("\n", " ")
    assert 'aria-describedby="id_date_of_birth_helptext id_date_of_birth_error"' in html


def test_the_boxes_of_a_date_say_what_a_browser_may_fill_in():
    html = str(WhereForm(opening=OPENING, now=NOW)["date_of_birth"])
    order = [html.index(f'autocomplete="bday-{part}"') for part in ["month", "day", "year"]]
    assert order == sorted(order)
    assert html.count('inputmode="numeric"') == 2


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"date_of_birth_year": "2012"}, Reason.UNDER_AGE),
        ({"date_of_birth_year": "2012", "place": "", "for_myself": "no"}, Reason.UNDER_AGE),
        ({"for_myself": "no"}, Reason.FOR_SOMEBODY_ELSE),
        ({"for_myself": "no", "place": NOT_IN_FLORIDA}, Reason.FOR_SOMEBODY_ELSE),
        ({"place": NOT_IN_FLORIDA}, Reason.NOT_IN_FLORIDA),
        ({"place": NOT_IN_FLORIDA, "date_of_birth_year": "84"}, Reason.NOT_IN_FLORIDA),
        ({"date_of_birth_year": "2984"}, None),
    ],
)
def test_why_the_journey_stops_whatever_else_is_wrong(changes, reason):
    assert typed(WhereForm, WHERE, **changes).stop_reason is reason


def test_a_virtual_visit_needs_the_statement_about_florida():
    form = typed(WhereForm, WHERE, place="virtual")
    assert list(form.errors) == ["expects_florida"]
    assert typed(WhereForm, WHERE, place="virtual", expects_florida="on").is_valid()


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"email": "", "email_consent": None}, []),
        ({"email_consent": None}, []),
        ({"phone": ""}, []),
        ({"phone": "", "email_consent": None}, ["email_consent"]),
        ({"phone": "", "email": ""}, ["phone"]),
        ({"phone": "12"}, ["phone"]),
        ({"phone": "305-555-0177 ext. 5"}, ["phone"]),
        ({"phone": "+44 20 7946 0958", "email": ""}, []),
        ({"email": "no at sign"}, ["email"]),
        ({"email": "a" * 250 + "@patient.example"}, ["email"]),
        ({"phone": "", "email": "wrong"}, ["email"]),
        ({"patient_type": "vip"}, ["patient_type"]),
        ({"first_name": " \t ", "last_name": None}, ["first_name", "last_name"]),
        ({"first_name": "x" * 81}, ["first_name"]),
        ({"first_name": "a\x00b"}, ["first_name"]),
        ({"first_name": "\u200d\u200f"}, ["first_name"]),
    ],
)
def test_what_the_second_page_takes(changes, wrong):
    assert list(typed(ContactForm, CONTACT, **changes).errors) == wrong


@pytest.mark.parametrize(
    "name", ["Ñandú", "李小龙", "محمد", "שרה", "👩🏽‍🚀 Zoë", "O’Neill-Smith", "Nguyễn", "X"]
)
def test_a_name_may_be_in_any_script(name):
    form = typed(ContactForm, CONTACT, first_name=name)
    assert form.is_valid()
    assert form.cleaned_data["first_name"] == name


def test_signs_that_turn_the_line_around_are_left_out_of_a_name():
    form = typed(ContactForm, CONTACT, last_name="\u202eGarble\u202c  d\n")
    assert form.is_valid()
    assert form.cleaned_data["last_name"] == "Garble d"


@pytest.mark.parametrize(
    ("name", "autocomplete"),
    [
        ("first_name", "given-name"),
        ("last_name", "family-name"),
        ("phone", "tel"),
        ("email", "email"),
    ],
)
def test_a_browser_may_fill_in_the_contact(name, autocomplete):
    assert f'autocomplete="{autocomplete}"' in str(ContactForm(opening=OPENING, now=NOW)[name])


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({}, {}),
        ({"weekday_1": "", "part_of_day_1": ""}, {"weekday_1", "part_of_day_1"}),
        ({"weekday_2": ""}, {"weekday_2"}),
        ({"weekday_3": "fri"}, {"part_of_day_3"}),
        ({"weekday_2": "mon", "part_of_day_2": "morning"}, {"weekday_2"}),
        ({"weekday_3": "any", "part_of_day_3": "evening"}, {"weekday_3"}),
        ({"weekday_1": "sun"}, {"weekday_1"}),
        ({"language": None}, {"language"}),
        ({"access_needs": ["quiet", "a pony"]}, {"access_needs"}),
        ({"access_needs": None}, {}),
    ],
)
def test_what_the_third_page_takes(changes, errors):
    assert set(typed(TimesForm, TIMES, **changes).errors) == set(errors)


def test_the_same_time_twice_is_explained_with_the_choice_it_repeats():
    form = typed(TimesForm, TIMES, weekday_3="any", part_of_day_3="evening")
    assert form.errors["weekday_3"] == [
        "This is the same as your second choice. Change it, or leave it empty."
    ]


def test_a_page_asks_for_nothing_that_a_public_form_must_not_ask():
    names = [*WhereForm.base_fields, *ContactForm.base_fields, *TimesForm.base_fields]
    assert names == [
        "place", "expects_florida", "date_of_birth", "for_myself",
        "patient_type", "first_name", "last_name", "phone", "voicemail", "text",
        "email", "email_consent",
        "subject",  # a trap for programs, which people do not see
        "weekday_1", "part_of_day_1", "weekday_2", "part_of_day_2", "weekday_3",
        "part_of_day_3", "language", "access_needs",
    ]  # fmt: skip


def test_what_travels_is_cut_and_holds_no_box_of_another_page():
    form = typed(ContactForm, CONTACT, first_name="x" * 9000, diagnosis="sentinel")
    assert "diagnosis" not in form.typed()
    assert len(form.typed()["first_name"][0]) == 400
