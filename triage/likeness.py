"""Which texts are alike. Everything is worked out here, in memory; no text leaves the machine.

A text is the rarest of its words' stems and of the letters inside them, so that "fælleskalender" is like "fælles
kalender" and a slip of the pen does no harm.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zlib import crc32

import numpy as np
from scipy.sparse import csr_matrix

from knowledgebase.search.analysis import is_telling, stem, words

WORD: Final = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
FEATURES: Final = 1 << 18
GRAM: Final = 4
"""Letters of a piece of a word."""
KEPT: Final = 18
"""A text is compared by so many of its rarest features: the common ones tell nothing and cost the most."""
COMMON: Final = 0.08
"""A feature that stands in a larger share of many texts tells none of them apart."""
MANY: Final = 500
ALIKE: Final = 0.34
"""Cosine from which two texts ask for the same, chosen by reading pairs of wishes."""
EVERYDAY: Final = frozenset(
    stem(word)
    for word in ["aula", "onske", "forslag", "gerne", "mulighed", "kunne", "appen", "foraelder", "barn", "skole", "hej"]
)
"""What nearly every wish says."""


@dataclass(frozen=True)
class Pair:
    """Two places in the list of texts, and how alike they are (0 to 1)."""

    first: int
    second: int
    score: float


@lru_cache(maxsize=100_000)
def features_of_word(written: str) -> tuple[int, ...]:
    """The stem, and the pieces of a long one; numbers below `FEATURES`. Each word is taken apart once."""
    roots = [stem(word) for word in words(written) if is_telling(word)]
    found: list[int] = []
    for root in roots:
        if root not in EVERYDAY:
            pieces = [root[at : at + GRAM] for at in range(len(root) - GRAM + 1)] if len(root) > GRAM else []
            found += [crc32(piece.encode()) % FEATURES for piece in [f"={root}", *pieces]]
    return tuple(found)


def features(text: str) -> set[int]:
    found: set[int] = set()
    for word in set(WORD.findall(text.lower())):
        found.update(features_of_word(word))
    return found


class Likeness:
    """A number of texts, ready to be compared."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.count = len(texts)
        self.vectors = vectors(texts)

    def like(self, place: int, limit: int = 5) -> list[Pair]:
        """The texts most like this one, best first."""
        scores = (self.vectors @ self.vectors[place].T).toarray().ravel()
        best = np.argsort(-scores, kind="stable")[: limit + 1]
        return [Pair(place, int(at), float(scores[at])) for at in best if at != place and scores[at] >= ALIKE][:limit]

    def pairs(self) -> list[Pair]:
        """All texts that are alike, best first."""
        found = (self.vectors @ self.vectors.T).tocoo()
        told = (found.data >= ALIKE) & (found.row < found.col)
        rows, columns, scores = found.row[told], found.col[told], found.data[told]
        order = np.argsort(-scores, kind="stable")
        return [Pair(int(rows[at]), int(columns[at]), float(scores[at])) for at in order]

    def groups(self) -> list[list[int]]:
        """Texts that are alike, largest group first; a text is in one group, with the one it is most like."""
        return sorted(grouped(self.pairs()), key=lambda group: (-len(group), group[0]))


def vectors(texts: Sequence[str]) -> csr_matrix:
    """A row for each text, of length one: the weights of its rarest features."""
    found = [features(text) for text in texts]
    sizes = np.fromiter((len(own) for own in found), dtype=np.int64, count=len(found))
    flat = np.fromiter((number for own in found for number in own), dtype=np.int64, count=int(sizes.sum()))
    rows = np.repeat(np.arange(len(texts)), sizes)
    known, numbers, spread = np.unique(flat, return_inverse=True, return_counts=True)
    weights = (np.log((1 + len(texts)) / (1 + spread)) + 1).astype(np.float32)
    if len(texts) > MANY:
        weights[spread > COMMON * len(texts)] = 0
        order = np.lexsort((-weights[numbers], rows))
        place_in_row = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        order = order[(place_in_row < KEPT) & (weights[numbers[order]] > 0)]
        rows, numbers = rows[order], numbers[order]
    values = weights[numbers]
    lengths = np.sqrt(np.bincount(rows, weights=values**2, minlength=len(texts)))
    values = (values / lengths[rows]).astype(np.float32)
    return csr_matrix((values, (rows, numbers)), shape=(len(texts), max(len(known), 1)))


def grouped(pairs: Sequence[Pair]) -> Iterator[list[int]]:
    """Groups around a text that others are like. Best pairs first; a chain of likenesses makes no group."""
    centre: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    for pair in pairs:
        first, second = centre.get(pair.first), centre.get(pair.second)
        if first is None and second is None:
            centre[pair.first] = centre[pair.second] = pair.first
            members[pair.first] = [pair.first, pair.second]
        elif first is None and second == pair.second:
            centre[pair.first] = pair.second
            members[pair.second].append(pair.first)
        elif second is None and first == pair.first:
            centre[pair.second] = pair.first
            members[pair.first].append(pair.second)
    return (sorted(group) for group in members.values())
