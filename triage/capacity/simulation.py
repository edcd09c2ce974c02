"""The support organisation played through, case by case, with chance: a discrete-event simulation.

Cases come at random (Poisson) to the first level of their school. Whoever is free takes the one that has waited
longest. What is not solved goes up; so does what nobody takes in time. A run is one possible future; many of them give
the range in which the real one is expected.
"""

import random
from collections import deque
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final

import simpy

from triage.capacity.organisation import DAYS_A_WEEK, MINUTES_A_DAY, Level, Organisation

WEEK: Final = MINUTES_A_DAY * DAYS_A_WEEK
TIERS: Final = ("first_level", "pilot", "support_entitled")
LAST: Final = len(TIERS) - 1
Minutes = Generator[Any, Any, None]


@dataclass(frozen=True)
class Visit:
    """A case at a tier, in working minutes from the beginning. `begun`: when somebody took it; None: nobody did.

    `left` is infinite where it is there still.
    """

    tier: int
    came: float
    begun: float | None
    left: float
    how: str
    """`solved`, `passed_on` to an outside party, `handed_up` or `climbed`; empty where it is there still."""
    waited: float = 0.0
    """Of the time since it was taken, minutes in which it waited for the requester."""

    @property
    def worked(self) -> float:
        """From taking it to being done with it; 0 where that is not known."""
        return 0.0 if self.begun is None else max(self.left - self.begun - self.waited, 0.0)


@dataclass
class Seen:
    """What was seen at one tier in one run. Times in working minutes."""

    came: int = 0
    waits: list[float] = field(default_factory=list)
    solved: int = 0
    handed_up: int = 0
    climbed: int = 0
    busy: float = 0.0
    """Working minutes of people, of those that there are."""
    there: float = 0.0
    queue: list[int] = field(default_factory=list)
    """How many waited at the end of each week."""


@dataclass
class Run:
    """One possible future."""

    tiers: tuple[Seen, Seen, Seen]
    opened: list[int]
    """By week; so is what was solved."""
    solved: list[int]
    ages: list[float] = field(default_factory=list)
    """Minutes from opening to the solution, of cases that came in the time."""
    visits: list[Visit] = field(default_factory=list)


