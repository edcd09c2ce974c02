"""Working time: when the support is open, and what so many working minutes from now is.

Time is working time while the clocks on the wall of the municipality show a time within a window. So a window from 8
to 15 stays that through summer time, an hour that the clocks skip is never worked, and one that they show twice counts
twice.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from dateutil.easter import easter

Window = tuple[time, time]

OFFICES_CLOSED: Final = frozenset({(6, 5), (12, 24), (12, 31)})
"""Constitution Day, Christmas Eve and New Year's Eve: no public holidays, but Danish offices are closed."""
FIRST_OF_MAY: Final = (5, 1)
FIXED_HOLIDAYS: Final = ((1, 1), (12, 25), (12, 26))
AFTER_EASTER: Final = (-3, -2, 0, 1, 39, 49, 50)
"""Days from Easter Sunday: Maundy Thursday, Good Friday, Easter, Ascension Day, Whitsun."""
PRAYER_DAY: Final = 26
"""Store Bededag, so many days after Easter Sunday; a holiday until 2023 (law no. 214 of 6 March 2023)."""
LAST_PRAYER_DAY: Final = 2023
LONGEST_SEARCH: Final = timedelta(days=800)
MINUTE: Final = timedelta(minutes=1)
DAY: Final = timedelta(days=1)
SEARCH_STEP: Final = timedelta(minutes=15)
"""Clocks change at a full quarter of an hour, everywhere and ever since there are zones."""


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
    """Danish public holidays, reckoned: the library that knows their names takes 19 MB of a process that asks."""
    sunday = easter(year)
    movable = AFTER_EASTER if year > LAST_PRAYER_DAY else (*AFTER_EASTER, PRAYER_DAY)
    fixed = {date(year, month, day) for month, day in FIXED_HOLIDAYS}
    return frozenset(fixed | {sunday + timedelta(days=each) for each in movable})


def without_overlaps(windows: Iterable[Window]) -> tuple[Window, ...]:
    """The windows of a day in order, those that overlap or touch as one: no time counts twice."""
    merged: list[Window] = []
    for opens, closes in sorted(windows):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], closes))
        elif opens < closes:
            merged.append((opens, closes))
    return tuple(merged)


@dataclass(frozen=True)
class Calendar:
    """Opening windows by weekday (0 is Monday), several a day, and days on which the support is closed."""

    windows: Mapping[int, Sequence[Window]]
    closed: Collection[date] = field(default_factory=frozenset)
    closed_on_1_may: bool = False
    zone: str = "Europe/Copenhagen"
    days: dict[date, tuple[tuple[datetime, datetime], ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """What was asked for already, in UTC."""

    def __post_init__(self) -> None:
        merged = {weekday: without_overlaps(windows) for weekday, windows in self.windows.items()}
        object.__setattr__(self, "windows", merged)

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
        moment = at.astimezone(UTC)
        day = at.astimezone(ZoneInfo(self.zone)).date()
        return any(opens <= moment < closes for opens, closes in self.open_on(day))

    def open_on(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """When it opens and closes on the day, in UTC and in order."""
        hours = self.days.get(day)
        if hours is None:
            windows = () if self.is_closed(day) else self.windows.get(day.weekday(), ())
            hours = tuple(as_utc(day, windows, self.zone)) if windows else ()
            self.days[day] = hours
        return hours

    def add_minutes(self, start: datetime, minutes: float) -> datetime:
        """The moment (UTC) at which so many working minutes have passed since `start`. Raises `NeverOpen`."""
        left = minutes * MINUTE
        for opens, closes in self.spans(start):
            if left <= closes - opens:
                return opens + left
            left -= closes - opens
        raise NeverOpen

    def minutes_between(self, start: datetime, end: datetime) -> float:
        """Working minutes from one moment to a later one; 0 where the later one is earlier."""
        last, total = end.astimezone(UTC), timedelta()
        for opens, closes in self.spans(start):
            if opens >= last:
                break
            total += min(closes, last) - opens
        return total / MINUTE

    def explain(self, start: datetime, minutes: float) -> list[Stretch]:
        """The stretches of working time that make up the minutes, in order: how a due time came about."""
        used: list[Stretch] = []
        left = minutes * MINUTE
        for opens, closes in self.spans(start):
            end = min(closes, opens + left)
            used.append(self.stretch(opens, end))
            left -= end - opens
            if not left:
                return used
        raise NeverOpen

    def stretches(self, start: datetime) -> Iterator[Stretch]:
        """Working time from `start` on, stretch by stretch in local time; ends after two years without any."""
        return (self.stretch(opens, closes) for opens, closes in self.spans(start))

    def stretch(self, opens: datetime, closes: datetime) -> Stretch:
        zone = ZoneInfo(self.zone)
        first, last = opens.astimezone(zone), closes.astimezone(zone)
        return Stretch(first.date(), first, last, (closes - opens) / MINUTE)

    def days_before(self, moment: datetime, days: int) -> datetime:
        """The same time of day so many working days earlier: what happened by then has waited that long."""
        zone, left = ZoneInfo(self.zone), days
        local = moment.astimezone(zone)
        first = local.date() - LONGEST_SEARCH
        day = local.date()
        while left and day > first:
            left -= not self.is_closed(day) and bool(self.windows.get(day.weekday()))
            day -= DAY
        return datetime.combine(day, local.time(), zone).astimezone(UTC)

    def spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Working time from `start` on, in UTC, stretch by stretch; ends after two years without any."""
        begin = start.astimezone(UTC)
        day = last_open = begin.astimezone(ZoneInfo(self.zone)).date()
        while day - last_open <= LONGEST_SEARCH:
            for opens, closes in self.open_on(day):
                if closes > begin:
                    last_open = day
                    yield max(opens, begin), closes
            day += DAY


def as_utc(day: date, windows: Sequence[Window], zone: str) -> Iterator[tuple[datetime, datetime]]:
    """The windows as moments in order; those of a day on which the clocks change are cut where they do."""
    for begins, ends, offset in offsets_of(day, zone):
        for opens, closes in windows:
            first = datetime.combine(day, opens, UTC) - offset
            last = datetime.combine(day, closes, UTC) - offset
            if max(first, begins) < min(last, ends):
                yield max(first, begins), min(last, ends)


@lru_cache(maxsize=4096)
def offsets_of(day: date, zone: str) -> tuple[tuple[datetime, datetime, timedelta], ...]:
    """The stretches of the day in which clocks keep their distance to UTC: from, to, distance."""
    local = ZoneInfo(zone)
    begins, ends = (midnight(each, local) for each in (day, day + DAY))
    stretches: list[tuple[datetime, datetime, timedelta]] = []
    moment, last = begins, ends - timedelta(microseconds=1)
    if offset_at(begins, local) == offset_at(last, local):
        return ((begins, ends, offset_at(begins, local)),)
    while moment < ends:
        offset, until = offset_at(moment, local), moment
        while until < ends and offset_at(until, local) == offset:
            until = min(until + SEARCH_STEP, ends)
        stretches.append((moment, until, offset))
        moment = until
    return tuple(stretches)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def offset_at(moment: datetime, zone: ZoneInfo) -> timedelta:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    return offset
