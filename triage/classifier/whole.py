"""What a text as a whole means, by the engine in `meaning.embedding`: a vector, and what it says for each route.

The vectors of the program's own examples are kept in `data/vectors.npz`, so that a model is trained in seconds and on
machines that have no engine. `manage.py train --vectors` writes them anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import numpy as np

from meaning import embedding
from triage.classifier.reading import Text

Matrix = Any
VECTORS: Final = Path(__file__).parent / "data" / "vectors.npz"
LONGEST: Final = 400
"""Characters of a text that are embedded: what it is about stands at its beginning, and each costs time."""
STEPS: Final = 127 / 0.25
"""A number of a vector is kept as a whole one: none of the examples' is further from zero than a quarter."""


@dataclass(frozen=True)
class Whole:
    """`gains`: numbers of a vector by routes; `bias` of each route."""

    gains: Matrix
    bias: Matrix

    def scores(self, vectors: Matrix) -> Matrix:
        """Texts by routes."""
        return vectors @ self.gains + self.bias


def vectors_of(texts: Sequence[Text]) -> Matrix:
    """A vector for each. Costs some 15 to 120 ms a text: never inside a request."""
    return np.asarray(embedding.embed([part_of(text) for text in texts]), dtype=np.float32)


def part_of(text: Text) -> str:
    return text.whole[:LONGEST]


def stored_vectors(texts: Sequence[Text]) -> Matrix:
    """The vectors by which a model is trained; not numbers for a text that is not kept, where there is no engine."""
    kept = shipped()
    stored = [kept.get(name_of(text)) for text in texts]
    missing = [at for at, vector in enumerate(stored) if vector is None]
    vectors = np.full((len(texts), embedding.WIDTH), np.nan, dtype=np.float32)
    for at, vector in enumerate(stored):
        if vector is not None:
            vectors[at] = vector / STEPS
    if missing and embedding.available():
        vectors[missing] = stepped(vectors_of([texts[at] for at in missing])) / STEPS
    return vectors


def stepped(vectors: Matrix) -> Matrix:
    return np.clip(np.round(vectors * STEPS), -127, 127).astype(np.int8)


def name_of(text: Text) -> int:
    return int.from_bytes(blake2b(part_of(text).encode("utf-8", "replace"), digest_size=8).digest(), "big")


@cache
def shipped() -> Mapping[int, Matrix]:
    if not VECTORS.exists():
        return {}
    with np.load(VECTORS, allow_pickle=False) as arrays:
        return dict(zip(map(int, arrays["names"]), arrays["vectors"], strict=True))


def keep(texts: Sequence[Text]) -> None:
    """Writes the file, from the engine."""
    once = {name_of(text): text for text in texts}
    vectors = stepped(vectors_of(list(once.values())))
    with VECTORS.open("wb") as file:
        np.savez_compressed(file, names=np.array(list(once), dtype=np.uint64), vectors=vectors)
