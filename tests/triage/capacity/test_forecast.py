"""When a queue will be full: against the simulation, and against what must be so."""

from math import inf

import pytest

from triage.capacity.forecast import WEEKS, Forecast, done_in_a_week, forecast, full_queue
from triage.capacity.organisation import USUAL, Level
from triage.capacity.simulation import play

LAST = Level(people=2, minutes_a_day=120, minutes_a_case=30, solved=1.0, patience=None)
"""Gets 40 cases done in a week."""


def seen(*, came: int, waiting: int = 0, level: Level = LAST) -> Forecast:
    known = forecast(level, places=1, waiting=waiting, came=came, weeks=4)
    assert known is not None
    return known


def test_what_people_get_done_follows_from_their_minutes() -> None:
    assert done_in_a_week(LAST, 1) == 40
    assert full_queue(LAST, 40) == 40
    assert full_queue(USUAL.pilot, 50) == pytest.approx(10)


def test_a_queue_with_time_enough_is_never_full() -> None:
    calm = seen(came=80)
    assert (calm.is_possible, calm.middle) == (False, inf)


def test_the_more_comes_the_sooner_it_is_full() -> None:
    middles = [seen(came=came).middle for came in (180, 200, 240, 320)]
    assert middles == sorted(middles, reverse=True)
    assert 0 < middles[-1] < middles[0] < WEEKS


def test_what_waits_already_counts() -> None:
    assert seen(came=200, waiting=30).middle < seen(came=200).middle
    assert seen(came=10, waiting=41).middle == 0


def test_few_weeks_seen_make_a_wide_range() -> None:
    short = forecast(LAST, places=1, waiting=0, came=50, weeks=1)
    long = forecast(LAST, places=1, waiting=0, came=600, weeks=12)
    assert short is not None
    assert long is not None
    assert short.latest - short.soonest > long.latest - long.soonest


def test_nobody_there_is_no_forecast_and_the_same_question_has_the_same_answer() -> None:
    nobody = Level(people=0, minutes_a_day=60, minutes_a_case=25, solved=1.0, patience=None)
    assert forecast(nobody, places=1, waiting=5, came=20, weeks=4) is None
    assert seen(came=190) == seen(came=190)


def test_most_futures_of_the_simulation_lie_in_the_range() -> None:
    """Everything goes up to the last tier, which has too little time."""
    through = Level(people=1, minutes_a_day=420, minutes_a_case=0, solved=0.0, patience=None)
    world = USUAL.but(schools=1, cases_a_week=50, first_level=through, pilot=through, support_entitled=LAST)
    known, full = seen(came=200), full_queue(LAST, done_in_a_week(LAST, 1))
    weeks = []
    for seed in range(15):
        queue = play(world, weeks=WEEKS, seed=seed).tiers[2].queue
        weeks.append(next(number for number, waiting in enumerate(queue, 1) if waiting > full))
    within = [known.soonest <= week <= known.latest for week in weeks]
    assert sum(within) >= 0.8 * len(weeks), (known, weeks)
