"""A text as counts, hashed, and quick everywhere: of letters and words, robust to typing errors and dialect; and of
words that stand near each other, which tell who does what to whom."""

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
PHRASE_BUCKETS: Final = 1 << 17
STEM: Final = 5
"""Characters of a word that are left of it, so that its endings do not matter."""
REACH: Final = 4
"""Words after a word with which it makes a phrase."""


def bucket(feature: str, buckets: int = BUCKETS) -> int:
    return crc32(feature.encode("utf-8", "replace")) % buckets


@lru_cache(maxsize=20_000)
def of_word(word: str) -> tuple[int, ...]:
    """The word itself, and every three to five letters in a row, its ends included."""
    padded = f" {word[:LONGEST_WORD]} "
    parts = [padded[at : at + size] for size in SIZES for at in range(len(padded) - size + 1)]
    return tuple(map(bucket, [f"w:{word}", *parts]))


def counts(text: str) -> tuple[Matrix, Matrix]:
    """(buckets, how much of each): words, pairs of words and their parts."""
    words = FoldedText(text).text.split()
    tally = Counter(each for word in words for each in of_word(word))
    tally.update(bucket(f"{one} {other}") for one, other in pairwise(words))
    return weighed(tally)


def phrases(text: str) -> tuple[Matrix, Matrix]:
    """(buckets, how much of each): words, their stems, and every two stems of which one follows the other soon."""
    words = FoldedText(text).text.split()
    stems = [word[:STEM] for word in words if word != "."]
    near = [f"{one}~{other}" for at, one in enumerate(stems) for other in stems[at + 1 : at + 1 + REACH]]
    names = [*(f"w:{word}" for word in words), *(f"s:{stem}" for stem in stems), *near]
    return weighed(Counter(bucket(name, PHRASE_BUCKETS) for name in names))


def weighed(tally: Counter[int]) -> tuple[Matrix, Matrix]:
    """The more often, the less each counts."""
    keys = np.fromiter(tally.keys(), dtype=np.int64, count=len(tally))
    return keys, 1 + np.log(np.fromiter(tally.values(), dtype=np.float32, count=len(tally)))
