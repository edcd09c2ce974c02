from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organisation.business_time import Calendar, NeverOpen

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


@given(MOMENTS, st.integers(1, 5000))
def test_adding_and_counting_agree(start: datetime, minutes: int) -> None:
    end = OFFICE.add_minutes(start, minutes)
    assert sum(stretch.minutes for stretch in OFFICE.explain(start, minutes)) == pytest.approx(minutes)
    assert OFFICE.is_open(end - timedelta(seconds=1))


@given(MOMENTS, st.integers(0, 3000), st.integers(0, 3000))
def test_more_minutes_are_never_sooner(start: datetime, first: int, more: int) -> None:
    assert OFFICE.add_minutes(start, first) <= OFFICE.add_minutes(start, first + more)
