"""A queue over weeks as a picture: the middle as a line, and the range of nine of ten runs as a band around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

WIDTH, HEIGHT, LEFT, BOTTOM = 320, 150, 34, 20
STEPS: Final = (1, 2, 5)


@dataclass(frozen=True)
class Series:
    name: str
    """Its class in the style sheet."""
    line: str
    band: str


@dataclass(frozen=True)
class Chart:
    series: list[Series]
    marks: list[tuple[float, int]]
    """Height and number of the lines across."""
    weeks: list[tuple[float, int]]


def chart_of(named: Sequence[tuple[str, Sequence[dict[str, Any]]]]) -> Chart:
    """`named`: for each organisation the ranges (low, middle, high) of its weeks."""
    most = top_of(max((each["high"] for _name, ranges in named for each in ranges), default=0))
    count = max(len(ranges) for _name, ranges in named)

    def place(week: int, value: float) -> str:
        return f"{across(week, count):.1f},{height(value, most):.1f}"

    series = [
        Series(
            name=name,
            line=" ".join(place(week, each["middle"]) for week, each in enumerate(ranges)),
            band=" ".join(
                [place(week, each["high"]) for week, each in enumerate(ranges)]
                + [place(week, each["low"]) for week, each in reversed(list(enumerate(ranges)))]
            ),
        )
        for name, ranges in named
    ]
    marks = [(height(value, most), value) for value in (0, most // 2, most)]
    step = max(count // 8, 1)
    return Chart(series, marks, [(across(week, count), week + 1) for week in range(0, count, step)])


def across(week: int, count: int) -> float:
    return round(LEFT + (WIDTH - LEFT - 10) * (week / max(count - 1, 1)), 1)


def height(value: float, most: float) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - 8) * min(value / most, 1), 1)


def top_of(value: float) -> int:
    """A round number that is not below the value, and even."""
    power = 1
    while True:
        for step in STEPS:
            if step * power * 2 >= value:
                return step * power * 2
        power *= 10


def share_of(number: int | None, most: int) -> float:
    """The length of a lying bar, in hundredths of the longest."""
    return round(100 * (number or 0) / most, 2) if most else 0.0
