"""What in a text may point to a person, for its author to look at piece by piece before others read it.

The finder (`privacy.persons`) finds too much rather than too little. What the author has looked at and lets stand is
remembered by a digest; a new piece is asked about again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils import translation
from django.utils.crypto import salted_hmac

from privacy.persons import MARKS, depersonalise

SALT: Final = "knowledgebase.persons"
KEY_LENGTH: Final = 20
LANGUAGES: Final = ("da", "en")


@dataclass(frozen=True)
class Finding:
    """One piece of a text: `kind` is one of `privacy.persons.MARKS`, or greeting, closing or cpr."""

    kind: str
    text: str

    @property
    def key(self) -> str:
        return salted_hmac(SALT, f"{self.kind}\n{self.text}").hexdigest()[:KEY_LENGTH]


def found_in(
    texts: Iterable[str], *, names: Iterable[str] = (), institutions: Iterable[str] = ()
) -> tuple[Finding, ...]:
    """Each piece once, in the order of the texts. `names`: of people who must not be named, in full."""
    names, institutions = list(names), list(institutions)
    pieces = [piece for text in texts for piece in depersonalise(text, names, institutions).removed]
    return tuple(dict.fromkeys(Finding(piece.kind, piece.text) for piece in pieces))


def without_persons(text: str) -> str:
    """The text with a mark, such as "[navn]", where something personal by its form stood."""
    return depersonalise(text).text


def marks_left(texts: Iterable[str]) -> list[str]:
    """The marks, such as "[navn]", whose place is still to be rewritten."""
    whole = "\n".join(texts)
    return [mark for mark in all_marks() if mark in whole]


def all_marks() -> list[str]:
    marks: dict[str, None] = {}
    for language in LANGUAGES:
        with translation.override(language):
            marks |= {str(mark): None for mark in MARKS.values()}
    return list(marks)
