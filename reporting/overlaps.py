"""Which numbers must be hidden since periods overlap: what thirteen weeks hold beyond four can be subtracted, too.

Somebody who may not see small numbers reads each fixed period, each month, and the days or weeks of each. All of them
are sums of the same days, so they are looked at together, whichever of them a page shows.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import numpy as np

from reporting.cover import CERTAIN, LEAST
from reporting.periods import DAY, WEEKS, Period, month_of, weeks_until

MONTHS: Final = 13
"""Months that are offered, the one that runs among them."""
LONGEST_STEP: Final = 7
Hidden = dict[str, set[Period]]
Rows = np.ndarray[Any, np.dtype[np.float64]]


def clipped(period: Period, today: date) -> Period:
    """Without the days to come."""
    return Period(period.first, min(period.last, today))


def offered(today: date, chosen: Period) -> list[Period]:
    """Each stretch of days whose number stands on some page, those of the chosen period among them."""
    spans = list(dict.fromkeys(clipped(span, today) for span in read_anywhere(today, chosen)))
    return [span for span in spans if span.first <= span.last]


def read_anywhere(today: date, chosen: Period) -> Iterator[Period]:
    for period in (*pages(today), chosen):
        yield period
        yield period.before
        yield from period.steps()


def pages(today: date) -> Iterator[Period]:
    yield from (weeks_until(today, weeks) for weeks in WEEKS)
    month = month_of(today)
    for _month in range(MONTHS):
        yield month
        month = month.before


def hidden_spans(counts: Mapping[date, Mapping[str, int]], names: Iterable[str], spans: Sequence[Period]) -> Hidden:
    """By the name of a count, the spans whose number is small, and those from which a small one could be worked out.

    `counts`: by day, each count by its name.
    """
    cuts = sorted({span.first for span in spans} | {span.last + DAY for span in spans})
    rows = np.array([[span.first <= cut <= span.last for cut in cuts[:-1]] for span in spans], float)
    known = may_be_known(rows)
    days = [(bisect_right(cuts, day) - 1, of_day) for day, of_day in counts.items() if cuts[0] <= day < cuts[-1]]
    hidden = {}
    for name in names:
        runs = np.zeros(len(cuts) - 1)
        for run, of_day in days:
            runs[run] += of_day.get(name) or 0
        are_hidden = hidden_rows(rows, runs, known)
        hidden[name] = {span for span, is_hidden in zip(spans, are_hidden, strict=True) if is_hidden}
    return hidden


def may_be_known(rows: Rows) -> Rows:
    """What somebody may be after: each run of days between two at which a span begins or ends, each span, and what one
    span holds beyond another."""
    lie_within = rows @ (1 - rows).T == 0
    beyond = [rows[one] - rows[other] for other, one in zip(*np.nonzero(lie_within), strict=True) if one != other]
    known = np.unique(np.vstack([np.eye(rows.shape[1]), rows, *beyond]), axis=0)
    return np.asarray(known[known.any(axis=1)], float)


def hidden_rows(rows: Rows, runs: Rows, known: Rows) -> Any:
    totals, small = rows @ runs, known[is_small(known @ runs)]
    hidden = is_small(totals)
    while len(exposed := small[are_known(rows[~hidden], small)]):
        for each in exposed:
            beside = ~hidden & (rows @ each > 0) & (totals > 0)
            if beside.any():
                hidden[np.where(beside, totals, np.inf).argmin()] = True
    return hidden


def is_small(numbers: Rows) -> Any:
    return (numbers > 0) & (numbers < LEAST)


def are_known(shown: Rows, wanted: Rows) -> Any:
    """Which of the wanted are sums and differences of what is shown: they lie in the space of it."""
    if not len(shown) or not len(wanted):
        return np.zeros(len(wanted), bool)
    _left, sizes, directions = np.linalg.svd(shown, full_matrices=False)
    basis = directions[sizes > 1e-9]  # noqa: PLR2004  smaller ones are rounding
    return ((wanted @ basis.T) ** 2).sum(axis=1) > CERTAIN * (wanted**2).sum(axis=1)


def grown_little(now: Mapping[Any, int], shorter: Iterable[Mapping[Any, int]]) -> set[Any]:
    """The cells of a period that hold little more than in a shorter one within it."""
    return {cell for counts in shorter for cell in now if 0 < now[cell] - counts.get(cell, 0) < LEAST}


def within(period: Period) -> list[Period]:
    """The offered periods that lie within it and end on the same day."""
    nested = [weeks_until(period.last, weeks) for weeks in WEEKS]
    return nested[: nested.index(period)] if period in nested else []
