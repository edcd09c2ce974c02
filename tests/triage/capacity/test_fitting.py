"""A year that was generated with a known bottleneck: three weeks of it tell the fourth, and where it gets stuck."""

from collections.abc import Sequence

import pytest

from triage.capacity.fitting import fit
from triage.capacity.organisation import USUAL, Level, Organisation
from triage.capacity.outcomes import SimulationOutcome, outcome_of
from triage.capacity.simulation import WEEK, Run, Visit, play, play_many

TRUTH = Organisation(
    schools=20,
    cases_a_week=7,
    first_level=Level(people=2, minutes_a_day=60, minutes_a_case=20, solved=0.65, patience=420),
    pilot=Level(people=3, minutes_a_day=60, minutes_a_case=28, solved=0.6, patience=840),
    support_entitled=Level(people=3, minutes_a_day=240, minutes_a_case=30, solved=1.0, patience=None),
)
"""Some 49 cases a week reach pilots who can do 32: they are the bottleneck."""
GUESSED = TRUTH.but(
    cases_a_week=1,
    first_level=Level(2, 60, 5, 0.9, 420),
    pilot=Level(3, 60, 5, 0.9, 840),
    support_entitled=Level(3, 240, 5, 1.0, None),
)
"""What is known without looking: who there is, and when a case climbs."""
FOURTHS = range(4, 52, 3)


@pytest.fixture(scope="module")
def year() -> Run:
    return play(TRUTH, weeks=52, seed=2026)


def waiting_at(visits: Sequence[Visit], moment: float) -> tuple[int, int, int]:
    """How many cases were at each tier then, waiting or being worked on."""
    there = [visit.tier for visit in visits if visit.came <= moment < visit.left]
    return (there.count(0), there.count(1), there.count(2))


def foretold(year: Run, week: int) -> SimulationOutcome:
    """The week with this number (from 1), by the three before it."""
    since, until = (week - 4) * WEEK, (week - 1) * WEEK
    fitted = fit(year.visits, GUESSED, since=since, until=until).but(waiting=waiting_at(year.visits, until))
    return outcome_of(fitted, play_many(fitted, weeks=1, runs=40, seed=week))


def test_the_fourth_week_lies_in_the_range_that_three_weeks_foretell(year: Run) -> None:
    """The range is that of nine of ten; so many of the year's weeks must lie in it."""
    opened = solved = 0
    for week in FOURTHS:
        outcome = foretold(year, week)
        opened += year.opened[week - 1] in outcome.opened[0]
        solved += year.solved[week - 1] in outcome.solved[0]
    assert opened >= 0.8 * len(FOURTHS)
    assert solved >= 0.8 * len(FOURTHS)


def test_the_bottleneck_is_named_in_every_week(year: Run) -> None:
    assert {foretold(year, week).bottleneck for week in FOURTHS} == {"pilot"}


def test_what_was_seen_is_what_was_so(year: Run) -> None:
    fitted = fit(year.visits, GUESSED, since=0, until=50 * WEEK)
    assert fitted.cases_a_week == pytest.approx(TRUTH.cases_a_week, rel=0.05)
    for name in ("first_level", "pilot", "support_entitled"):
        seen, so = getattr(fitted, name), getattr(TRUTH, name)
        assert seen.minutes_a_case == pytest.approx(so.minutes_a_case, rel=0.1)
        assert seen.solved == pytest.approx(so.solved, abs=0.05)


def test_too_little_was_seen_to_say_anything_else_than_was_supposed() -> None:
    assert fit([], USUAL, since=0, until=WEEK) == USUAL