class World:
    """The organisation at work, for so many weeks."""

    def __init__(self, organisation: Organisation, weeks: int, seed: int) -> None:
        self.organisation, self.weeks = organisation, weeks
        self.dice = random.Random(seed)  # noqa: S311  chance, not a secret
        self.clock = simpy.Environment()
        self.schools = organisation.schools + organisation.joining
        self.rate = max(organisation.cases_a_week * self.dice.gauss(1, organisation.spread), 0) / WEEK
        pools = [self.pool(organisation.first_level) for _ in range(self.schools)]
        shared = [self.pool(level) for level in organisation.levels[1:]]
        self.pools = [pools, *([one] for one in shared)]
        self.untaken: tuple[deque[float], ...] = tuple(deque() for _ in TIERS)
        """When each came that lies where nobody works."""
        self.run = Run((Seen(), Seen(), Seen()), [0] * weeks, [0] * weeks)

    def pool(self, level: Level) -> simpy.Resource | None:
        """Who takes cases there; nobody where nobody is."""
        return simpy.Resource(self.clock, capacity=level.people) if level.people > 0 else None

    def play(self) -> Run:
        for school in range(self.schools):
            self.clock.process(self.arrivals(school))
        for tier, count in enumerate(self.organisation.waiting):
            for number in range(count):
                self.clock.process(self.way_up(number % self.schools, tier))
        self.clock.process(self.weekly_count())
        self.clock.run(until=self.weeks * WEEK + 0.001)
        for tier, level in enumerate(self.organisation.levels):
            self.run.tiers[tier].there = level.people * len(self.pools[tier]) * self.weeks * WEEK
            self.run.tiers[tier].waits += [self.clock.now - came for came in self.untaken[tier]]
        return self.run

    def arrivals(self, school: int) -> Minutes:
        """A school that joins later has no cases before; an outage brings many on one day."""
        organisation = self.organisation
        if school >= organisation.schools and organisation.joins > 1:
            yield self.clock.timeout((organisation.joins - 1) * WEEK)
        fastest = self.rate * max(organisation.outage_factor if organisation.outage_week else 1, 1)
        while fastest > 0:
            yield self.clock.timeout(self.dice.expovariate(fastest))
            if self.dice.random() * fastest <= self.rate_now():
                self.clock.process(self.case(school))

    def rate_now(self) -> float:
        organisation = self.organisation
        begins = (organisation.outage_week - 1) * WEEK
        outage = organisation.outage_week and begins <= self.clock.now < begins + MINUTES_A_DAY
        return self.rate * (organisation.outage_factor if outage else 1)

    def case(self, school: int) -> Minutes:
        began = self.clock.now
        self.run.opened[self.week()] += 1
        yield from self.way_up(school, 0)
        self.run.ages.append(self.clock.now - began)

    def way_up(self, school: int, tier: int) -> Minutes:
        """From a tier to where it is solved; whoever is last solves it."""
        for at in range(tier, LAST + 1):
            came, seen = self.clock.now, self.run.tiers[at]
            seen.came += 1
            begun, how = yield from self.at_tier(at, self.pools[at][school if at == 0 else 0])
            self.run.visits.append(Visit(at, came, begun, self.clock.now, how))
            if how == "solved":
                break
        self.run.solved[self.week()] += 1

    def week(self) -> int:
        return min(int(self.clock.now // WEEK), self.weeks - 1)

    def at_tier(self, tier: int, pool: simpy.Resource | None) -> Generator[Any, Any, tuple[float | None, str]]:
        """Waits for somebody and is worked on: when it was taken, and how it went on."""
        level, seen, came = self.organisation.levels[tier], self.run.tiers[tier], self.clock.now
        if pool is None:
            yield from self.lie_there(tier)
            return None, "climbed"
        with pool.request() as turn:
            if level.patience is None or turn.triggered:
                yield turn
            else:
                yield turn | self.clock.timeout(level.patience)
            seen.waits.append(self.clock.now - came)
            if not turn.triggered:
                seen.climbed += 1
                return None, "climbed"
            begun = self.clock.now
            yield self.clock.timeout(self.dice.expovariate(1 / level.elapsed) if level.elapsed else 0)
            seen.busy += self.clock.now - begun
        solved = tier == LAST or self.dice.random() < level.solved
        seen.solved += solved
        seen.handed_up += not solved
        return begun, "solved" if solved else "handed_up"

    def lie_there(self, tier: int) -> Minutes:
        """Where nobody works; at the last tier, for good. All lie equally long, so who came first leaves first."""
        patience, seen = self.organisation.levels[tier].patience, self.run.tiers[tier]
        self.untaken[tier].append(self.clock.now)
        yield self.clock.timeout(patience if patience is not None else self.weeks * WEEK * 2)
        seen.waits.append(self.clock.now - self.untaken[tier].popleft())
        seen.climbed += 1

    def weekly_count(self) -> Minutes:
        for _week in range(self.weeks):
            yield self.clock.timeout(WEEK)
            for tier, pools in enumerate(self.pools):
                queued = sum(len(pool.queue) for pool in pools if pool is not None)
                self.run.tiers[tier].queue.append(queued + len(self.untaken[tier]))


def play(organisation: Organisation, *, weeks: int, seed: int) -> Run:
    return World(organisation, weeks, seed).play()


def play_many(
    organisation: Organisation,
    *,
    weeks: int,
    runs: int,
    seed: int = 0,
    tell: Callable[[int], None] = lambda _done: None,
) -> list[Run]:
    """Without their visits, which are many. `tell` hears how many runs are done."""
    done = []
    for number in range(runs):
        done.append(replace(play(organisation, weeks=weeks, seed=seed * 100_003 + number), visits=[]))
        tell(number + 1)
    return done


@dataclass(frozen=True)
class Range:
    """The middle, and between what nine of ten runs lie."""

    low: float
    middle: float
    high: float

    @classmethod
    def of(cls, values: Iterable[float]) -> "Range":
        ordered = sorted(values)
        if not ordered:
            return cls(0, 0, 0)
        return cls(*(share_of(ordered, share) for share in (0.05, 0.5, 0.95)))

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


def share_of(ordered: list[float], share: float) -> float:
    """The value below which the share of them lies."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0
