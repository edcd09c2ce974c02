"""A support organisation as the simulation knows it: how much comes in, who there is, and how long things take.

All times are working minutes, since nothing happens outside working time. Pure: it knows no database.
"""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final, Self

MINUTES_A_DAY: Final = 420
"""A working day from 8 to 15."""
DAYS_A_WEEK: Final = 5


@dataclass(frozen=True)
class Level:
    """A tier. `people` work there `minutes_a_day` each; a case takes them `minutes_a_case` of work on average.

    `solved`: the share that ends here, of what is worked on. `patience`: after so many minutes without anybody a case
    climbs by itself; None at the last tier.
    """

    people: int
    minutes_a_day: float
    minutes_a_case: float
    solved: float
    patience: float | None

    @property
    def elapsed(self) -> float:
        """Minutes from taking a case to being done with it, for somebody who has so much of the day for it."""
        return self.minutes_a_case * MINUTES_A_DAY / max(self.minutes_a_day, 1)


@dataclass(frozen=True)
class Organisation:
    """First level sits at each of the `schools`, which have queues of their own; the others work for all of them.

    `joining` schools come in week `joins` (0: they are there from the beginning).
    An outage multiplies what comes in by `outage_factor` on the first day of week `outage_week` (0: none).
    """

    schools: int
    cases_a_week: float
    """From each school."""
    first_level: Level
    pilot: Level
    support_entitled: Level
    joining: int = 0
    joins: int = 0
    outage_week: int = 0
    outage_factor: float = 8.0
    spread: float = 0.0
    """How unsure `cases_a_week` is, as a share of it (one standard deviation): drawn anew for each run."""
    waiting: tuple[int, int, int] = (0, 0, 0)
    """How many cases wait at each tier when it begins."""

    @property
    def levels(self) -> tuple[Level, Level, Level]:
        return (self.first_level, self.pilot, self.support_entitled)

    def but(self, **changes: Any) -> Self:
        return replace(self, **changes)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        levels = {name: Level(**data[name]) for name in ("first_level", "pilot", "support_entitled")}
        known = {field.name for field in fields(cls)}
        plain = {name: value for name, value in data.items() if name in known and name not in levels}
        return cls(**plain | levels | {"waiting": tuple(data.get("waiting", (0, 0, 0)))})


USUAL: Final = Organisation(
    schools=10,
    cases_a_week=6,
    first_level=Level(people=2, minutes_a_day=45, minutes_a_case=20, solved=0.7, patience=420),
    pilot=Level(people=4, minutes_a_day=60, minutes_a_case=25, solved=0.6, patience=420),
    support_entitled=Level(people=2, minutes_a_day=180, minutes_a_case=30, solved=1.0, patience=None),
)
"""Pilot schools, as a place to begin where nothing has been counted yet. Each number is a guess to be changed."""
