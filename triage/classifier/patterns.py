"""Patterns that administrators may write: a small part of regular expressions that cannot read for ever.

Taken: letters, digits, space and - ' / , : of themselves, `.`, `\\b \\w \\d \\s`, `\\.` and other signs behind a
backslash, `[a-z]`, `(one|other)`, `?` behind any of these, and `* + {m,n}` behind a single one. What is repeated is
repeated at most twenty times, and all choices together are few, so that no text takes long.
"""

import re
from functools import lru_cache
from typing import Final

from triage.classifier.text import folded

MOST_REPEATED: Final = 20
MOST_WAYS: Final = 500
PIECE: Final = re.compile(
    r"(?P<single>\\[bwds]|\\[^\w\s]|\[\^?[a-z0-9 \\w_-]+\]|[a-z0-9 \-'/,:_&.@!])|(?P<open>\()(?!\?)|(?P<close>\))|"
    r"(?P<either>\|)|(?P<repeat>[*+?]|\{\d{1,2}(?:,\d{0,2})?\})"
)


class UnsafePattern(ValueError):
    """`why`: sign, repeat, wide, broken or empty."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@lru_cache(maxsize=500)
def bounded(pattern: str) -> re.Pattern[str]:
    """The pattern over folded texts, its repeats bounded. Raises `UnsafePattern`."""
    parts: list[str] = []
    at, before, ways = 0, "", 1
    plain = folded(pattern)
    while at < len(plain):
        piece = PIECE.match(plain, at)
        if piece is None:
            raise UnsafePattern("sign")
        kind, text = str(piece.lastgroup), piece[0]
        if kind == "repeat":
            if before not in {"single", "close"} or (before == "close" and text != "?"):
                raise UnsafePattern("repeat")
            least, most = span(text)
            ways *= most - least + 1
            text = f"{{{least},{most}}}"
        ways *= 2 if kind == "either" else 1
        if ways > MOST_WAYS:
            raise UnsafePattern("wide")
        parts.append(text)
        at, before = piece.end(), kind
    return compiled("".join(parts))


def span(repeat: str) -> tuple[int, int]:
    if repeat in {"*", "+", "?"}:
        return int(repeat == "+"), 1 if repeat == "?" else MOST_REPEATED
    least, comma, most = repeat[1:-1].partition(",")
    top = int(most) if most else (MOST_REPEATED if comma else int(least))
    if int(least) > top or top > MOST_REPEATED:
        raise UnsafePattern("repeat")
    return int(least), top


def compiled(pattern: str) -> re.Pattern[str]:
    try:
        expression = re.compile(pattern)
    except re.error as error:
        raise UnsafePattern("broken") from error
    if expression.search("") is not None:
        raise UnsafePattern("empty")
    return expression
