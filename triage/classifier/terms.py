"""Counts what a text is made of: words and pairs of them, or runs of letters; the rarer, the more it weighs."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

import numpy as np

from triage.classifier.text import stems

Matrix = Any
Row = tuple[Matrix, Matrix]
"""The places that are not zero, and what stands there."""
SHORTEST_RUN, LONGEST_RUN = 2, 5
QUIET: Final = 40.0
"""About what two words weigh."""
EMPTY: Final = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))


def stems_and_pairs(text: str) -> list[str]:
    roots = stems(text)
    return [*roots, *(f"{first} {second}" for first, second in pairwise(roots))]


def runs_of_characters(text: str) -> Iterable[str]:
    return (run for word in text.split() for run in runs_of_word(word))


@lru_cache(maxsize=20_000)
def runs_of_word(word: str) -> tuple[str, ...]:
    """With a space at both ends, so that beginnings and endings are told apart."""
    padded = f" {word} "
    lengths = range(SHORTEST_RUN, min(LONGEST_RUN, len(padded)) + 1)
    return tuple(padded[at : at + length] for length in lengths for at in range(len(padded) - length + 1))


class Terms:
    """The terms that were in enough texts, and how much each weighs."""

    def __init__(self, split: Callable[[str], Iterable[str]], names: Sequence[str], weights: Matrix) -> None:
        self.split, self.names, self.weights = split, list(names), np.asarray(weights, dtype=np.float32)
        self.places = {name: at for at, name in enumerate(self.names)}

    @classmethod
    def learn(cls, split: Callable[[str], Iterable[str]], texts: Sequence[str], *, least: int) -> "Terms":
        counts = Counter(term for text in texts for term in set(split(text)))
        names = sorted(name for name, count in counts.items() if count >= least)
        seen = np.array([counts[name] for name in names])
        return cls(split, names, np.log((1 + len(texts)) / (1 + seen)) + 1)

    def row(self, text: str) -> Row:
        """Of length 1, so that a long text weighs no more than a short one; of less where next to nothing is said."""
        places = self.places
        counts = Counter(at for term in self.split(text) if (at := places.get(term)) is not None)
        if not counts:
            return EMPTY
        present = np.fromiter(counts, dtype=np.int64, count=len(counts))
        times = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        values = (1 + np.log(times)) * self.weights[present]
        return present, values / np.sqrt(values @ values + QUIET)
