"""The sums of a choice: counts, and lengths of time by how often they came up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from reporting.cover import LEAST
from reporting.lengths import quantile
from reporting.models import COUNTS, TIMES

BASES: Final = {"first_answer": "answered", "solution": "solved", "waiting": "solved"}
"""Of which cases each length of time is."""
SHARES: Final = {
    "first_level_share": ("solved_first_level", "solved"),
    "handed_up_share": ("handed_up", "opened"),
    "forwarded_share": ("forwarded", "opened"),
    "reopened_share": ("reopened", "solved"),
    "helped_share": ("helped", "rated"),
}
USUAL, SLOW = 0.5, 0.9


@dataclass
class Sums:
    """`hidden` are the counts that must not be shown; `covered` hides what is worked out from few cases too."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
    lengths: dict[str, dict[int, int]] = field(default_factory=lambda: {name: {} for name in TIMES})
    hidden: set[str] = field(default_factory=set)
    covered: bool = False

    def add_counts(self, counts: Mapping[str, Any]) -> None:
        for name in COUNTS:
            self.counts[name] += counts.get(name) or 0

    def add(self, other: "Sums") -> None:
        self.add_counts(other.counts)
        for name in TIMES:
            own = self.lengths[name]
            for minutes, times in other.lengths[name].items():
                own[minutes] = own.get(minutes, 0) + times

    def add_length(self, name: str, minutes: int, times: int) -> None:
        self.lengths[name][minutes] = self.lengths[name].get(minutes, 0) + times

    def add_lengths(self, histograms: Iterable[Mapping[str, int] | None]) -> None:
        for name, histogram in zip(TIMES, histograms, strict=False):
            own = self.lengths[name]
            for minutes, times in (histogram or {}).items():
                own[int(minutes)] = own.get(int(minutes), 0) + times

    def count(self, name: str) -> int | None:
        """None where it is hidden."""
        return None if name in self.hidden else self.counts[name]

    def usual(self, name: str) -> int | None:
        """Half of them took no longer, in working minutes."""
        return self._quantile(name, USUAL)

    def slow(self, name: str) -> int | None:
        """Nine of ten took no longer."""
        return self._quantile(name, SLOW)

    def _quantile(self, name: str, share: float) -> int | None:
        few = sum(self.lengths[name].values()) < LEAST
        if self.covered and (few or BASES[name] in self.hidden):
            return None
        return quantile(self.lengths[name], share)

    def share(self, name: str) -> float | None:
        """None where it is of nothing or would give a hidden number away."""
        part, whole = SHARES[name]
        if not self.counts[whole] or {part, whole} & self.hidden:
            return None
        return self.counts[part] / self.counts[whole]

    @property
    def opened(self) -> int | None:
        return self.count("opened")

    @property
    def answered(self) -> int | None:
        return self.count("answered")

    @property
    def solved(self) -> int | None:
        return self.count("solved")

    @property
    def still_open(self) -> int | None:
        return self.count("still_open")

    @property
    def forwarded(self) -> int | None:
        return self.count("forwarded")

    @property
    def returned(self) -> int | None:
        return self.count("returned")

    @property
    def usual_waiting(self) -> int | None:
        return self.usual("waiting")

    @property
    def slow_waiting(self) -> int | None:
        return self.slow("waiting")

    @property
    def usual_answer(self) -> int | None:
        return self.usual("first_answer")

    @property
    def first_level_share(self) -> float | None:
        return self.share("first_level_share")
