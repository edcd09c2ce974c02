"""What a text is made of: the stems of its words and the letters inside them, as numbers.

"Fælleskalender" is like "fælles kalender" then, and a slip of the pen does no harm.
"""

import re
from functools import lru_cache
from typing import Final
from zlib import crc32

from knowledgebase.search.analysis import matters, stem, words

WORD: Final = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
FEATURES: Final = 1 << 18
GRAM: Final = 4
"""Characters of a piece of a word."""


@lru_cache(maxsize=100_000)
def features_of_word(written: str) -> tuple[int, ...]:
    """The stem, and the pieces of a long one; numbers below `FEATURES`. Each word is taken apart once."""
    roots = [stem(word) for word in words(written) if matters(word)]
    numbers: list[int] = []
    for root in roots:
        pieces = [root[at : at + GRAM] for at in range(len(root) - GRAM + 1)] if len(root) > GRAM else []
        numbers += [crc32(piece.encode()) % FEATURES for piece in [f"={root}", *pieces]]
    return tuple(numbers)


def features(text: str) -> set[int]:
    numbers: set[int] = set()
    for word in set(WORD.findall(text.lower())):
        numbers.update(features_of_word(word))
    return numbers
