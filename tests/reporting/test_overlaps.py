"""Who reads several periods finds no small number by subtracting one from another."""

import random
from datetime import date, timedelta
from itertools import chain

import numpy as np
import pytest

from reporting.cover import LEAST
from reporting.overlaps import offered, offered_steps, overlaps
from reporting.periods import Period


def shown_periods(by_day: dict[date, int], today: date, *, months_first: bool) -> dict[Period, int]:
    """Each number that somebody can read on any page, by the days that have come of its period."""
    periods = [*offered(today, months_first=months_first), *offered_steps(today)]
    known = overlaps([("school", day, [number]) for day, number in by_day.items()], periods, today)
    numbers = {}
    for period in periods:
        came = Period(period.first, min(period.last, today))
        number = sum(by_day.get(came.first + timedelta(days=each), 0) for each in range(came.days))
        if came.days > 0 and not (number and known.hidden(period)["school"][0]):
            numbers[came] = number
    return numbers


@pytest.mark.parametrize("months_first", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_no_sum_or_difference_of_shown_periods_is_small(seed: int, months_first: bool) -> None:
    """Every stretch of days, by linear algebra: what is worked out of all shown numbers together is nothing or five."""
    dice, today = random.Random(seed), date(2026, 11, 30) - timedelta(days=seed * 17)
    many = dice.choice([0.1, 0.5, 1, 4, 12])
    by_day = {today - timedelta(days=ago): int(dice.expovariate(1 / many)) for ago in range(760)}
    numbers = shown_periods(by_day, today, months_first=months_first)
    cuts = sorted(set(chain.from_iterable((each.first, each.last + timedelta(days=1)) for each in numbers)))
    rows = np.array([[each.first <= cut <= each.last for cut in cuts[:-1]] for each in numbers], float)
    stretches = [np.arange(len(cuts) - 1) for _each in cuts]
    wanted = np.array(
        [(at >= begin) & (at < end) for begin, at in enumerate(stretches) for end in range(begin + 1, len(cuts))], float
    )
    found, _rest, _rank, _sizes = np.linalg.lstsq(rows.T, wanted.T, rcond=None)
    known = np.abs(rows.T @ found - wanted.T).max(axis=0) < 1e-6
    worked_out = np.rint(np.array(list(numbers.values())) @ found[:, known])
    assert known.any()
    assert not ((worked_out > 0) & (worked_out < LEAST)).any()
