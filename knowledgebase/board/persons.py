"""What in a text may tell who somebody is: found by machine, and decided by a person, one finding at a time."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from privacy.persons import MARKS, Depersonalised, depersonalise, others_in

NEVER: Final = frozenset({"email", "phone", "case", "cpr", "user_name", "link"})
"""Kinds that leave the text, whatever somebody says of them: what they stand for is a number or an address."""
NOT_FOUND: Final = frozenset({"greeting", "closing"})
"""What is taken out as a whole, and names persons by what stands in it alone."""


@dataclass(frozen=True)
class Finding:
    """One piece of a text; `kind` is a key of `MARKS`, or cpr."""

    kind: str
    text: str

    @property
    def is_number(self) -> bool:
        return self.kind in NEVER


@dataclass(frozen=True)
class Piece:
    """A stretch of a text as a page shows it."""

    text: str
    is_found: bool = False


def read(text: str, known: Iterable[str] = (), places: Iterable[str] = (), language: str = "da") -> Depersonalised:
    """The text without persons, with marks in their places, and what was taken out. The one word for it here."""
    return depersonalise(text, known, places, language)


def taken_out(text: str, *, known: Iterable[str], places: Iterable[str]) -> list[Finding]:
    """Each thing that is taken out of a text, once, in the order of the text."""
    removed = [each for each in read(text, known, places).removed if each.kind not in NOT_FOUND and each.text]
    return list({each.text: Finding(each.kind, each.text) for each in removed}.values())


def doubts_in(text: str, *, known: Collection[str] = (), places: Collection[str] = ()) -> list[Finding]:
    """What still stands in the text and may be a person, a number or an address. Too much rather than too little."""
    by_form = {each.text: each.kind for each in read(text, known).removed if each.kind not in NOT_FOUND}
    found = {word: Finding(by_form.get(word, "name"), word) for word in by_form if word}
    for word in others_in([text], known=known, own=[], places=places):
        found.setdefault(word, Finding("name", word))
    return sorted(found.values(), key=lambda each: (text.find(each.text), each.text))


def marks_in(text: str) -> list[str]:
    """The marks that stand where something was taken out, as they are read in the text."""
    return [str(mark) for mark in MARKS.values() if str(mark) in text]


def pieces(text: str, findings: Iterable[str]) -> list[Piece]:
    """The text cut where something was found, so that a page can mark it."""
    cut = [Piece(text)]
    for word in sorted({word for word in findings if word}, key=len, reverse=True):
        cut = [part for piece in cut for part in split(piece, word)]
    return cut


def split(piece: Piece, word: str) -> list[Piece]:
    if piece.is_found or word not in piece.text:
        return [piece]
    parts: list[Piece] = []
    for number, text in enumerate(piece.text.split(word)):
        parts += [Piece(word, is_found=True)] if number else []
        parts += [Piece(text)] if text else []
    return parts
