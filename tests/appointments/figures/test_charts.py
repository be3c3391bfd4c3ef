"""What is drawn: every bar says its number by its height, and lies within the drawing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments.charts import MOST_LINES, PLOT_HEIGHT, column_chart, scale, shares

NUMBERS = st.lists(st.integers(0, 5000), min_size=1, max_size=52)


@pytest.mark.parametrize(
    ("highest", "step", "top"),
    [(0, 1, 1), (1, 1, 1), (4, 1, 4), (5, 2, 6), (9, 5, 10), (41, 20, 60), (4000, 1000, 4000)],
)
def test_the_lines_stand_at_round_numbers(highest, step, top):
    assert scale(highest) == (step, top)


@given(NUMBERS)
def test_there_are_few_lines_and_the_highest_column_fits(numbers):
    step, top = scale(max(numbers))
    assert max(numbers) <= top < max(numbers) + step or top == step
    assert 1 <= top / step <= MOST_LINES


@given(NUMBERS, st.booleans())
def test_each_bar_lies_within_the_drawing(numbers, is_stacked):
    series = [("one", numbers), ("two", numbers[::-1])]
    chart = column_chart(range(len(numbers)), series, is_stacked=is_stacked)
    assert len(chart.bars) == sum(number > 0 for number in numbers) * 2
    for bar in chart.bars:
        x, width = (float(text.removesuffix("%")) for text in [bar.x, bar.width])
        assert x >= 0 and x + width <= 100
        assert float(bar.y) >= -0.06 and float(bar.y) + float(bar.height) <= PLOT_HEIGHT + 1.1


def test_stacked_bars_stand_one_on_the_other():
    lower, upper = column_chart(["a"], [("one", [3]), ("two", [1])]).bars
    assert (lower.y, lower.height) == ("40.0", "119.0")  # a pixel of gap
    assert (upper.y, upper.height) == ("0.0", "39.0")
    assert lower.x == upper.x and lower.width == upper.width


def test_bars_in_layers_stand_one_before_the_other():
    behind, before = column_chart(["a"], [("90th", [4]), ("median", [1])], is_stacked=False).bars
    assert (behind.y, before.y) == ("0.0", "120.0")
    assert float(before.width.rstrip("%")) < float(behind.width.rstrip("%"))


def test_nothing_is_no_bar():
    assert column_chart(["a", "b"], [("one", [None, 0])]).bars == []


@pytest.mark.parametrize(("weeks", "labels"), [(4, 4), (13, 4), (26, 4), (52, 4)])
def test_so_few_labels_stand_below_that_they_fit_on_a_phone(weeks, labels):
    assert len(column_chart(range(weeks), [("one", [1] * weeks)]).labels) == labels


def test_in_rows_the_greatest_has_the_full_width():
    assert shares([1, 4, 0]) == ["25.00%", "100.00%", "0.00%"]
    assert shares([0, 0]) == ["0.00%", "0.00%"]
