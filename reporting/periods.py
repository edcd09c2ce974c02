"""Stretches of days: so many weeks up to today, a month, or any other; each with the one that it is compared with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

WEEKS: Final = (4, 13, 26, 52)
USUAL: Final = 13
WEEK: Final = timedelta(days=7)
DAY: Final = timedelta(days=1)
LONGEST: Final = timedelta(days=2 * 366)
SHORT: Final = 14
"""A period of fewer days is drawn day by day, others week by week: small numbers say little, and may be hidden."""


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Period":
        """The same length just before it, with the same weekdays; before a whole month the whole month before."""
        if self.is_month:
            return month_of(self.first - DAY)
        back = -(-self.days // 7) * WEEK
        return Period(self.first - back, self.last - back)

    @property
    def is_month(self) -> bool:
        return self == month_of(self.first)

    def steps(self) -> Iterator["Period"]:
        """The days or the weeks (from Monday) of the period; those at its ends may be cut short."""
        first, by_day = self.first, self.days < SHORT
        while first <= self.last:
            last = first if by_day else first + timedelta(days=6 - first.weekday())
            yield Period(first, min(last, self.last))
            first = last + DAY

    @property
    def week(self) -> int:
        return self.first.isocalendar().week


def month_of(day: date) -> Period:
    first = day.replace(day=1)
    return Period(first, (first + timedelta(days=32)).replace(day=1) - DAY)


def weeks_until(today: date, weeks: int) -> Period:
    """The week that runs, as far as it has come, and the weeks before it."""
    monday = today - timedelta(days=today.weekday())
    return Period(monday - (weeks - 1) * WEEK, today)
