"""Charts as plain geometry, which a template draws as SVG. Each repeats a table that stands beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

HEIGHT: Final = 100.0
SLOT: Final = 12.0
"""Width of the place of one step; the picture is stretched to what the page gives it."""
GAP: Final = 1.5
LOW: Final = 7.0
"""How high a bar is drawn whose number is hidden."""
LINES: Final = 4
MOST_LABELS: Final = 7
SHADES: Final = 5


@dataclass(frozen=True)
class Bar:
    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Columns:
    """Groups of upright bars. `ticks` are the numbers of the lines, from the top one to nothing."""

    width: float
    bars: list[Bar]
    lines: list[float]
    ticks: list[int]
    labels: list[str]
    """A few of the steps' names, evenly spread from the first to the last."""

    @property
    def hides(self) -> bool:
        return any(bar.kind == "hidden" for bar in self.bars)


def columns(names: Sequence[str], series: Sequence[tuple[str, Sequence[int | None]]]) -> Columns:
    """`series`: a kind of bar (its class) and its number for each name; a low bar `hidden` where that is None."""
    top = ceiling(max((number or 0 for _kind, numbers in series for number in numbers), default=0))
    thickness = (SLOT - 2 * GAP) / max(len(series), 1)
    bars = []
    for order, (kind, numbers) in enumerate(series):
        for place, number in enumerate(numbers):
            x, width = round(place * SLOT + GAP + order * thickness, 2), round(thickness * 0.92, 2)
            height = LOW if number is None else round(HEIGHT * number / top, 2)
            if height:
                bars.append(Bar("hidden" if number is None else kind, x, round(HEIGHT - height, 2), width, height))
    ticks = [top * step // LINES for step in range(LINES, -1, -1)]
    lines = [HEIGHT * step / LINES for step in range(LINES)]
    return Columns(len(names) * SLOT, bars, lines, ticks, spread(names))


def ceiling(most: int) -> int:
    """A round number above, that can be parted in four."""
    step = LINES
    while step < most:
        digits = str(step)
        step = int(step * (2.5 if digits.startswith("4") else 2)) if digits[0] in "48" else step + step // 2
        step = -(-step // LINES) * LINES
    return step


def spread(names: Sequence[str]) -> list[str]:
    if len(names) <= MOST_LABELS:
        return list(names)
    last = len(names) - 1
    return [names[round(last * place / (MOST_LABELS - 1))] for place in range(MOST_LABELS)]


def shade(number: int | None, most: int) -> int:
    """How dark a cell is: 0 for nothing, then 1 to `SHADES`."""
    return -(-SHADES * (number or 0) // most) if most else 0
