"""Periods that are offered lie within each other: what thirteen weeks hold beyond four can be subtracted, too."""

from collections.abc import Iterable, Mapping
from typing import Any

from reporting.cover import LEAST
from reporting.periods import WEEKS, Period, weeks_until


def grown_little(now: Mapping[Any, int], shorter: Iterable[Mapping[Any, int]]) -> set[Any]:
    """The cells of a period that hold little more than in a shorter one within it."""
    return {cell for counts in shorter for cell in now if 0 < now[cell] - counts.get(cell, 0) < LEAST}


def within(period: Period) -> list[Period]:
    """The offered periods that lie within it and end on the same day."""
    nested = [weeks_until(period.last, weeks) for weeks in WEEKS]
    return nested[: nested.index(period)] if period in nested else []
