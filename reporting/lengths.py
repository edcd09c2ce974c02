"""How long something took in working time, and what is usual among many such lengths."""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from organisation.calendar.business_time import Calendar

FINE, HOUR, HALF_DAY = 5, 60, 240
STEPS: Final = ((60, FINE), (480, 15), (2400, HOUR))
"""Up to so many minutes, in steps of so many; beyond them in half days. Nobody needs it finer, and days stay small."""
Histogram = Mapping[str, int]


def rounded(minutes: float) -> int:
    """The step that the minutes lie in, by its lower end."""
    step = next((step for below, step in STEPS if minutes < below), HALF_DAY)
    return int(minutes // step * step)


class WorkingTime:
    """Working minutes between two moments, read off a table of the calendar's stretches: many are asked for."""

    def __init__(self, calendar: Calendar, first: datetime, last: datetime) -> None:
        """For moments from `first` to `last`."""
        self._opens: list[float] = []
        self._sums: list[float] = [0.0]
        self._lengths: list[float] = []
        for stretch in calendar.stretches(first - timedelta(days=1)):
            opens = stretch.opens.astimezone(UTC)
            if opens > last:
                break
            self._opens.append(opens.timestamp())
            self._lengths.append(stretch.minutes)
            self._sums.append(self._sums[-1] + stretch.minutes)

    def until(self, moment: datetime) -> float:
        """Working minutes from the beginning of the table."""
        place = bisect_right(self._opens, moment.timestamp()) - 1
        if place < 0:
            return 0.0
        return self._sums[place] + min((moment.timestamp() - self._opens[place]) / 60, self._lengths[place])

    def between(self, begin: datetime, end: datetime) -> float:
        return max(self.until(end) - self.until(begin), 0.0)


def quantile(lengths: Mapping[int, int], share: float) -> int | None:
    """The length within which this share of them lie (nearest rank); None where there are none."""
    rank, seen = share * sum(lengths.values()), 0
    for minutes in sorted(lengths):
        seen += lengths[minutes]
        if seen >= rank:
            return minutes
    return None
