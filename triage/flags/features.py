"""A text as counts of letters and words, hashed: robust to typing errors and dialect, and quick everywhere."""

from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final
from zlib import crc32

import numpy as np

from triage.flags.lexicon import FoldedText

Matrix = Any
BUCKETS: Final = 1 << 15
SIZES: Final = (3, 4, 5)
LONGEST_WORD: Final = 40


def bucket(feature: str) -> int:
    return crc32(feature.encode("utf-8", "replace")) % BUCKETS


@lru_cache(maxsize=20_000)
def of_word(word: str) -> tuple[int, ...]:
    """The word itself, and every three to five letters in a row, its ends included."""
    padded = f" {word[:LONGEST_WORD]} "
    parts = [padded[at : at + size] for size in SIZES for at in range(len(padded) - size + 1)]
    return tuple(map(bucket, [f"w:{word}", *parts]))


def counts(text: str) -> tuple[Matrix, Matrix]:
    """(buckets, how much of each): words, pairs of words and their parts; the more often, the less each counts."""
    words = FoldedText(text).text.split()
    tally = Counter(each for word in words for each in of_word(word))
    tally.update(bucket(f"{one} {other}") for one, other in pairwise(words))
    keys = np.fromiter(tally.keys(), dtype=np.int64, count=len(tally))
    return keys, 1 + np.log(np.fromiter(tally.values(), dtype=np.float32, count=len(tally)))
