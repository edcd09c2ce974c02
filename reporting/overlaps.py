"""Periods overlap: what thirteen weeks hold beyond four, or a week beyond its part in a month, can be subtracted.

Every number over time is what came between two cuts: the days on which periods and their steps begin, and those after
their last. Who reads such numbers can work out what came between any two cuts that they join, and nothing else. So a
cut is used for a number only where nothing, or at least `LEAST`, came between it and each other cut that is used.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Final

import numpy as np

from reporting.cover import LEAST
from reporting.periods import DAY, Period, month_of, weeks_until

FIRST_OF_ALL: Final = (13, 52, 4, 26)
"""The weeks that are offered, by what should be shown where not all can be."""
MONTHS: Final = 25
"""As far back as the longest period and the one before it."""
Numbers = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
DayRow = tuple[Hashable, date, Sequence[int]]
"""A cell, a day, and each count of it."""


def offered(today: date, *, months_first: bool) -> list[Period]:
    """The periods of all pages, and those that they are compared with; what should rather be shown comes first."""
    weeks, months = [weeks_until(today, each) for each in FIRST_OF_ALL], list(islice(months_before(today), MONTHS))
    usual, *befores = [each.before for each in weeks]
    rest = [*weeks, usual]
    return [*months, *rest, *befores] if months_first else [*rest, *months, *befores]


def months_before(today: date) -> Iterator[Period]:
    """The month that runs, then those before it."""
    month = month_of(today)
    while True:
        yield month
        month = month.before


def offered_steps(today: date) -> list[Period]:
    """Whole weeks first, then those that a month's boundary cuts."""
    return [step for period in offered(today, months_first=False) for step in period.steps()]


@dataclass(frozen=True)
class Overlaps:
    """`used`: whether a cut is used, by its place in `cuts`, that of the cell in `cells`, and that of the count."""

    cuts: Mapping[date, int]
    cells: Mapping[Any, int]
    used: Flags
    today: date

    def knows(self, period: Period) -> bool:
        return all(cut in self.cuts for cut in ends(period, self.today))

    def hidden(self, period: Period) -> dict[Any, Flags]:
        """By the cell: of each count, whether what came in the period must not be shown, if anything came."""
        begin, end = (self.cuts[cut] for cut in ends(period, self.today))
        shown = self.used[begin] & self.used[end]
        return {cell: ~shown[place] for cell, place in self.cells.items()}


def overlaps(rows: Iterable[DayRow], periods: Iterable[Period], today: date) -> Overlaps:
    """Of the periods, in the order in which they should rather be shown. `rows`: all days since the first of them."""
    cuts = list(dict.fromkeys(cut for period in periods for cut in reversed(ends(period, today))))
    cells, sums = until(cuts, rows)
    return Overlaps({cut: place for place, cut in enumerate(cuts)}, cells, usable(sums), today)


def ends(period: Period, today: date) -> tuple[date, date]:
    """The first day and the one after the last, without the days to come."""
    return min(period.first, today + DAY), min(period.last, today) + DAY


def until(cuts: Sequence[date], rows: Iterable[DayRow]) -> tuple[dict[Any, int], Numbers]:
    """(place of each cell, what came before each cut, of each cell, of each count)."""
    cells: dict[Any, int] = {}
    known = [(cells.setdefault(cell, len(cells)), day.toordinal(), counts) for cell, day, counts in rows]
    places, days = [place for place, _day, _counts in known], [day for _place, day, _counts in known]
    counts = np.array([counts for _place, _day, counts in known] or [[]], np.int64)
    at = np.array([cut.toordinal() for cut in cuts])
    order = at.argsort()
    runs = np.zeros((len(cuts) + 1, len(cells), counts.shape[1]), np.int64)
    if known:
        np.add.at(runs, (np.searchsorted(at[order], days, side="right"), np.array(places)), counts)
    return cells, runs.cumsum(axis=0)[order.argsort()]


def usable(sums: Numbers) -> Flags:
    """Of what came before each cut, in the order in which cuts should rather be used: whether it is."""
    used = np.zeros(sums.shape, bool)
    for place, here in enumerate(sums):
        between = np.abs(sums[:place] - here)
        used[place] = ~(used[:place] & (between > 0) & (between < LEAST)).any(axis=0)
    return used
