"""One thing that is kept of a person, as it is reviewed and handed out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from django.utils.translation import gettext as _

from privacy.persons import blacken


@dataclass(frozen=True)
class ExportPiece:
    """`key` names it for good; `own`: the person wrote it or it is a fact about them, so nothing in it is blackened."""

    key: str
    section: str
    label: str
    text: str
    at: datetime | None = None
    own: bool = False
    case: int | None = None

    def as_data(self) -> dict[str, str | None]:
        """For the machine-readable file."""
        return {
            "key": self.key,
            "section": self.section,
            "what": self.label,
            "at": self.at.isoformat() if self.at else None,
            "text": self.text,
        }


@dataclass(frozen=True)
class LeftOut:
    """Something that is not handed out, and why: without a word of what it says."""

    what: str
    count: int
    why: str


@dataclass(frozen=True)
class Disclosure:
    pieces: list[ExportPiece]
    left_out: list[LeftOut]

    @property
    def stamp(self) -> str:
        """Stands for exactly these pieces; not for how often staff have looked, which every look changes."""
        lines = [f"{each.key}\0{each.text}" for each in self.pieces if not each.key.startswith("readings:")]
        return sha256("\n".join(lines).encode()).hexdigest()

    @property
    def cases(self) -> set[int]:
        return {each.case for each in self.pieces if each.case is not None}

    def reviewed(self, left_out: Iterable[str], blackened: Iterable[str]) -> "Disclosure":
        """As it is handed out: without what a person left out, and with the words blackened that they chose."""
        hidden, chosen, mark = set(left_out), list(blackened), _("[blackened]")
        kept = [
            each
            if each.own
            else replace(each, text=blacken(each.text, chosen, mark), label=blacken(str(each.label), chosen, mark))
            for each in self.pieces
            if each.key not in hidden
        ]
        count = len(self.pieces) - len(kept)
        by_review = [LeftOut(_("left out after a review"), count, _("It concerns others."))] if count else []
        return Disclosure(kept, [*self.left_out, *by_review])
