"""Words that somebody may have meant: near in letters to the one they wrote."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

SHORTEST: Final = 4
"""Shorter words are left alone: too many others are one letter away."""
LONG: Final = 8
"""From this length on, two slips are forgiven instead of one."""
MOST: Final = 4


class Spelling:
    """The known words by their groups of two letters, so that few have to be compared letter by letter."""

    def __init__(self, known: Iterable[str]) -> None:
        self._by_pair: dict[str, list[str]] = defaultdict(list)
        for word in known:
            if len(word) >= SHORTEST - 1:
                for pair in pairs(word):
                    self._by_pair[pair].append(word)

    def near(self, word: str) -> list[tuple[str, float]]:
        """Known words and how sure each is (0 to 1), nearest first."""
        if len(word) < SHORTEST:
            return []
        slips = 2 if len(word) >= LONG else 1
        mine = pairs(word)
        shared = Counter(other for pair in mine for other in self._by_pair.get(pair, ()))
        # One slip touches at most three of the pairs.
        enough = max(1, len(mine) - 3 * slips)
        distances = [
            (other, distance(word, other, slips))
            for other, count in shared.items()
            if count >= enough and abs(len(other) - len(word)) <= slips
        ]
        near = [(other, 1 - apart / len(word)) for other, apart in distances if apart <= slips]
        return sorted(near, key=lambda each: (-each[1], each[0]))[:MOST]


def pairs(word: str) -> set[str]:
    """Groups of two letters, with the beginning and the end marked."""
    marked = f"^{word}$"
    return {marked[at : at + 2] for at in range(len(marked) - 1)}


def distance(one: str, other: str, most: int) -> int:
    """Letters to insert, drop, change or swap with the next; what is beyond `most` is `most` + 1.

    This is the optimal string alignment, which touches no letter twice.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, character in enumerate(one, 1):
        last, before, row = before, row, [at, *[0] * len(other)]
        for to, its in enumerate(other, 1):
            row[to] = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (character != its))
            if at > 1 and to > 1 and character == other[to - 2] and one[at - 2] == its:
                row[to] = min(row[to], last[to - 2] + 1)
        if min(row) > most:
            return most + 1
    return row[-1]
