"""Periods overlap: what thirteen weeks hold beyond four, or a week beyond its part in a month, can be subtracted; and
so can, in each of them, one place from all places.

Every number over time is what came between two cuts: the days on which periods and their steps begin, and those after
their last. Let each cut of a cell be the number of what came from it until now. Who reads numbers of periods knows
that of the cuts that are used and nothing else; and cells add up (places to all places) at each cut for itself, so
what can be worked out of all periods and places together is what can be worked out at each cut alone. So a cut is
used for a cell only where nothing, or at least `LEAST`, came between it and each other cut that is used, and at each
cut `cover` hides so many other cells that none that is not used can be worked out.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice, takewhile
from typing import Any, Final

import numpy as np

from reporting.cover import LEAST, covered
from reporting.periods import DAY, Period, month_of, weeks_until

FIRST_OF_ALL: Final = (13, 52, 4, 26)
"""The weeks that are offered, by what should be shown where not all can be."""
MONTHS: Final = 25
"""As far back as the longest period and the one before it."""
Numbers = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
DayRow = tuple[Hashable, date, Sequence[int]]
"""A cell, a day, and each count of it."""


def offered(today: date, *, months_first: bool, since: date | None = None) -> list[Period]:
    """The periods of all pages, and those that they are compared with; what should rather be shown comes first.

    `since`: so far back months are wanted, and no fewer than `MONTHS`.
    """
    weeks, months = [weeks_until(today, each) for each in FIRST_OF_ALL], list(islice(months_before(today), MONTHS))
    usual, *befores = [each.before for each in weeks]
    rest, older = (
        [*weeks, usual],
        takewhile(lambda month: since and month.last >= since, months_before(months[-1].before.last)),
    )
    known = [*months, *rest, *befores] if months_first else [*rest, *months, *befores]
    return [*known, *older]


def months_before(today: date) -> Iterator[Period]:
    """The month that runs, then those before it."""
    month = month_of(today)
    while True:
        yield month
        month = month.before


def offered_steps(today: date, since: date | None = None) -> list[Period]:
    """Whole weeks first, then those that a month's boundary cuts."""
    return [step for period in offered(today, months_first=False, since=since) for step in period.steps()]


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
        """By the cell: of each count, whether what came in the period must not be shown, even if that is nothing."""
        begin, end = (self.cuts[cut] for cut in ends(period, self.today))
        shown = self.used[begin] & self.used[end]
        return {cell: ~shown[place] for cell, place in self.cells.items()}

    def of(self, cells: Mapping[Any, int], cuts: Iterable[date]) -> Flags:
        """What is used of these cells at those cuts, of each count; all of what is unknown here."""
        cuts = list(cuts)
        flags = np.ones((len(cuts), len(cells), self.used.shape[2]), bool)
        for at, cut in enumerate(cuts):
            for cell in cells.keys() & self.cells.keys():
                if cut in self.cuts:
                    flags[at, cells[cell]] = self.used[self.cuts[cut], self.cells[cell]]
        return flags


def overlaps(
    rows: Iterable[DayRow],
    periods: Iterable[Period],
    today: date,
    lines: Callable[[Iterable[Any]], Sequence[Sequence[Any]]] = lambda _cells: (),
    within: Overlaps | None = None,
) -> Overlaps:
    """Of the periods, in the order in which they should rather be shown; one that is now comes first.

    `rows`: all days since the first of them. `lines`: of the cells, those that add up, as `cover.covered` takes them.
    `within`: what was decided before of some of the cells, at some of the cuts.
    """
    wanted = [cut for period in periods for cut in reversed(ends(period, today))]
    cuts = list(dict.fromkeys([*(within.cuts if within else ()), *wanted]))
    cells, sums = until(cuts, rows)
    decided = within.of(cells, cuts)[:, :, : sums.shape[2]] if within else np.ones(sums.shape, bool)
    settled = len(within.cuts) if within and within.cells.keys() >= cells.keys() else 1
    plain = [[cells[cell] for cell in line] for line in lines(cells)]
    used = decided.copy()
    for count in range(sums.shape[2]):
        used[:, :, count] = usable(sums[:, :, count], decided[:, :, count], plain, settled)
    return Overlaps({cut: place for place, cut in enumerate(cuts)}, cells, used, today)


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


def usable(sums: Numbers, decided: Flags, lines: Sequence[Sequence[int]], settled: int = 1) -> Flags:
    """Of what came before each cut, by the cut, in the order in which they should rather be used, and the cell: whether
    it is used. Those of the first cuts that are settled are as decided."""
    used = decided.copy()
    for place in range(settled, len(sums)):
        used[place] &= ~small_beside(sums, used, place)
        while more := hidden_with(sums, used, place, lines):
            used[place, list(more)] = False
    return used


def small_beside(sums: Numbers, used: Flags, place: int) -> Flags:
    between = np.abs(sums[:place] - sums[place])
    small: Flags = (used[:place] & (between > 0) & (between < LEAST)).any(axis=0)
    return small


def hidden_with(sums: Numbers, used: Flags, place: int, lines: Sequence[Sequence[int]]) -> set[int]:
    """Cells that must not be used at a cut since others are not: what is unused could be worked out otherwise, or
    together came to little since another cut."""
    now = np.abs(sums[0] - sums[place])
    unused = set(np.flatnonzero(~used[place]).tolist())
    derivable = covered(dict(enumerate(now.tolist())), lines, unused) if unused else set()
    return (derivable - unused) or few_together(sums, used, place, lines)


def few_together(sums: Numbers, used: Flags, place: int, lines: Sequence[Sequence[int]]) -> set[int]:
    """The next part of each line in which those that are not known of the time since another cut came to little."""
    more = set()
    came = np.abs(sums[:place] - sums[place])
    known = used[:place] & used[place]
    for at, line in zip(*np.nonzero(few(came, known, lines)), strict=True):
        rest = [cell for cell in lines[line] if known[at, cell] and came[at, cell]]
        more.add(min(rest, key=lambda cell: (cell == lines[line][-1], came[at, cell])))
    return more


def few(came: Numbers, known: Flags, lines: Sequence[Sequence[int]]) -> Flags:
    """By the other cut and the line."""
    parts, wholes = np.zeros((known.shape[1], len(lines)), np.int64), [line[-1] for line in lines]
    for at, line in enumerate(lines):
        parts[line[:-1], at] = 1
    together = np.where(known, 0, came) @ parts
    little: Flags = known[:, wholes] & (together > 0) & (together < LEAST)
    return little
