"""Danish writes compounds in one word: "ferieregistrering" is found by "ferie" and by "registrering"."""

from collections.abc import Collection
from typing import Final

SHORTEST_PART: Final = 3
SHORTEST_COMPOUND: Final = 2 * SHORTEST_PART
SHORTEST_CERTAIN: Final = 4
"""A part that stands beside one nobody knows must be at least this long."""
LINKS: Final = ("", "e", "s", "er", "es", "n")
"""What Danish puts between the parts, and what the stemmer cuts from a part that stands alone."""


def split(stemmed: str, known: Collection[str]) -> tuple[str, ...]:
    """The known stems that a stemmed compound is made of, rather few and long; empty where there are none."""
    if len(stemmed) < SHORTEST_COMPOUND:
        return ()
    return _split(stemmed, known, 2) or _split(stemmed, known, 3)


def _split(rest: str, known: Collection[str], parts: int) -> tuple[str, ...]:
    """`rest` as exactly so many known parts; of several ways the one whose shortest part is longest."""
    best: tuple[str, ...] = ()
    for end in range(len(rest) - SHORTEST_PART, SHORTEST_PART - 1, -1):
        first = rest[:end]
        if first not in known:
            continue
        for tail in tails(first, rest[end:]):
            others = ((tail,) if tail in known else ()) if parts == 2 else _split(tail, known, parts - 1)  # noqa: PLR2004
            if others and shortest((first, *others)) > shortest(best):
                best = (first, *others)
    return best


def tails(first: str, after: str) -> list[str]:
    """What may follow a first part, without what links it or a consonant that its stem has lost."""
    links = [*LINKS, *(first[-1] + link for link in ("e", "es"))]
    endings = (after[len(link) :] for link in links if after.startswith(link))
    return [tail for tail in endings if len(tail) >= SHORTEST_PART]


def shortest(parts: tuple[str, ...]) -> int:
    return min(map(len, parts), default=0)


def part_known(stemmed: str, known: Collection[str]) -> tuple[str, ...]:
    """The longest known beginning or end of a compound whose other part nobody knows; at most one."""
    for length in range(len(stemmed) - SHORTEST_PART, SHORTEST_CERTAIN - 1, -1):
        for piece in (stemmed[-length:], stemmed[:length]):
            if piece in known:
                return (piece,)
    return ()
