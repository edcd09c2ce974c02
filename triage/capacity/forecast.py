"""When the queue of a tier will be full, and how sure that is: its next weeks played through many times.

A queue is full when more waits than its people get done before the time of the tier is up. How much will come is known
from how much came, which is chance; what people get done in a week is known as well as the minutes of a case are.
Pure, and the same every time.
"""

import random
from dataclasses import dataclass
from math import inf, sqrt
from typing import Final, Self

from triage.capacity.organisation import DAYS_A_WEEK, Level
from triage.capacity.simulation import WEEK

WEEKS: Final = 26
TIMES: Final = 400
UNSURE_WORK: Final = 0.1
"""How unsure it is what people get done in a week, as a share of it (one standard deviation)."""
LIKELY: Final = 0.5
POSSIBLE: Final = 0.05


@dataclass(frozen=True)
class Forecast:
    """Weeks until the queue is full: in the middle of all futures, and between what nine of ten lie; infinite where it
    is not within half a year. `chance`: the share of futures in which it is."""

    soonest: float
    middle: float
    latest: float
    chance: float

    @classmethod
    def of(cls, weeks: list[float]) -> Self:
        ordered = sorted(weeks)
        soonest, middle, latest = (ordered[round(share * (len(ordered) - 1))] for share in (0.05, 0.5, 0.95))
        return cls(soonest, middle, latest, sum(week < inf for week in ordered) / len(ordered))

    @property
    def is_likely(self) -> bool:
        return self.chance >= LIKELY

    @property
    def is_possible(self) -> bool:
        return self.chance >= POSSIBLE

    @property
    def has_end(self) -> bool:
        """Whether it is full in nearly all futures."""
        return self.latest < inf


def forecast(level: Level, *, places: int, waiting: int, came: int, weeks: float) -> Forecast | None:
    """Of a tier at so many places, to which so many cases `came` in the last weeks. None where nobody works there."""
    able = done_in_a_week(level, places)
    if not able:
        return None
    full, dice = full_queue(level, able), random.Random(1)  # noqa: S311  chance, not a secret
    rate, unsure = came / weeks, sqrt(came) / weeks
    return Forecast.of([weeks_until_full(dice, waiting, rate, unsure, able, full) for _ in range(TIMES)])


def done_in_a_week(level: Level, places: int) -> float:
    """Cases that the people of so many places get done when enough of them come."""
    return places * level.people * level.minutes_a_day * DAYS_A_WEEK / max(level.minutes_a_case, 0.1)


def full_queue(level: Level, able: float) -> float:
    """Cases that are done before the time of the tier is up; at the last tier within a week."""
    return able * (level.patience if level.patience is not None else WEEK) / WEEK


def weeks_until_full(
    dice: random.Random, waiting: float, rate: float, unsure: float, able: float, full: float
) -> float:
    """One possible future."""
    if waiting > full:
        return 0
    comes, done = max(dice.gauss(rate, unsure), 0), able * max(dice.gauss(1, UNSURE_WORK), 0)
    for week in range(1, WEEKS + 1):
        waiting = max(waiting + dice.gauss(comes, sqrt(comes)) - done, 0)
        if waiting > full:
            return week
    return inf
