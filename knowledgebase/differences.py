"""What changed between two texts, as people read it: lines first, and within a changed line the words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

WORD: Final = re.compile(r"\s+|[^\s]+")
LIKE: Final = 0.4
"""Lines less alike than this are another line, not the same one changed."""


@dataclass(frozen=True)
class DifferencePart:
    """`kind`: same, added or removed."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[list[DifferencePart]]:
    """By line of the page: its parts."""
    old, new = before.split("\n"), after.split("\n")
    lines: list[list[DifferencePart]] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            lines += [[DifferencePart("same", line)] for line in old[a:b]]
        else:
            lines += changed(old[a:b], new[c:d])
    return lines


def changed(old: list[str], new: list[str]) -> Iterator[list[DifferencePart]]:
    for before, after in zip(old, new, strict=False):
        had, has = WORD.findall(before), WORD.findall(after)
        matcher = SequenceMatcher(None, had, has, autojunk=False)
        if matcher.ratio() >= LIKE:
            yield list(parts(matcher, had, has))
        else:
            yield [DifferencePart("removed", before)]
            yield [DifferencePart("added", after)]
    shared = min(len(old), len(new))
    for line in old[shared:]:
        yield [DifferencePart("removed", line)]
    for line in new[shared:]:
        yield [DifferencePart("added", line)]


def parts(matcher: "SequenceMatcher[str]", had: list[str], has: list[str]) -> Iterator[DifferencePart]:
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            yield DifferencePart("same", "".join(had[a:b]))
            continue
        if b > a:
            yield DifferencePart("removed", "".join(had[a:b]))
        if d > c:
            yield DifferencePart("added", "".join(has[c:d]))
