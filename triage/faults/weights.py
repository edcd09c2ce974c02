"""How surely a sentence tells what happened, and a time when it did: weights learnt from marked conversations."""

import zlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

ARTEFACT: Final = Path(__file__).parent / "data" / "weights.npz"
PLACES: Final = 1 << 15
"""Of the table; two signs may share one, which costs little among some twenty thousand."""


@cache
def weights_of(name: str) -> NDArray[np.float32]:
    with np.load(ARTEFACT) as kept:
        weights: NDArray[np.float32] = kept[name].astype(np.float32)
        return weights


def places_of(signs: Iterable[str]) -> NDArray[np.intp]:
    return np.array(sorted({zlib.crc32(each.encode()) % PLACES for each in signs}), dtype=np.intp)


def sureness(name: str, signs: Iterable[str]) -> float:
    """The logarithm of the odds: 0 as likely as not, 1 some three to one."""
    return float(weights_of(name)[places_of(signs)].sum())
