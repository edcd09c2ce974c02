"""The gate before routing: what must not wait for its turn.

Tuned to miss little: a flag costs a click. In a request the lexicon alone is asked (`at_once`); the model besides it in
a task, before anything follows from the text (`carefully`).
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from tickets.words import Audience, FlagKind
from triage.flags.lexicon import FoldedText, Lexicon, LexiconHit, phrases_of

LONGEST: Final = 20_000
"""Characters that are looked through."""
FEWEST: Final = 3
"""Words of letters from which the model can tell haste: of fewer it hears haste in "Svar 12". The lexicon reads all."""
WORD: Final = re.compile(r"[^\W\d_]{2,}")
URGENT_SOURCE: Final = Path(__file__).parent / "data" / "urgent.txt"


@dataclass(frozen=True)
class Finding:
    """`kinds` are flagged; `may_be_sensitive` lies below the flag, and is too near to learn from."""

    kinds: frozenset[str]
    may_be_sensitive: bool
    read_meanings: bool
    """False where the engine was not there, so that letters and words alone were read."""


def whole(subject: str, body: str) -> str:
    """An enquiry as it is read: the subject is a sentence of its own."""
    return f"{subject}.\n{body}" if subject.strip() else body


@cache
def urgent_lexicon() -> Lexicon:
    return Lexicon(phrases_of(URGENT_SOURCE.read_text(encoding="utf-8")))


def hits(text: str, audience: str = "") -> list[LexiconHit]:
    """The phrases that must not wait, with the places where they stand in the text."""
    reading = FoldedText(text[:LONGEST])
    sensitive = Lexicon.shipped().hits_in(reading, by_pupil=audience == Audience.PUPIL)
    return sensitive + urgent_lexicon().hits_in(reading)


def at_once(text: str, audience: str = "") -> frozenset[str]:
    """The kinds that the lexicon knows by its words: in a millisecond or two."""
    return frozenset(hit.kind for hit in hits(text, audience))


def carefully(text: str, audience: str = "") -> Finding:
    """Lexicon and model; never in a request."""
    from triage.flags.model import ANY, Model  # noqa: PLC0415  a process that only serves pages needs no model

    model, by_lexicon = Model.shipped(), at_once(text, audience)
    scores, whole = model.scores(text[:LONGEST], audience)
    lowered = model.bars["pupil"] if audience == Audience.PUPIL else 0.0

    def reaches(head: str, bar: str = "") -> bool:
        name = bar or head
        return scores[head] >= model.bars[name if whole else f"{name} alone"] - lowered

    kinds = set(by_lexicon)
    if reaches(ANY):
        named = {head for head in model.heads if head not in {ANY, FlagKind.URGENT} and reaches(head)}
        kinds |= named or ({likeliest(scores)} if not kinds - {FlagKind.URGENT} else set())
    if reaches(FlagKind.URGENT) and len(WORD.findall(text[:LONGEST])) >= FEWEST:
        kinds.add(FlagKind.URGENT)
    return Finding(frozenset(kinds), bool(kinds - {FlagKind.URGENT}) or reaches(ANY, "may"), whole)


def likeliest(scores: dict[str, float]) -> str:
    return max((kind for kind in scores if kind not in {"any", FlagKind.URGENT}), key=lambda kind: scores[kind])
