"""Who reads several periods finds no small number by subtracting one from another."""

import random
from datetime import date, timedelta
from itertools import chain, combinations, product
from typing import Any

import numpy as np
import pytest

from reporting.cover import LEAST
from reporting.hiding import WHOLE, lines_of
from reporting.overlaps import Overlaps, ends, offered, offered_steps, overlaps
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


def came_to_places(seed: int, today: date) -> list[tuple[Any, date, list[int]]]:
    """What came at some places, each case with one of two audiences, with all sums."""
    dice, rows = random.Random(seed), []
    for place, audience in product(range(dice.randint(3, 6)), ["parent", "pupil"]):
        for _case in range(dice.choice([2, 8, 20, 50, 120])):
            day = today - timedelta(days=dice.randrange(150))
            cells = product((place, WHOLE), (("audience", audience), WHOLE))
            rows += [(cell, day, [1]) for cell in cells]
    return rows


def equations(known: Overlaps, periods: list[Period], cuts: list[date]) -> np.ndarray[Any, Any]:
    """A row for each number that is shown, and for each line of each stretch of days; a column for a cell's stretch."""
    place_of = {cut: at for at, cut in enumerate(cuts)}
    stretches, cells, rows = len(cuts) - 1, list(known.cells), []
    for period in periods:
        begin, end = (place_of[cut] for cut in ends(period, known.today))
        for cell, hidden in known.hidden(period).items():
            if not hidden[0]:
                row = np.zeros((len(cells), stretches))
                row[cells.index(cell), begin:end] = 1
                rows.append(row)
    for line, at in product(lines_of(cells), range(stretches)):
        row = np.zeros((len(cells), stretches))
        row[[cells.index(cell) for cell in line], at] = [*[1] * (len(line) - 1), -1]
        rows.append(row)
    return np.array(rows).reshape(len(rows), -1)


@pytest.mark.parametrize("seed", [*range(6), 30])
def test_no_small_number_is_worked_out_of_places_and_periods_together(seed: int) -> None:
    """Every number of every place and audience in every stretch between two cuts that came to one to four."""
    today = date(2026, 11, 30) - timedelta(days=seed * 11)
    rows = came_to_places(seed, today)
    periods = [each for each in offered(today, months_first=False) if each.first > today - timedelta(days=190)]
    known = overlaps(rows, periods, today, lines_of)
    cuts = sorted(known.cuts)
    _left, values, right = np.linalg.svd(equations(known, periods, cuts), full_matrices=False)
    told = right[values > 1e-7]
    small, shown = 0, 0
    for (at, cell), (begin, end) in product(enumerate(known.cells), combinations(range(len(cuts)), 2)):
        came = sum(number for where, day, (number,) in rows if where == cell and cuts[begin] <= day < cuts[end])
        shown += came >= LEAST
        if 0 < came < LEAST:
            wanted = np.zeros((len(known.cells), len(cuts) - 1))
            wanted[at, begin:end] = 1
            small += 1
            assert np.linalg.norm(told @ wanted.ravel()) ** 2 < wanted.sum() - 1e-6, (cell, cuts[begin], cuts[end])
    assert small
    assert shown
