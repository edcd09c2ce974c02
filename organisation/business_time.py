"""Working time: when the support is open, and what so many working minutes from now is.

Days are counted in the municipality's own zone, so that a window from 8 to 15 stays that through summer time.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from holidays import country_holidays

Window = tuple[time, time]

OFFICES_CLOSED: Final = frozenset({(6, 5), (12, 24), (12, 31)})
"""Constitution Day, Christmas Eve and New Year's Eve: no public holidays, but Danish offices are closed."""
FIRST_OF_MAY: Final = (5, 1)
LONGEST_SEARCH: Final = timedelta(days=800)
MINUTE: Final = timedelta(minutes=1)


class NeverOpen(Exception):
    """The calendar has no working time within two years, so nothing in it is ever due."""


class Stretch(NamedTuple):
    """Working time on one day: from and to in the local zone, and its length in minutes."""

    day: date
    opens: datetime
    closes: datetime
    minutes: float


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """Danish public holidays; the library knows that Store Bededag ended with 2023."""
    return frozenset(country_holidays("DK", years=year))


@dataclass(frozen=True)
class Calendar:
    """Opening windows by weekday (0 is Monday), several a day, and days on which the support is closed."""

    windows: Mapping[int, Sequence[Window]]
    closed: Collection[date] = field(default_factory=frozenset)
    closed_on_1_may: bool = False
    zone: str = "Europe/Copenhagen"

    def is_closed(self, day: date) -> bool:
        """Whether it is a holiday, a day on which offices are closed, or one that the municipality named."""
        key = (day.month, day.day)
        return (
            day in self.closed
            or key in OFFICES_CLOSED
            or (self.closed_on_1_may and key == FIRST_OF_MAY)
            or day in public_holidays(day.year)
        )

    def is_open(self, at: datetime) -> bool:
        local = at.astimezone(ZoneInfo(self.zone))
        return not self.is_closed(local.date()) and any(
            opens <= local.time() < closes for opens, closes in self.windows.get(local.weekday(), ())
        )

    def add_minutes(self, start: datetime, minutes: float) -> datetime:
        """The moment (UTC) at which so many working minutes have passed since `start`. Raises `NeverOpen`."""
        end = start.astimezone(UTC)
        for stretch in self.explain(start, minutes):
            end = stretch.closes.astimezone(UTC)
        return end

    def explain(self, start: datetime, minutes: float) -> list[Stretch]:
        """The stretches of working time that make up the minutes, in order: how a due time came about."""
        used: list[Stretch] = []
        left = minutes
        for stretch in self.stretches(start):
            if left <= stretch.minutes:
                end = (stretch.opens.astimezone(UTC) + left * MINUTE).astimezone(stretch.opens.tzinfo)
                return [*used, Stretch(stretch.day, stretch.opens, end, left)]
            used.append(stretch)
            left -= stretch.minutes
        raise NeverOpen

    def days_before(self, moment: datetime, days: int) -> datetime:
        """The same time of day so many working days earlier: what happened by then has waited that long."""
        zone, left = ZoneInfo(self.zone), days
        local = moment.astimezone(zone)
        first = local.date() - LONGEST_SEARCH
        day = local.date()
        while left and day > first:
            left -= not self.is_closed(day) and bool(self.windows.get(day.weekday()))
            day -= timedelta(days=1)
        return at(day, local.time(), zone).astimezone(UTC)

    def stretches(self, start: datetime) -> Iterator[Stretch]:
        """Working time from `start` on, stretch by stretch; ends after two years without any."""
        zone, begin = ZoneInfo(self.zone), start.astimezone(UTC)
        day = start.astimezone(zone).date()
        found = day
        while day - found <= LONGEST_SEARCH:
            for opens, closes in () if self.is_closed(day) else self.windows.get(day.weekday(), ()):
                first, last = (
                    max(at(day, opens, zone).astimezone(UTC), begin),
                    at(day, closes, zone).astimezone(UTC),
                )
                if first < last:
                    found = day
                    yield Stretch(day, first.astimezone(zone), last.astimezone(zone), (last - first) / MINUTE)
            day += timedelta(days=1)


def at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone)
