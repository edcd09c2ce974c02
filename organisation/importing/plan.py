"""What an import would do."""

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Kind = Literal["new", "changed", "same", "leaves"]


@dataclass(frozen=True)
class RowProblem:
    """Something wrong in the file. `line` counts from 1 with the headings; `column` is a heading, or empty."""

    line: int
    column: str
    message: "str | StrPromise"


@dataclass(frozen=True)
class Change:
    """One institution or person. `details`: (what, before, after) of everything that would differ. `role_keys`: what
    somebody has afterwards who loses a role or their access. `closes`: whether an institution stops being open."""

    kind: Kind
    key: str
    name: str
    line: int = 0
    details: tuple[tuple[str, str, str], ...] = ()
    role_keys: tuple[tuple[str, int | None], ...] | None = field(default=None, compare=False)
    closes: bool = field(default=False, compare=False)


@dataclass
class ImportPlan:
    changes: list[Change] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return {
            kind: sum(change.kind == kind for change in self.changes) for kind in ("new", "changed", "same", "leaves")
        }

    @property
    def differs(self) -> list[Change]:
        return [change for change in self.changes if change.kind != "same"]

    @property
    def may_apply(self) -> bool:
        return not self.problems and bool(self.differs)

    @property
    def digest(self) -> str:
        """The same for the same plan: what was shown is what is done, or it is shown again."""
        text = repr([(change.kind, change.key, change.details) for change in self.differs])
        return hashlib.sha256(text.encode()).hexdigest()[:32]
