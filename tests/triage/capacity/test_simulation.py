"""The simulation against what queueing theory knows, and against itself with something changed."""

from math import factorial

import pytest

from triage.capacity.organisation import USUAL, Level, Organisation
from triage.capacity.outcomes import outcome_of
from triage.capacity.simulation import WEEK, Range, mean, play, play_many

NOTHING = Level(people=1, minutes_a_day=420, minutes_a_case=0, solved=1.0, patience=None)


def waits_in_theory(arrivals: float, service: float, people: int) -> float:
    """The mean wait of M/M/c (Erlang C), in the unit of the times."""
    load = arrivals * service
    share = load / people
    last = load**people / factorial(people) / (1 - share)
    waits = last / (sum(load**each / factorial(each) for each in range(people)) + last)
    return waits * service / (people * (1 - share))


@pytest.mark.parametrize(
    ("people", "minutes", "a_week"), [(1, 42.0, 30.0), (2, 60.0, 50.0), (3, 100.0, 50.0), (5, 210.0, 40.0)]
)
def test_one_queue_waits_as_long_as_theory_says(people: int, minutes: float, a_week: float) -> None:
    one = Level(people=people, minutes_a_day=420, minutes_a_case=minutes, solved=1.0, patience=None)
    alone = Organisation(1, a_week, one, NOTHING, NOTHING)
    runs = play_many(alone, weeks=1_500, runs=3, seed=people)
    seen = mean(mean(run.tiers[0].waits) for run in runs)
    assert seen == pytest.approx(waits_in_theory(a_week / WEEK, minutes, people), rel=0.03)


def test_the_same_seed_is_the_same_future_and_another_is_another() -> None:
    first, again, other = (play(USUAL, weeks=4, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_cases_are_neither_lost_nor_made() -> None:
    run = play(USUAL, weeks=8, seed=3)
    left = [seen.came - seen.solved - seen.handed_up - seen.climbed for seen in run.tiers]
    assert sum(run.opened) == sum(run.solved) + sum(left)
    assert run.tiers[1].came == run.tiers[0].handed_up + run.tiers[0].climbed
    assert run.tiers[2].came == run.tiers[1].handed_up + run.tiers[1].climbed


PRESSED = USUAL.but(schools=40, pilot=Level(6, 60, 25, 0.6, 420), support_entitled=Level(4, 300, 30, 1.0, None))


def test_two_pilots_fewer_change_the_answer() -> None:
    now = outcome_of(PRESSED, play_many(PRESSED, weeks=6, runs=20))
    fewer = PRESSED.but(pilot=Level(4, 60, 25, 0.6, 420))
    then = outcome_of(fewer, play_many(fewer, weeks=6, runs=20))
    assert then.tiers[1].climbed.middle > now.tiers[1].climbed.middle
    assert then.tiers[1].busy.middle > now.tiers[1].busy.middle
    assert then.bottleneck == "pilot"


def test_a_tier_at_which_nobody_works_is_the_bottleneck_and_its_cases_climb() -> None:
    empty = USUAL.but(pilot=Level(0, 60, 25, 0.6, 420))
    outcome = outcome_of(empty, play_many(empty, weeks=4, runs=5))
    assert outcome.bottleneck == "pilot"
    assert outcome.tiers[1].climbed.middle == pytest.approx(1, abs=0.15)


def test_cases_that_nobody_can_take_wait_and_are_counted() -> None:
    nobody = Level(0, 180, 30, 1.0, None)
    empty = USUAL.but(support_entitled=nobody)
    outcome = outcome_of(empty, play_many(empty, weeks=4, runs=5))
    assert outcome.bottleneck == "support_entitled"
    last = outcome.tiers[2]
    queue = [week.middle for week in last.queue]
    assert queue == sorted(queue)
    assert queue[0] > 0
    assert last.wait.middle > WEEK
    pilot = outcome_of(USUAL, play_many(USUAL.but(pilot=Level(0, 60, 25, 0.6, 420)), weeks=4, runs=5)).tiers[1]
    assert pilot.wait.middle == pytest.approx(420, rel=0.1)


def test_where_nobody_works_and_nothing_comes_is_no_bottleneck() -> None:
    calm = USUAL.but(
        cases_a_week=1, first_level=Level(2, 420, 5, 1.0, 9_999), support_entitled=Level(0, 180, 30, 1.0, None)
    )
    assert outcome_of(calm, play_many(calm, weeks=2, runs=3)).bottleneck == ""


def test_schools_that_join_and_an_outage_bring_more() -> None:
    usual = play(USUAL, weeks=6, seed=1).opened
    more = play(USUAL.but(joining=10, joins=4), weeks=6, seed=1).opened
    assert sum(more[:3]) < sum(usual[:3]) * 1.5
    assert sum(more[3:]) > sum(usual[3:]) * 1.5
    down = play_many(USUAL.but(outage_week=2, outage_factor=8), weeks=3, runs=10)
    assert mean(run.opened[1] for run in down) > 1.8 * mean(run.opened[0] for run in down)


def test_an_organisation_with_time_enough_has_no_bottleneck() -> None:
    calm = USUAL.but(cases_a_week=1)
    assert outcome_of(calm, play_many(calm, weeks=6, runs=10)).bottleneck == ""


def test_a_range_holds_nine_of_ten() -> None:
    spread = Range.of(range(101))
    assert (spread.low, spread.middle, spread.high) == (5, 50, 95)
    assert 60 in spread
    assert 99 not in spread
