"""Requests that may come from the same person, beside the one that is looked at."""

from datetime import date, timedelta

import pytest

from appointments.likely_duplicates import MOST_SHOWN, hash_matches, likely_duplicates
from appointments.models import BookingRequest, PreferredTime
from appointments.transitions import State
from tests.appointments.conftest import NOW
from tests.appointments.desk.conftest import html_of, move_url, page_of, queries

UNLIKE = {
    "first_name": "Robin",
    "last_name": "Unlike",
    "phone": "+13055550190",
    "email": "robin@patient.example",
    "date_of_birth": date(1971, 7, 7),
}


def words(request):
    candidates, _has_more = likely_duplicates(request)
    return [(each.request.pk, str(each.likeness)) for each in candidates]


@pytest.mark.parametrize(
    ("shared", "likeness"),
    [
        ({"phone", "email", "first_name", "last_name"}, "Same phone, e-mail and name"),
        ({"phone", "email"}, "Same phone and e-mail, other name"),
        ({"phone", "first_name", "last_name"}, "Same phone and name"),
        ({"email", "first_name", "last_name"}, "Same e-mail and name"),
        ({"phone"}, "Same phone, other name"),
        ({"email"}, "Same e-mail, other name"),
        ({"first_name", "last_name"}, "Same name"),
    ],
)
def test_it_is_said_what_is_the_same_and_whether_they_were_born_on_one_day(
    make_request, shared, likeness
):
    request = make_request(email="sam@patient.example")
    same = {name: getattr(request, name) for name in shared}
    other_day = make_request(**{**UNLIKE, **same})
    same_day = make_request(**{**UNLIKE, **same, "date_of_birth": request.date_of_birth})
    make_request(**UNLIKE)
    found = dict(words(request))
    assert found == {
        other_day.pk: f"{likeness}, other birth date",
        same_day.pk: f"{likeness}, same birth date",
    }


def test_who_gave_no_phone_or_no_email_is_not_like_all_who_gave_none(make_request):
    request = make_request(phone="", email="sam@patient.example")
    make_request(**{**UNLIKE, "phone": "", "email": ""})
    assert not hash_matches(request).exists()


def test_those_with_the_same_phone_come_first_and_namesakes_born_on_another_day_last(make_request):
    request = make_request(phone="+13055550160")
    namesake = make_request(phone="", date_of_birth=date(1955, 5, 5), received_at=NOW)
    twin = make_request(phone="", received_at=NOW - timedelta(days=2))
    household = make_request(
        **{**UNLIKE, "phone": "+13055550160", "received_at": NOW - timedelta(days=9)}
    )
    assert [pk for pk, _words in words(request)] == [household.pk, twin.pk, namesake.pk]


def test_at_most_ten_are_shown_the_newest_and_the_page_says_that_there_are_more(desk, make_request):
    request = make_request()
    others = [
        make_request(received_at=NOW - timedelta(days=days)) for days in range(1, MOST_SHOWN + 2)
    ]
    candidates, has_more = likely_duplicates(request)
    assert [each.request.pk for each in candidates] == [other.pk for other in others[:MOST_SHOWN]]
    assert has_more
    assert "There are more than 10" in html_of(desk.get(page_of(request)))


def test_they_stand_beside_the_request_with_what_is_compared(
    desk, make_request, staff, locations, now
):
    request = make_request(email="sam@patient.example")
    other = make_request(
        State.BOOKED,
        location=locations[1],
        email="sam.two@patient.example",
        assigned_to=staff,
        date_of_birth=date(1991, 2, 3),
    )
    PreferredTime.objects.create(request=other, rank=1, weekday="tue", part_of_day="morning")
    html = html_of(desk.get(page_of(request)))
    table = html.partition('class="desk-beside"')[2].partition("</table>")[0]
    for text in [
        f'<a href="{page_of(other)}">{other.reference}</a>',
        "Same phone and name, other birth date",
        "Booked",
        "dana",
        "Doral",
        "Feb 3, 1991",
        "sam.two@patient.example",
        "Tuesday, Morning",
        "Nov 16, 2026",
    ]:
        assert text in table
    assert table.count("the same</span>") == 2  # the name and the phone
    assert '<a href="#likely-duplicates-section">1 likely duplicate</a>' in html


@pytest.mark.parametrize(
    ("state", "shown"), [(State.BOOKED, True), (State.CANCELLED, False), (State.NO_SHOW, True)]
)
def test_a_visit_that_was_called_off_is_no_visit(desk, make_request, state, shown):
    request = make_request()
    make_request(state)
    table = html_of(desk.get(page_of(request))).partition('class="desk-beside"')[2]
    assert ("Nov 16, 2026" in table.partition("</table>")[0]) == shown


def test_an_email_that_may_not_be_used_is_not_shown(desk, make_request):
    request = make_request()
    make_request(email="hidden@patient.example", email_allowed=False)
    html = html_of(desk.get(page_of(request)))
    assert "hidden@patient.example" not in html
    assert "Given, but we may not write to it" in html


def test_one_that_no_key_opens_is_shown_as_such_and_spoils_nothing(desk, make_request):
    request, broken = make_request(), make_request()
    for name in ["first_name", "date_of_birth", "phone", "email"]:
        BookingRequest.objects.filter(pk=broken.pk).update(**{name: ""})
        column = BookingRequest._meta.get_field(name).column
        with_raw(f"UPDATE appointments_bookingrequest SET {column} = 'old$gone'", broken.pk)
    html = html_of(desk.get(page_of(request)))
    assert html.count("Cannot be read") == 4
    assert words(request) == [(broken.pk, "Same phone and name")]


def with_raw(statement, pk):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"{statement} WHERE id = %s", [pk])


def test_a_request_without_phone_and_email_is_compared_by_its_name(make_request):
    request, namesake = make_request(phone="", email=""), make_request()
    assert words(request) == [(namesake.pk, "Same name, same birth date")]


def test_a_request_that_is_like_no_other_shows_no_panel(desk, make_request):
    html = html_of(desk.get(page_of(make_request())))
    assert "Likely duplicates" not in html and "likely duplicate" not in html


def test_two_clicks_make_the_request_a_duplicate_of_that_one(desk, make_request):
    first, again = make_request(), make_request()
    html = html_of(desk.get(page_of(again)))
    assert f"<summary>This request repeats {first.reference}</summary>" in html
    assert f'<input type="hidden" name="duplicate_of" value="{first.reference}">' in html
    data = {"version": 1, "duplicate_of": first.reference}
    assert desk.post(move_url(again, "mark_duplicate"), data).url == page_of(again)
    again.refresh_from_db()
    assert (again.state, again.duplicate_of) == (State.DUPLICATE, first)


@pytest.mark.parametrize(
    ("own", "others"), [(State.BOOKED, State.RECEIVED), (State.RECEIVED, State.DUPLICATE)]
)
def test_what_would_be_refused_is_not_offered(desk, make_request, own, others):
    request, first = make_request(own), make_request()
    BookingRequest.objects.filter(pk=first.pk).delete()
    make_request(others)
    html = html_of(desk.get(page_of(request)))
    assert "Likely duplicates" in html and "This request repeats" not in html


def test_ten_cost_as_many_queries_as_one(desk, make_request):
    request = make_request()
    make_request()
    desk.get(page_of(request))
    few = queries(desk, page_of(request))
    for _number in range(9):
        make_request()
    assert queries(desk, page_of(request)) == few
