"""What changed between two texts, as people read it: lines first, and within a changed line the words."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

WORD: Final = re.compile(r"\s+|[^\s]+")
LIKE: Final = 0.4
"""Lines less alike than this are another line, not the same one changed."""
MOST_PAIRS: Final = 50_000
"""Of equal pieces, one in each text. Comparing takes the square of what is repeated; a text of hundreds of equal lines
is shown as removed and added."""


@dataclass(frozen=True)
class DifferencePart:
    """`kind`: same, added or removed."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[list[DifferencePart]]:
    """By line of the page: its parts."""
    old, new = before.split("\n"), after.split("\n")
    if not is_comparable(old, new):
        return [*wholly("removed", old), *wholly("added", new)]
    lines: list[list[DifferencePart]] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            lines += wholly("same", old[a:b])
        else:
            lines += changed(old[a:b], new[c:d])
    return lines


def is_comparable(old: Sequence[str], new: Sequence[str]) -> bool:
    count = Counter(new)
    return sum(count[piece] for piece in old) <= MOST_PAIRS


def wholly(kind: str, lines: Sequence[str]) -> list[list[DifferencePart]]:
    return [[DifferencePart(kind, line)] for line in lines]


def changed(old: list[str], new: list[str]) -> Iterator[list[DifferencePart]]:
    for before, after in zip(old, new, strict=False):
        had, has = WORD.findall(before), WORD.findall(after)
        matcher = SequenceMatcher(None, had, has, autojunk=False)
        if is_comparable(had, has) and matcher.ratio() >= LIKE:
            yield list(parts(matcher, had, has))
        else:
            yield [DifferencePart("removed", before)]
            yield [DifferencePart("added", after)]
    shared = min(len(old), len(new))
    yield from wholly("removed", old[shared:])
    yield from wholly("added", new[shared:])


def parts(matcher: "SequenceMatcher[str]", had: list[str], has: list[str]) -> Iterator[DifferencePart]:
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            yield DifferencePart("same", "".join(had[a:b]))
            continue
        if b > a:
            yield DifferencePart("removed", "".join(had[a:b]))
        if d > c:
            yield DifferencePart("added", "".join(has[c:d]))
