from datetime import date

from reporting.overlaps import grown_little, within
from reporting.periods import Period, weeks_until

TODAY = date(2026, 11, 29)


def test_what_a_longer_period_holds_beyond_a_shorter_is_hidden_while_it_is_few() -> None:
    now = {"seven": 7, "same": 6, "ten": 10, "new": 4, "none": 0}
    shorter = {"seven": 6, "same": 6, "ten": 5, "none": 0}
    assert grown_little(now, [shorter]) == {"seven", "new"}


def test_every_shorter_period_counts() -> None:
    assert grown_little({"cell": 12}, [{"cell": 2}, {"cell": 11}]) == {"cell"}
    assert grown_little({"cell": 12}, []) == set()


def test_within_an_offered_period_lie_the_shorter_ones_that_end_with_it() -> None:
    assert within(weeks_until(TODAY, 26)) == [weeks_until(TODAY, 4), weeks_until(TODAY, 13)]
    assert within(weeks_until(TODAY, 4)) == []


def test_a_period_that_nobody_offers_holds_none() -> None:
    assert within(Period(date(2026, 11, 1), TODAY)) == []
