"""How near the meaning of a text is to that of each answer: what a process holds in its memory of the meanings."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np

from knowledgebase.models import IndexState, Meaning
from knowledgebase.search.analysis import DATA
from meaning import embedding

Vector = Any
EXACT: Final = 4_000
"""Among more answers the signs of the numbers choose who is compared exactly; a sign needs one bit."""
CHOSEN: Final = 1_500
PART: Final = 500
REMEMBERED: Final = 2_000


@dataclass(frozen=True)
class Shelf:
    """Row by row: of which `Meaning` and answer, a vector, and its signs about the middle of all answers. An answer has
    a row for its question, and one for each way in which people put it."""

    stamp: str
    rows: Any
    articles: Any
    vectors: Any
    signs: Any

    def lifts(self, asked: Vector) -> dict[int, float]:
        """How much nearer than usual the text is to each answer compared: 0 is nothing, 0.1 is very near."""
        at = self.worth_comparing(asked)
        part = self.vectors[at].astype(np.float32)
        part /= np.maximum(np.linalg.norm(part, axis=1, keepdims=True), 1e-6)
        return self.nearest(at, part @ asked - float(middle() @ asked))

    def likeness(self, vector: Vector) -> dict[int, float]:
        """How alike what answers mean is to a vector of their kind, seen from the middle of all: 1 is the same."""
        own = vector.astype(np.float32)
        own /= max(float(np.linalg.norm(own)), 1e-6)
        at = self.worth_comparing(own)
        return self.nearest(at, centred(self.vectors[at].astype(np.float32)) @ centred(own[None, :])[0])

    def nearest(self, at: Any, near: Any) -> dict[int, float]:
        """By answer, the greatest among its rows."""
        order = np.argsort(near)
        return dict(zip(self.articles[at][order].tolist(), near[order].tolist(), strict=True))

    def worth_comparing(self, asked: Vector) -> Any:
        if len(self.rows) <= EXACT:
            return np.arange(len(self.rows))
        differing = np.bitwise_count(self.signs ^ signs_of(asked[None, :])).sum(axis=1)
        return np.argpartition(differing, CHOSEN)[:CHOSEN]


@cache
def middle() -> Vector:
    """The middle of what answers mean. All vectors of e5 lie close together; from here they differ more."""
    return np.array(json.loads((DATA / "middle.json").read_text(encoding="utf-8")), dtype=np.float32)


def centred(vectors: Any) -> Any:
    """Rows of length one, as they differ from the middle."""
    vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6) - middle()
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)


def signs_of(vectors: Any) -> Any:
    """48 bytes for each vector, as six numbers."""
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    return np.packbits(vectors / lengths > middle(), axis=1).view(np.uint64)


def read(stamp: str, held: Shelf | None) -> Shelf:
    """The shelf as it is now. Of what is held already only the rows' keys are read again."""
    present = np.fromiter(Meaning.objects.values_list("pk", flat=True), dtype=np.int64)
    if held is None:
        rows, articles, vectors = read_rows(present)
    else:
        # By the keys and not by the greatest: a row with a smaller one may be committed later.
        rows, articles, vectors = read_rows(np.setdiff1d(present, held.rows))
        alive = np.isin(held.rows, present)
        rows = np.concatenate([held.rows[alive], rows])
        articles = np.concatenate([held.articles[alive], articles])
        vectors = np.concatenate([held.vectors[alive], vectors])
    return Shelf(stamp, rows, articles, vectors, all_signs(vectors))


def read_rows(wanted: Any) -> tuple[Any, Any, Any]:
    """Keys, answers and vectors; some at a time, each lot in one piece, since 100,000 small ones would take more than
    what they hold."""
    parts = [read_part(wanted[at : at + PART].tolist()) for at in range(0, len(wanted), PART)] or [read_part([])]
    rows, articles, vectors = (np.concatenate(column) for column in zip(*parts, strict=True))
    return rows, articles, vectors


def read_part(wanted: list[int]) -> tuple[Any, Any, Any]:
    """Whole vectors alone: what is left of a broken one would move all that come after it."""
    meanings = list(Meaning.objects.filter(pk__in=wanted).values_list("pk", "article_id", "vector"))
    each = [len(packed) // embedding.WIDTH for _pk, _article, packed in meanings]
    rows = np.repeat(np.array([pk for pk, _article, _packed in meanings], dtype=np.int64), each)
    articles = np.repeat(np.array([article for _pk, article, _packed in meanings], dtype=np.int64), each)
    return rows, articles, vectors_of(b"".join(whole(packed) for _pk, _article, packed in meanings))


def whole(packed: "bytes | memoryview[int]") -> bytes:
    return bytes(packed)[: len(packed) // embedding.WIDTH * embedding.WIDTH]


def vectors_of(packed: "bytes | memoryview[int]") -> Any:
    return np.frombuffer(bytes(packed), dtype=np.int8).reshape(-1, embedding.WIDTH)


def question_of(packed: "bytes | memoryview[int]") -> Vector:
    return vectors_of(packed)[0]


def all_signs(vectors: Any) -> Any:
    """In parts: the whole as fractions would be four times as large as what is kept."""
    parts = [signs_of(vectors[at : at + PART].astype(np.float32)) for at in range(0, len(vectors), PART)]
    return np.concatenate(parts) if parts else np.zeros((0, embedding.WIDTH // 64), dtype=np.uint64)


_held: tuple[Shelf, ...] = ()


def current(stamp: str) -> Shelf:
    global _held  # noqa: PLW0603  one shelf for each process
    if not _held or _held[0].stamp != stamp:
        _held = (read(stamp, _held[0] if _held else None),)
    return _held[0]


def lifts(text: str, *, at_once: bool = False) -> dict[int, float]:
    """By answer; nothing where there is no engine. `at_once`: only where the text is known already."""
    asked = remembered(text) if at_once else meaning_of(text)
    if asked is None:
        return {}
    return current(IndexState.current_meanings()).lifts(asked)


_known: dict[str, Vector] = {}


def remembered(text: str) -> Vector | None:
    return _known.get(text)


def meaning_of(text: str) -> Vector | None:
    """What a text means. The newest are remembered in this process: people ask the same, and go on writing."""
    if text not in _known and embedding.available():
        while len(_known) >= REMEMBERED:
            _known.pop(next(iter(_known)), None)
        _known[text] = embedding.embed([text])[0]
    return _known.get(text)
