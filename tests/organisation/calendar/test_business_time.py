from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from holidays import country_holidays
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from organisation.calendar.business_time import Calendar, NeverOpen, public_holidays

HERE = ZoneInfo("Europe/Copenhagen")
OFFICE = Calendar(
    {day: [(time(8), time(12)), (time(12, 30), time(15))] for day in range(4)} | {4: [(time(8), time(13))]}
)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31)).map(lambda moment: moment.replace(tzinfo=UTC))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HERE)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-24 09:00", 60, "2026-11-24 10:00"),
        ("2026-11-24 11:30", 60, "2026-11-24 13:00"),
        ("2026-11-24 14:30", 60, "2026-11-25 08:30"),
        ("2026-11-24 20:00", 30, "2026-11-25 08:30"),
        ("2026-11-27 12:30", 60, "2026-11-30 08:30"),
        ("2026-12-23 14:30", 60, "2026-12-28 08:30"),
        ("2026-04-01 14:30", 60, "2026-04-07 08:30"),
        ("2024-04-25 14:30", 60, "2024-04-26 08:30"),
        ("2026-03-27 12:30", 60, "2026-03-30 08:30"),
        ("2026-10-23 12:30", 60, "2026-10-26 08:30"),
    ],
)
def test_minutes_are_counted_in_working_time(start: str, minutes: int, end: str) -> None:
    assert OFFICE.add_minutes(local(start), minutes) == local(end)


def test_the_first_of_may_is_the_municipalitys_choice() -> None:
    friday = local("2026-04-30 14:30")
    assert OFFICE.add_minutes(friday, 60) == local("2026-05-01 08:30")
    closed = Calendar(OFFICE.windows, closed_on_1_may=True)
    assert closed.add_minutes(friday, 60) == local("2026-05-04 08:30")


def test_closing_days_of_the_municipality_count() -> None:
    closed = Calendar(OFFICE.windows, closed=frozenset({date(2026, 11, 25)}))
    assert closed.add_minutes(local("2026-11-24 14:30"), 60) == local("2026-11-26 08:30")


def test_a_calendar_without_windows_says_so() -> None:
    with pytest.raises(NeverOpen):
        Calendar({}).add_minutes(local("2026-11-24 09:00"), 1)


@pytest.mark.parametrize("year", range(1990, 2061))
def test_the_holidays_of_a_year_are_those_that_a_library_of_all_countries_knows(year: int) -> None:
    assert public_holidays(year) == set(country_holidays("DK", years=year))


def test_open_and_closed() -> None:
    assert OFFICE.is_open(local("2026-11-24 08:00"))
    assert not OFFICE.is_open(local("2026-11-24 12:15"))
    assert not OFFICE.is_open(local("2026-11-24 15:00"))
    assert not OFFICE.is_open(local("2026-12-25 10:00"))


def test_a_due_time_is_explained_stretch_by_stretch() -> None:
    stretches = OFFICE.explain(local("2026-11-24 11:30"), 240)
    assert [(stretch.day.day, stretch.minutes) for stretch in stretches] == [
        (24, 30.0),
        (24, 150.0),
        (25, 60.0),
    ]


TEN_YEARS = st.datetimes(datetime(2021, 1, 1), datetime(2031, 1, 1)).map(
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=UTC)
)
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
WINDOWS = st.tuples(CLOCKS, CLOCKS).filter(lambda window: window[0] < window[1])
WEEKS = st.dictionaries(st.integers(0, 6), st.lists(WINDOWS, min_size=1, max_size=3), min_size=1)
CLOCKS_CHANGE = st.sampled_from(
    [date(2022, 3, 27), date(2022, 10, 30), date(2025, 3, 30), date(2025, 10, 26), date(2030, 3, 31)]
).flatmap(lambda day: st.times().map(lambda clock: datetime.combine(day, clock.replace(second=0, microsecond=0), UTC)))


class Slow:
    """Working time as one would count it by hand: a minute at a time, each asked what the clock on the wall shows."""

    def __init__(self, calendar: Calendar, windows: dict[int, list[tuple[time, time]]]) -> None:
        self.calendar, self.windows = calendar, windows

    def is_open(self, minute: datetime) -> bool:
        wall = minute.astimezone(HERE)
        if self.calendar.is_closed(wall.date()):
            return False
        return any(opens <= wall.time() < closes for opens, closes in self.windows.get(wall.weekday(), []))

    def between(self, start: datetime, end: datetime) -> int:
        return sum(self.is_open(start + timedelta(minutes=each)) for each in range(int((end - start) / MINUTE)))


