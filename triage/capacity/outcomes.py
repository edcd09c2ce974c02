"""What many runs of the simulation say together: ranges, and where it gets stuck."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from triage.capacity.organisation import Organisation
from triage.capacity.simulation import TIERS, Range, Run, mean, share_of

FULL: Final = 0.85
"""From this share of their time on, people are so busy that a queue grows from chance alone."""
MANY_CLIMB: Final = 0.2
"""The share of cases that nobody took in time, from which on a tier is a bottleneck whatever else."""


@dataclass(frozen=True)
class TierOutcome:
    """Of one tier. Waits in working minutes, shares from 0 to 1."""

    tier: str
    wait: Range
    slow_wait: Range
    """What one of ten cases waits at least."""
    busy: Range
    climbed: Range
    """The share that nobody took in time."""
    queue: list[Range]
    """How many wait, at the end of each week."""


@dataclass(frozen=True)
class SimulationOutcome:
    tiers: list[TierOutcome]
    opened: list[Range]
    solved: list[Range]
    age: Range
    """Working minutes from opening to solution."""
    bottleneck: str
    """The tier where it gets stuck; empty when it does nowhere."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def outcome_of(organisation: Organisation, runs: Sequence[Run]) -> SimulationOutcome:
    tiers = [tier_outcome(number, runs) for number in range(len(TIERS))]
    weeks = range(len(runs[0].opened))
    return SimulationOutcome(
        tiers=tiers,
        opened=[Range.of(run.opened[week] for run in runs) for week in weeks],
        solved=[Range.of(run.solved[week] for run in runs) for week in weeks],
        age=Range.of(mean(run.ages) for run in runs),
        bottleneck=bottleneck_of(organisation, tiers),
    )


def tier_outcome(number: int, runs: Sequence[Run]) -> TierOutcome:
    seen = [run.tiers[number] for run in runs]
    weeks = min(len(each.queue) for each in seen)
    return TierOutcome(
        tier=TIERS[number],
        wait=Range.of(mean(each.waits) for each in seen),
        slow_wait=Range.of(share_of(sorted(each.waits), 0.9) if each.waits else 0.0 for each in seen),
        busy=Range.of(each.busy / each.there if each.there else float(each.came > 0) for each in seen),
        climbed=Range.of(each.climbed / each.came if each.came else 0.0 for each in seen),
        queue=[Range.of(each.queue[week] for each in seen) for week in range(weeks)],
    )


def bottleneck_of(organisation: Organisation, tiers: Sequence[TierOutcome]) -> str:
    """The tier whose people are busiest, where they have too little time, or where too much climbs unseen."""
    pressed = []
    for outcome, level in zip(tiers, organisation.levels, strict=True):
        empty = level.people == 0 and outcome.wait.middle > 0
        if empty or outcome.busy.middle >= FULL or outcome.climbed.middle >= MANY_CLIMB:
            pressed.append((empty, outcome.climbed.middle, outcome.busy.middle, outcome.tier))
    return max(pressed)[3] if pressed else ""
