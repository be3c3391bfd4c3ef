"""Charts as plain shapes, for templates that write SVG. Pure.

Widths are percent of the drawing and heights pixels, so that letters keep their size on a phone.
All numbers are text in the form that SVG reads, whatever the reader's language.
"""

from dataclasses import dataclass
from itertools import cycle

PLOT_HEIGHT = 160  # pixels
MOST_LINES, MOST_LABELS = 4, 4
WIDEST_COLUMN = 6  # percent
NARROWER = 0.55  # a column beside the one that stands behind it
GAP = 1  # pixel between what stands one on the other
COLOURS = 6  # as many as figures.css has


@dataclass(frozen=True)
class Bar:
    """A rectangle, and what it stands for."""

    colour: int
    x: str
    y: str
    width: str
    height: str
    label: object  # of its column
    name: object  # of its series
    value: float


@dataclass(frozen=True)
class Chart:
    """What is drawn. `lines` and `labels` are pairs of a place and what is written there."""

    series: list  # pairs of the number of a colour, and a name
    bars: list
    lines: list
    labels: list
    height: int = PLOT_HEIGHT


def column_chart(labels, series, *, is_stacked=True):
    """A column for each label. `series` are pairs of a name and a number for each label.

    Stacked, the numbers of a column stand one on the other; else one before the other, each
    narrower than the one behind it. None and 0 are no bar.
    """
    named = [(n % COLOURS + 1, name) for n, (name, _numbers) in enumerate(series)]
    columns = [[numbers[n] or 0 for _name, numbers in series] for n in range(len(labels))]
    height = sum if is_stacked else max
    step, top = scale(max(height([0, *column]) for column in columns))
    slot, every = 100 / len(labels), -(-len(labels) // MOST_LABELS)
    centres = [slot * (n + 0.5) for n in range(len(labels))]
    draw = stacked_bars if is_stacked else layered_bars
    return Chart(
        series=named,
        bars=[
            Bar(colour, *spot, label=label, name=name, value=value)
            for label, centre, column in zip(labels, centres, columns, strict=True)
            for (colour, name), value, spot in zip(
                named,
                column,
                draw(column, top, centre, min(WIDEST_COLUMN, slot * 0.7)),
                strict=True,
            )
            if value
        ],
        lines=[(height_of(n * step, top), n * step) for n in range(round(top / step) + 1)],
        labels=[
            (percent(centre), label)
            for centre, label in list(zip(centres, labels, strict=True))[::every]
        ],
    )


def stacked_bars(column, top, centre, width):
    """Where the bars of a column stand: x, y, width and height of each."""
    foot = 0
    for value in column:
        foot += value
        height = max(value / top * PLOT_HEIGHT - GAP, GAP)
        yield percent(centre - width / 2), height_of(foot, top), percent(width), pixels(height)


def layered_bars(column, top, centre, width):
    """As `stacked_bars`, from the back to the front."""
    for value in column:
        height = value / top * PLOT_HEIGHT
        yield percent(centre - width / 2), height_of(value, top), percent(width), pixels(height)
        width *= NARROWER


def scale(highest):
    """The step between lines (1, 2 or 5 times a power of ten) and the number at the top."""
    step, factors = 1, cycle([2, 2.5, 2])
    while highest > step * MOST_LINES:
        step = int(step * next(factors))
    return step, step * max(1, -int(-highest // step))


def height_of(value, top):
    """Where a number stands: y counts from the upper edge."""
    return pixels(PLOT_HEIGHT * (1 - value / top))


def shares(numbers):
    """The width of a bar for each number; the greatest has the full width."""
    greatest = max([*numbers, 1])
    return [percent(100 * number / greatest) for number in numbers]


def percent(number):
    return f"{number:.2f}%"


def pixels(number):
    return f"{number:.1f}"