MINUTE = timedelta(minutes=1)
SLOWLY = settings(max_examples=60, deadline=None)


@SLOWLY
@given(WEEKS, st.one_of(TEN_YEARS, CLOCKS_CHANGE), st.integers(0, 4 * 24 * 60), st.booleans())
def test_minutes_between_are_those_of_counting_by_hand(
    windows: dict[int, list[tuple[time, time]]], start: datetime, length: int, closed_on_1_may: bool
) -> None:
    calendar = Calendar(windows, closed=frozenset({start.date()}), closed_on_1_may=closed_on_1_may)
    for each in (calendar, Calendar(windows)):
        end = start + length * MINUTE
        assert each.minutes_between(start, end) == Slow(each, windows).between(start, end)


@SLOWLY
@given(WEEKS, st.one_of(TEN_YEARS, CLOCKS_CHANGE), st.integers(1, 900))
def test_a_due_time_is_where_counting_by_hand_arrives(
    windows: dict[int, list[tuple[time, time]]], start: datetime, minutes: int
) -> None:
    calendar = Calendar(windows)
    by_hand, end, slow = 0, start, Slow(calendar, windows)
    while by_hand < minutes and end < start + timedelta(days=21):
        by_hand, end = by_hand + slow.is_open(end), end + MINUTE
    assume(by_hand == minutes)
    assert calendar.add_minutes(start, minutes) == end
    assert calendar.minutes_between(start, end) == minutes


@SLOWLY
@given(WEEKS, st.one_of(TEN_YEARS, CLOCKS_CHANGE))
def test_open_is_what_counting_by_hand_calls_open(windows: dict[int, list[tuple[time, time]]], start: datetime) -> None:
    calendar = Calendar(windows)
    for hours in range(48):
        moment = start + timedelta(minutes=37 * hours)
        assert calendar.is_open(moment) == Slow(calendar, windows).is_open(moment)


@given(TEN_YEARS, st.integers(1, 5000))
def test_adding_and_counting_agree(start: datetime, minutes: int) -> None:
    end = OFFICE.add_minutes(start, minutes)
    assert sum(stretch.minutes for stretch in OFFICE.explain(start, minutes)) == pytest.approx(minutes)
    assert OFFICE.minutes_between(start, end) == minutes
    assert OFFICE.is_open(end - timedelta(seconds=1))


@given(MOMENTS, st.integers(0, 3000), st.integers(0, 3000))
def test_more_minutes_are_never_sooner(start: datetime, first: int, more: int) -> None:
    assert OFFICE.add_minutes(start, first) <= OFFICE.add_minutes(start, first + more)


@given(MOMENTS, st.integers(0, 3000), st.integers(0, 3000))
def test_first_some_minutes_and_then_the_rest_is_all_of_them(start: datetime, first: int, more: int) -> None:
    assert OFFICE.add_minutes(OFFICE.add_minutes(start, first), more) == OFFICE.add_minutes(start, first + more)


@given(MOMENTS, MOMENTS, MOMENTS)
def test_time_between_adds_up(one: datetime, two: datetime, three: datetime) -> None:
    first, middle, last = sorted([one, two, three])
    parts = OFFICE.minutes_between(first, middle) + OFFICE.minutes_between(middle, last)
    assert OFFICE.minutes_between(first, last) == pytest.approx(parts)


def test_an_hour_that_the_clocks_skip_is_no_working_time() -> None:
    night = Calendar({6: [(time(1), time(4))]})
    assert night.minutes_between(local("2026-03-29 00:00"), local("2026-03-29 12:00")) == 120
    assert night.minutes_between(local("2026-03-22 00:00"), local("2026-03-22 12:00")) == 180


def test_an_hour_that_the_clocks_show_twice_counts_twice() -> None:
    night = Calendar({6: [(time(1), time(4))]})
    assert night.minutes_between(local("2026-10-25 00:00"), local("2026-10-25 12:00")) == 240
    quarter = Calendar({6: [(time(2, 15), time(2, 30))]})
    assert [stretch.minutes for stretch in quarter.explain(local("2026-10-25 00:00"), 30)] == [15, 15]


def test_windows_that_overlap_count_their_time_once() -> None:
    twice = Calendar({1: [(time(10), time(14)), (time(8), time(12)), (time(9), time(10))]})
    assert twice.minutes_between(local("2026-11-24 00:00"), local("2026-11-25 00:00")) == 360
