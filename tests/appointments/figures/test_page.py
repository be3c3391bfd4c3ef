"""The page of figures, as staff see it."""

import re
from xml.etree import ElementTree

import pytest
from django.db import connection

from appointments.models import PurgedCount
from appointments.transitions import State
from clinic_site import roles
from tests.appointments.desk.conftest import html_of, queries
from tests.appointments.figures.conftest import THIS_WEEK

PAGE = "/admin/request-figures/"


def test_the_page_tells_the_numbers_in_tables_and_draws_them(manager, ask, locations):
    for location in locations:
        ask(State.BOOKED, location=location)
    ask(State.DECLINED, None, location=locations[0], decline_code="payment")
    html = html_of(manager.get(PAGE))
    assert "Requests that came from Aug 17, 2026 to Nov 15, 2026" in html
    assert '<th scope="row">Nov 2</th> <td>2</td> <td>1</td> <td>1</td> <td>4</td>' in html
    assert '<th scope="row">Insurance or cost</th> <td>1</td>' in html
    assert "<title>Nov 2 · Coconut Grove: 2</title>" in html
    assert "Spam, duplicates and requests entered in error are not counted as requests" in html


def test_the_newest_week_is_read_first_and_drawn_last(manager, ask):
    ask(State.BOOKED)
    response = manager.get(PAGE)
    section = response.context["sections"][0]
    assert section["rows"][0][0][0] == THIS_WEEK
    (chart,) = section["charts"]
    assert chart.labels[-1][1] == THIS_WEEK


def test_each_drawing_is_hidden_from_screen_readers_and_has_a_table(manager, ask):
    ask(State.BOOKED)
    html = html_of(manager.get(PAGE)).split('<div class="figures">')[1]
    for section in re.findall(r"<section.*?</section>", html)[:-2]:  # without notes and files
        assert '<table class="figures-table' in section and 'scope="col"' in section
        drawn = re.sub(
            r'<div class="figures-chart" aria-hidden="true">.*?</svg> </div>', "", section
        )
        assert all('aria-hidden="true"' in svg for svg in re.findall(r"<svg[^>]*>", drawn))
    assert " style=" not in html and "<script" not in html


@pytest.mark.parametrize("weeks", [4, 13, 26, 52])
def test_every_drawing_is_well_formed_in_each_period(manager, ask, weeks):
    ask(State.BOOKED, 1.5)
    html = html_of(manager.get(PAGE, {"weeks": weeks}))
    assert f'<a href="?weeks={weeks}" aria-current="true">' in html
    plots = re.findall(r'<svg class="figures-plot".*?</svg>', html)
    assert len(plots) == 3
    for plot in plots:
        for element in ElementTree.fromstring(plot).iter():
            numbers = [element.get(name) for name in ["x", "y", "width", "height", "x1", "y1"]]
            assert all(re.fullmatch(r"-?[\d.]+%?", number) for number in numbers if number)


@pytest.mark.parametrize("weeks", ["", "0", "5", "-4", "a", "٤", "99999999999999999999"])
def test_another_period_is_the_usual_one(manager, weeks):
    assert len(manager.get(PAGE, {"weeks": weeks}).context["sections"][0]["rows"]) == 13


def test_an_empty_desk_has_figures_too(manager):
    response = manager.get(PAGE)
    assert response.status_code == 200
    assert "figures-plot" not in response.content.decode()
    values = {str(label): value for label, value in response.context["facts"]}
    assert values["Requests"] == 0 and values["90th percentile"] is None


def test_the_few_numbers_above_are_those_of_the_tables(manager, ask):
    ask(State.BOOKED, 3)
    ask(State.RECEIVED, None)
    values = [value for _label, value in manager.get(PAGE).context["facts"]]
    assert values == [2, 3.0, 3.0, 1]


def test_older_deletions_are_told_in_words(manager, locations):
    assert "deleted before deletions were counted by week" not in html_of(manager.get(PAGE))
    alike = {"location": locations[0], "state": "declined", "language": "en"}
    PurgedCount.objects.create(month="2026-10-01", count=7, **alike)
    assert "7 requests from these months were deleted before" in html_of(manager.get(PAGE))


def test_the_page_decrypts_nothing_and_takes_as_many_queries_for_many(manager, ask):
    ask(State.BOOKED)
    manager.get(PAGE)  # makes the settings' rows
    few = queries(manager, PAGE)
    for state in State:
        booking = ask(state)
    assert queries(manager, PAGE) == few
    html = html_of(manager.get(PAGE))
    for sentinel in ["Sentinel", "5550150", "patient.example", booking.reference]:
        assert sentinel not in html


def test_a_row_that_cannot_be_read_any_more_is_counted(manager, ask):
    ask(State.BOOKED)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE appointments_bookingrequest SET first_name = 'lost$key'")
    assert manager.get(PAGE).context["facts"][0][1] == 1


def test_the_front_desk_is_offered_no_file(client, make_staff, manager):
    assert "export" in html_of(manager.get(PAGE)).split('<div class="figures">')[1]
    client.force_login(make_staff(roles.FRONT_DESK, "dana"))
    response = client.get(PAGE)
    assert response.status_code == 200
    assert "export" not in html_of(response).split('<div class="figures">')[1]
