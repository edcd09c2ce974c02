"""A small model beside the lexicon: what a text says without the lexicon's words.

Each window of a text (`windows`) is read twice: as letters and words (`features`), and as a meaning (`embedding`) where
the engine is there. Both give each kind a number. Their sum, at its greatest over the windows and with a share of what
the whole says, is held against a bar. Whether a text is sensitive at all is told by nets of their own (`alarm`), which
know who writes, together with the words that stand near each other, and with the kind that is likeliest: what is
sensitive is mostly of one kind or another, and what only sounds grave of none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from meaning import embedding
from tickets.words import Audience, FlagKind
from triage.flags.features import counts, phrases
from triage.flags.windows import windows

Matrix = Any
WEIGHTS: Final = Path(__file__).parent / "data" / "weights.npz"
ANY: Final = "any"
"""Sensitive, whatever the kind."""
WRITERS: Final = tuple(map(str, Audience))
BOTH: Final = 1.7
"""What a text counts: its worst sentence and the whole together. Of the many sentences of a long and harmless text one
is always odd."""
WORST: Final = {ANY: 0.34, FlagKind.URGENT.value: 0.0}
"""How much of it the worst sentence counts; 1 for the kinds. Haste is told by the whole alone."""
LIKELIEST: Final = 0.8
"""How much the likeliest kind counts of what is said of `ANY`."""
SPELLING: Final = 0.3
"""How much the spelling counts of what words say of `ANY`, where phrases count 1."""


@dataclass(frozen=True)
class Linear:
    """`rarity` of each bucket, `gains` of heads by buckets, in whole numbers times `scale` of the head; for `phrases`,
    too, of which `ANY` is the only head."""

    rarity: Matrix
    gains: Matrix
    scale: Matrix
    bias: Matrix

    def score(self, counted: tuple[Matrix, Matrix]) -> Matrix:
        """One number for each head."""
        keys, amounts = counted
        if not len(keys):
            return self.bias
        weighted = amounts * self.rarity[keys]
        weighted = weighted / np.sqrt((weighted * weighted).sum() or 1.0)
        return self.bias + self.scale * (self.gains[:, keys].astype(np.float32) @ weighted)


@dataclass(frozen=True)
class Meanings:
    """One hidden layer, of several small nets side by side."""

    inner: Matrix
    inner_bias: Matrix
    outer: Matrix
    outer_bias: Matrix

    def score(self, vectors: Matrix) -> Matrix:
        """Windows by heads."""
        return np.maximum(vectors @ self.inner + self.inner_bias, 0) @ self.outer + self.outer_bias


def by_words(spelling: Matrix, near: Matrix, heads: Sequence[str]) -> Matrix:
    """Of windows by heads, and what the words near each other in each window say of `ANY`: windows by heads."""
    scores = np.array(spelling, dtype=np.float64)
    scores[:, heads.index(ANY)] = SPELLING * scores[:, heads.index(ANY)] + near
    return scores


def with_writer(vectors: Matrix, audiences: Sequence[str]) -> Matrix:
    """The meanings with who writes behind each: a one in the column of `WRITERS`, in none where that is not known."""
    marks = [[float(audience == each) for each in WRITERS] for audience in audiences]
    return np.hstack([vectors, np.array(marks, dtype=np.float32).reshape(len(vectors), len(WRITERS))])


def with_likeliest(scores: Matrix, heads: Sequence[str]) -> Matrix:
    """Windows by heads, with what the likeliest kind of each window says of `ANY`."""
    kinds = [at for at, head in enumerate(heads) if head not in {ANY, FlagKind.URGENT}]
    raised = np.array(scores, dtype=np.float64)
    raised[:, heads.index(ANY)] += LIKELIEST * raised[:, kinds].max(axis=1)
    return raised


def together(scores: Matrix, heads: Sequence[str]) -> Matrix:
    """Of windows by heads, the whole text first: one number for each head."""
    scores = with_likeliest(scores, heads)
    worst = np.array([WORST.get(head, 1.0) for head in heads])
    return worst * scores.max(axis=0) + (BOTH - worst) * scores[0]


@dataclass(frozen=True)
class Model:
    heads: tuple[str, ...]
    spelling: Linear
    phrases: Linear
    meanings: Meanings
    alarm: Meanings
    bars: Mapping[str, float]
    """For each head, and `<head> alone` where the engine is not there; `may` is the bar of `ANY` for what only may be
    sensitive, `pupil` how much lower a pupil's bar lies."""

    @classmethod
    @cache
    def shipped(cls) -> "Model":
        with np.load(WEIGHTS, allow_pickle=False) as arrays:
            return cls.read(arrays)

    @classmethod
    def read(cls, arrays: Mapping[str, Any]) -> "Model":
        names = [str(name) for name in arrays["bar_names"]]
        return cls(
            tuple(str(head) for head in arrays["heads"]),
            linear_in(arrays, ""),
            linear_in(arrays, "phrase_"),
            meanings_in(arrays, ""),
            meanings_in(arrays, "alarm_"),
            dict(zip(names, map(float, arrays["bars"]), strict=True)),
        )

    def scores(self, text: str, audience: str = "") -> tuple[dict[str, float], bool]:
        """One number for each head, and whether meanings were read too."""
        parts = windows(text)
        if not parts:
            return dict.fromkeys(self.heads, -np.inf), False
        spelling = [self.spelling.score(counts(part)) for part in parts]
        scores = by_words(spelling, [self.phrases.score(phrases(part))[0] for part in parts], self.heads)
        if whole := embedding.available():
            scores = scores + self.of_meanings(embedding.embed(parts), audience)
        return dict(zip(self.heads, map(float, together(scores, self.heads)), strict=True)), whole

    def of_meanings(self, vectors: Matrix, audience: str) -> Matrix:
        """Windows by heads."""
        scores = self.meanings.score(vectors)
        scores[:, self.heads.index(ANY)] = self.alarm.score(with_writer(vectors, [audience] * len(vectors)))[:, 0]
        return scores


def linear_in(arrays: Mapping[str, Any], prefix: str) -> Linear:
    rarity, gains, scale, bias = (arrays[prefix + name] for name in ("rarity", "gains", "scale", "bias"))
    return Linear(rarity.astype(np.float32), gains, scale.astype(np.float32), bias.astype(np.float32))


def meanings_in(arrays: Mapping[str, Any], prefix: str) -> Meanings:
    names = ("inner", "inner_bias", "outer", "outer_bias")
    return Meanings(*(arrays[prefix + name].astype(np.float32) for name in names))
