"""What a list of all staff would do, to be shown: person by person, and institution by institution."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from desk.rollover.models import RowKind
from desk.rollover.stranding import Left, Place
from organisation.importing import RowProblem

Key = tuple[str, Place]
"""A role, and the id of the institution where somebody holds it; None for the whole municipality."""


@dataclass(frozen=True)
class PersonChange:
    """One person. `gets` and `loses` are roles by institution; `role_keys` are all that they hold afterwards.

    `stays` says why somebody who is not on the list cannot leave by it.
    """

    kind: str
    email: str
    name: str
    line: int = 0
    user: int | None = None
    gets: frozenset[Key] = frozenset()
    loses: frozenset[Key] = frozenset()
    role_keys: frozenset[Key] = frozenset()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    language: str = ""
    is_renamed: bool = False
    stays: str = ""
    left: Left = field(default_factory=Left, compare=False)

    @property
    def roles_before(self) -> str:
        return ", ".join(self.before)

    @property
    def roles_new(self) -> str:
        """What they hold afterwards, where that is something else."""
        arrow = "→ " if self.before else ""
        return f"{arrow}{', '.join(self.after)}" if self.after and self.after != self.before else ""

    @property
    def may_leave(self) -> bool:
        return self.kind == RowKind.LEAVES and not self.stays

    def holds(self, query: str) -> bool:
        """Whether the words that somebody looks for stand in it."""
        text = " ".join([self.name, self.email, *self.before, *self.after]).casefold()
        return all(word in text for word in query.casefold().split())


@dataclass
class PlaceLeft:
    """What is left behind at one institution (or, without one, of the whole municipality), and who could take it."""

    key: int
    name: str
    cases: int = 0
    deputies: int = 0
    duties: int = 0
    """Flagged cases, boards, answers and views that somebody sees to."""
    goes: int = 0
    candidates: list[tuple[str, str]] = field(default_factory=list)
    first_level: frozenset[str] = frozenset()
    """Addresses of the first level once everybody on the list has what it says, and nobody else has left."""
    may_go: frozenset[str] = frozenset()
    """Of those, who is not on the list."""
    had_first_level: bool = False

    @property
    def is_bare(self) -> bool:
        return self.had_first_level and not self.first_level

    @property
    def may_be_bare(self) -> bool:
        return self.had_first_level and bool(self.first_level) and self.first_level <= self.may_go

    @property
    def is_asked(self) -> bool:
        return self.strands or self.is_bare or self.may_be_bare

    @property
    def strands(self) -> bool:
        """Whether there is something for somebody to take over."""
        return bool(self.cases or self.deputies or self.duties)


@dataclass
class RolloverPlan:
    rows: list[PersonChange] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    places: list[PlaceLeft] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    administrators: frozenset[str] = frozenset()
    """Addresses of the municipal administrators, once everybody on the list has what it says."""

    def of_kind(self, kind: str) -> list[PersonChange]:
        return [row for row in self.rows if row.kind == kind]

    @property
    def counts(self) -> dict[str, int]:
        return {kind: len(self.of_kind(kind)) for kind in RowKind.values}

    @property
    def leavers(self) -> dict[int, PersonChange]:
        """Who may leave, by id."""
        return {row.user: row for row in self.rows if row.may_leave and row.user is not None}

    @property
    def digest(self) -> str:
        """The same for the same plan: what was shown is what is done, or it is shown again."""
        picture = [(row.kind, row.email, sorted(map(str, row.gets)), sorted(map(str, row.loses))) for row in self.rows]
        return hashlib.sha256(repr(picture).encode()).hexdigest()[:32]

    def bare_without(self, leaving: Collection[str]) -> list[PlaceLeft]:
        """Institutions that had a first level and have none once these addresses have left, too."""
        return [place for place in self.places if place.had_first_level and not place.first_level - set(leaving)]


def places_in(keys: Iterable[Key]) -> set[Place]:
    return {place for _role, place in keys}
