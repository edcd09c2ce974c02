"""What a backup says of itself, before its data."""

import json
import re
from dataclasses import asdict, dataclass
from typing import Any, Final

from database.backup.refusal import Damaged, UnableToRestore

LAYOUT: Final = 1
"""Raised when the file is laid out in a way that an older program cannot read."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """`migrations`: "app.name" of each that the data has been through; `counts`: rows of each table."""

    version: str
    created: str
    database: str
    migrations: list[str]
    counts: dict[str, int]
    layout: int = LAYOUT

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), indent=2, sort_keys=True).encode()

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        facts: dict[str, Any] = json.loads(text)
        if facts.get("layout") != LAYOUT:
            raise UnableToRestore("This backup was made by a newer version of the program. Upgrade first.")
        if not all(re.fullmatch(r"\w+", table) for table in facts["counts"]):
            raise Damaged
        return cls(**facts)

    @property
    def rows(self) -> int:
        return sum(self.counts.values())

    def refuse_unless(self, *, database: str, known_migrations: set[str]) -> None:
        """Data from a newer program, or of the other kind of database, cannot be used."""
        if self.database != database:
            raise UnableToRestore(f"This backup is of {self.database}, and this site runs on {database}.")
        newer = sorted(set(self.migrations) - known_migrations)
        if newer:
            raise UnableToRestore(
                f"This backup was made by version {self.version}, which knows {', '.join(newer[:3])}; this program"
                " does not. Install that version or a newer one, then restore."
            )
