"""Who reads several periods finds no small number by subtracting one from another."""

import random
from datetime import date, timedelta

import numpy as np
import pytest

from reporting import overlaps
from reporting.overlaps import offered
from reporting.periods import Period, weeks_until

TODAY = date(2026, 11, 25)


def a_year(dice: random.Random, share: float) -> dict[date, int]:
    return {
        TODAY - timedelta(days=ago): dice.choice([0, 0, 1, 2, 9]) if dice.random() < share else 0 for ago in range(740)
    }


def hidden_spans(daily: dict[date, int], spans: list[Period]) -> set[Period]:
    return overlaps.hidden_spans({day: {"opened": number} for day, number in daily.items()}, ["opened"], spans)[
        "opened"
    ]


@pytest.mark.parametrize("share", [0.01, 0.05, 0.4, 1.0])
def test_no_stretch_of_days_that_holds_few_can_be_worked_out(share: float) -> None:
    """Every stretch between two days on which a period begins or ends, not only those that somebody shows."""
    daily = a_year(random.Random(share), share)
    spans = offered(TODAY, weeks_until(TODAY, 13))
    hidden = hidden_spans(daily, spans)
    cuts = sorted({span.first for span in spans} | {span.last + timedelta(days=1) for span in spans})[::3]
    shown = np.array([days_in(span) for span in spans if span not in hidden])
    stretches = [Period(first, last - timedelta(days=1)) for first in cuts for last in cuts if first < last]
    stretches = [each for each in stretches if 0 < sum(daily.get(day, 0) for day in days(each)) < 5]
    wanted = np.array([days_in(each) for each in stretches])
    if len(wanted):
        best = np.linalg.lstsq(shown.T, wanted.T, rcond=None)[0]
        missed = np.abs(shown.T @ best - wanted.T).max(axis=0)
        assert [each for each, by in zip(stretches, missed, strict=True) if by < 1e-6] == []
    assert len(hidden) < len(spans)


def days(period: Period) -> list[date]:
    return [period.first + timedelta(days=day) for day in range(period.days)]


def days_in(period: Period) -> list[int]:
    return [period.first <= TODAY - timedelta(days=ago) <= period.last for ago in range(760)]


def test_what_thirteen_weeks_hold_beyond_four_is_not_told() -> None:
    daily = dict.fromkeys(days(weeks_until(TODAY, 4)), 3) | {TODAY - timedelta(days=60): 2}
    hidden = hidden_spans(daily, offered(TODAY, weeks_until(TODAY, 4)))
    assert weeks_until(TODAY, 4) in hidden or weeks_until(TODAY, 13) in hidden


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert not hidden_spans(dict.fromkeys(days(weeks_until(TODAY, 52)), 9), offered(TODAY, weeks_until(TODAY, 4)))
