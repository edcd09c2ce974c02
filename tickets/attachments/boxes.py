"""The boxes of which MP4, QuickTime, HEIF and AVIF files are made (ISO/IEC 14496-12): walked, and emptied in place.

Read by our own few lines, so that no large decoder meets a stranger's file before its claims were looked at.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

HEAD: Final = 8
LARGE_HEAD: Final = 16
MOST_BOXES: Final = 20_000
"""Looked at in one file; a film of a phone has some hundreds."""
TELLS: Final = frozenset({b"udta", b"meta", b"uuid"})
"""Where phones write place, owner and device, beside the film or within a track."""


class BrokenBoxes(ValueError):
    """The boxes do not add up to the file."""


@dataclass(frozen=True)
class Box:
    """`start` is where its head begins, `body` where its content does, `end` where the next one stands."""

    kind: bytes
    start: int
    body: int
    end: int


def boxes(data: bytes | bytearray, start: int = 0, end: int | None = None) -> Iterator[Box]:
    """The boxes that stand side by side from `start`. Raises `BrokenBoxes` where one is longer than its room."""
    end = len(data) if end is None else end
    for _number in range(MOST_BOXES):
        if end - start < HEAD:
            return
        size, kind = struct.unpack_from(">I4s", data, start)
        body = start + HEAD
        if size == 1 and end - start >= LARGE_HEAD:
            size, body = struct.unpack_from(">Q", data, start + HEAD)[0], start + LARGE_HEAD
        elif size == 0:
            size = end - start
        if size < body - start or start + size > end:
            raise BrokenBoxes(kind)
        yield Box(kind, start, body, start + size)
        start += size
    raise BrokenBoxes("too many")


def is_film(data: bytes) -> bool:
    """Whether the boxes add up, and one of them says how the film is played."""
    try:
        return any(box.kind == b"moov" for box in list(boxes(data)))
    except BrokenBoxes:
        return False


def without_notes(data: bytes) -> bytes:
    """The film with every note on place, owner and device turned to nothing, and all else where it was.

    Notes stand beside the film (`moov`), in it, and in each track (`trak`) of it; nothing is looked for deeper.
    """
    film = bytearray(data)
    for movie in list(boxes(film)):
        empty_if_note(film, movie)
        for part in list(boxes(film, movie.body, movie.end)) if movie.kind == b"moov" else ():
            empty_if_note(film, part)
            for note in list(boxes(film, part.body, part.end)) if part.kind == b"trak" else ():
                empty_if_note(film, note)
    return bytes(film)


def empty_if_note(film: bytearray, box: Box) -> None:
    if box.kind in TELLS:
        film[box.start + 4 : box.start + HEAD] = b"free"
        film[box.body : box.end] = bytes(box.end - box.body)


def picture_size(data: bytes) -> tuple[int, int]:
    """(width, height) of the largest picture that a HEIF or AVIF file says it holds; (0, 0) where it says none."""
    try:
        sizes = [
            struct.unpack_from(">II", data, size.body + 4)
            for meta in boxes(data)
            if meta.kind == b"meta"
            for properties in boxes(data, meta.body + 4, meta.end)
            if properties.kind == b"iprp"
            for container in boxes(data, properties.body, properties.end)
            if container.kind == b"ipco"
            for size in boxes(data, container.body, container.end)
            if size.kind == b"ispe" and size.end - size.body >= 4 + HEAD
        ]
    except BrokenBoxes:
        return 0, 0
    return max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))
