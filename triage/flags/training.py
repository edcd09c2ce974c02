"""Trains the small model on the texts in `data/`, and sets its bars by texts that it was not trained on.

Run by hand with `manage.py train_flags`; `data/weights.npz` is kept with the program. Nobody's case is among the texts.
"""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from meaning import embedding
from tickets.words import Audience, FlagKind
from triage.classifier.examples import shipped
from triage.flags import gate
from triage.flags.features import BUCKETS, counts
from triage.flags.lexicon import Lexicon
from triage.flags.model import ANY
from triage.flags.windows import windows

Matrix = Any
Embed = Callable[[Sequence[str]], Matrix]
FOLDER: Final = Path(__file__).parent / "data"
KINDS: Final = tuple(kind.value for kind in FlagKind if kind not in {FlagKind.OTHER, FlagKind.URGENT})
HEADS: Final = (ANY, *KINDS, FlagKind.URGENT.value)
FOLDS: Final = 5
ALIKE: Final = 0.55
"""Likeness from which two texts are of one family, and so in one fold."""
STRENGTH: Final = {"letters": 20.0, "meanings": 0.3}
SPREAD: Final = 10.0
"""Vectors of this model differ little; they are spread before they are weighed."""
EMBEDDED_ORDINARY: Final = 10_000
"""Ordinary enquiries whose meanings are trained on; all are read as letters."""
SHARES: Final = {ANY: 0.016, "may": 0.05, FlagKind.URGENT.value: 0.03}
"""How many of the ordinary ones may reach a bar, in folds that were not trained on."""
OF_KIND: Final = 0.004
NEAR: Final = 0.17
"""How many of the near misses may reach the bar of `ANY`."""


@dataclass(frozen=True)
class Row:
    text: str
    heads: frozenset[str]
    sender: str = ""
    near: bool = False
    weight: float = 1.0
    is_embedded: bool = True


def rows() -> list[Row]:
    """The texts written for this, and the ordinary enquiries on which triage is trained."""
    found = [
        Row(
            each["text"],
            frozenset() if each["near"] else frozenset({ANY, each["kind"]}),
            each["sender"],
            near=each["near"],
            weight=2.0 if each["near"] else 3.0,
        )
        for each in lines("sensitive.jsonl")
    ]
    found += [
        Row(each["text"], frozenset({FlagKind.URGENT.value} if each["urgent"] else ()), near=True, weight=3.0)
        for each in lines("urgent.jsonl")
    ]
    return found + ordinary()


def ordinary() -> list[Row]:
    """Without those that are sensitive after all: by the lexicon, or by somebody who read them."""
    left_out, all_of = {each["id"] for each in lines("not_ordinary.jsonl")}, shipped()
    mixed = list(all_of)
    random.Random(1).shuffle(mixed)  # noqa: S311  the same ones every time
    embedded = {each["id"] for each in mixed[:EMBEDDED_ORDINARY]}
    read = [
        Row(
            f"{each.get('subject') or ''}.\n{each['body']}".lstrip(".\n"),
            frozenset(),
            each.get("audience") or "",
            is_embedded=each["id"] in embedded,
        )
        for each in all_of
        if each["id"] not in left_out
    ]
    return [row for row in read if not Lexicon.shipped().hits(row.text)]


def lines(name: str) -> Iterator[dict[str, Any]]:
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


@dataclass(frozen=True)
class Windows:
    """Every window that is trained on: `of` is the row it belongs to."""

    texts: list[str]
    of: Matrix
    letters: Matrix
    rarity: Matrix


def read_windows(found: Sequence[Row]) -> Windows:
    """Of a sensitive text the whole alone, since not every sentence of it is sensitive; of the others all."""
    texts, of = [], []
    for at, row in enumerate(found):
        parts = windows(row.text)[: 1 if row.heads else None]
        texts += parts
        of += [at] * len(parts)
    keys: list[tuple[Matrix, Matrix]] = [counts(text) for text in texts]
    places = np.concatenate([np.full(len(each[0]), at) for at, each in enumerate(keys)])
    table = sparse.csr_matrix(
        (np.concatenate([each[1] for each in keys]), (places, np.concatenate([each[0] for each in keys]))),
        shape=(len(texts), BUCKETS),
    )
    seen = np.bincount(table.indices, minlength=BUCKETS)
    rarity = (np.log((1 + len(texts)) / (1 + seen)) + 1).astype(np.float16)
    table = table @ sparse.diags(rarity.astype(np.float64))
    sizes = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    return Windows(texts, np.array(of), sparse.diags(1 / np.where(sizes, sizes, 1)) @ table, rarity)


def families(found: Sequence[Row], table: Windows) -> Matrix:
    """A number for each row; rows that are alike share one."""
    first = {int(row): at for at, row in reversed(list(enumerate(table.of)))}
    own = table.letters[[first[at] for at in range(len(found))]]
    alike = (own @ own.T).tocoo()
    parent = list(range(len(found)))

    def root(at: int) -> int:
        while parent[at] != at:
            at = parent[at]
        return at

    for one, other, likeness in zip(alike.row, alike.col, alike.data, strict=True):
        if one < other and likeness >= ALIKE:
            parent[root(int(other))] = root(int(one))
    return np.array([root(at) for at in range(len(found))])


@dataclass
class Fitted:
    letters: list[LogisticRegression]
    meanings: list[LogisticRegression]
    middle: Matrix

    def scores(self, letters: Matrix, vectors: Matrix) -> tuple[Matrix, Matrix]:
        by_letters = np.column_stack([model.decision_function(letters) for model in self.letters])
        spread = (vectors - self.middle) * SPREAD
        return by_letters, np.column_stack([model.decision_function(spread) for model in self.meanings])


def fit(found: Sequence[Row], table: Windows, vectors: Matrix, chosen: Matrix) -> Fitted:
    """On the windows that are `chosen`; `vectors` are not numbers where a window was not embedded."""
    weights = np.array([found[at].weight for at in table.of])
    embedded = chosen & ~np.isnan(vectors[:, 0])
    middle = vectors[embedded].mean(axis=0)
    letters, meanings = [], []
    for head in HEADS:
        is_one = np.array([head in found[at].heads for at in table.of])
        letters.append(
            LogisticRegression(C=STRENGTH["letters"], solver="liblinear", max_iter=200).fit(
                table.letters[chosen], is_one[chosen], sample_weight=weights[chosen]
            )
        )
        meanings.append(
            LogisticRegression(C=STRENGTH["meanings"], solver="liblinear", max_iter=400).fit(
                (vectors[embedded] - middle) * SPREAD, is_one[embedded], sample_weight=weights[embedded]
            )
        )
    return Fitted(letters, meanings, middle)


def out_of_fold(found: Sequence[Row], table: Windows, vectors: Matrix) -> tuple[Matrix, Matrix]:
    """Of every row the greatest number over its windows for each head, by a model that did not see its family:
    with the meanings (not a number where there are none), and by letters alone."""
    fold = families(found, table) % FOLDS
    whole = np.full((len(found), len(HEADS)), -np.inf)
    alone = whole.copy()
    for each in range(FOLDS):
        fitted = fit(found, table, vectors, fold[table.of] != each)
        held = np.flatnonzero(fold[table.of] == each)
        letters, meanings = fitted.scores(table.letters[held], np.nan_to_num(vectors[held]))
        meanings[np.isnan(vectors[held][:, 0])] = np.nan
        np.maximum.at(alone, table.of[held], letters)
        np.maximum.at(whole, table.of[held], letters + meanings)
    return whole, alone


def bars_of(found: Sequence[Row], whole: Matrix, alone: Matrix) -> dict[str, float]:
    plain = np.array([not row.heads and not row.near for row in found])
    near = np.array([row.near and not row.heads and bool(row.sender) for row in found])
    near_urgent = np.array([row.near and not row.heads and not row.sender for row in found])
    bars: dict[str, float] = {}
    for scores, suffix in ((whole, ""), (alone, " alone")):
        for name, share in [*SHARES.items(), *((kind, OF_KIND) for kind in KINDS)]:
            at = HEADS.index(ANY if name == "may" else name)
            bars[name + suffix] = least(scores[plain, at], share)
        bars[ANY + suffix] = max(bars[ANY + suffix], least(scores[near, HEADS.index(ANY)], NEAR))
        urgent = HEADS.index(FlagKind.URGENT.value)
        bars["urgent" + suffix] = max(bars["urgent" + suffix], least(scores[near_urgent, urgent], 0.15))
    return bars | {"pupil": 0.5}


def least(scores: Matrix, share: float) -> float:
    """The bar that only this share reaches."""
    told = scores[np.isfinite(scores)]
    return float(np.quantile(told, 1 - share)) if len(told) else 0.0


def train(embed: Embed = embedding.embed) -> tuple[dict[str, Any], dict[str, Any]]:
    """(the arrays of `weights.npz`, how it did on texts that it was not trained on)."""
    found = rows()
    table = read_windows(found)
    read = np.array([found[at].is_embedded for at in table.of])
    vectors = np.full((len(table.texts), embedding.WIDTH), np.nan)
    vectors[read] = embed([table.texts[at] for at in np.flatnonzero(read)])
    whole, alone = out_of_fold(found, table, vectors)
    bars = bars_of(found, whole, alone)
    fitted = fit(found, table, vectors, np.full(len(table.texts), fill_value=True))
    return as_arrays(fitted, table, bars), figures(found, whole, alone, bars)


def as_arrays(fitted: Fitted, table: Windows, bars: dict[str, float]) -> dict[str, Any]:
    gains = np.vstack([model.coef_ for model in fitted.letters])
    scale = np.abs(gains).max(axis=1) / 127
    meanings = np.vstack([model.coef_ for model in fitted.meanings]) * SPREAD
    return {
        "heads": np.array(HEADS),
        "rarity": table.rarity,
        "gains": np.round(gains / scale[:, None]).astype(np.int8),
        "scale": scale.astype(np.float32),
        "bias": np.array([model.intercept_[0] for model in fitted.letters], dtype=np.float32),
        "meaning_gains": meanings.astype(np.float32),
        "meaning_bias": np.array(
            [model.intercept_[0] for model in fitted.meanings] - meanings @ fitted.middle, dtype=np.float32
        ),
        "bar_names": np.array(list(bars)),
        "bars": np.array(list(bars.values()), dtype=np.float32),
    }


def figures(found: Sequence[Row], whole: Matrix, alone: Matrix, bars: dict[str, float]) -> dict[str, Any]:
    """Shares of rows that reach the flag, by lexicon or model, in folds that were not trained on."""
    told: dict[str, Any] = {}
    said = [gate.at_once(row.text, row.sender) for row in found]
    for scores, suffix in ((whole, ""), (alone, " alone")):
        sensitive, urgent = [], []
        for at, row in enumerate(found):
            lowered = bars["pupil"] if row.sender == Audience.PUPIL else 0.0
            sensitive.append(bool(said[at] - {"urgent"}) or scores[at, 0] >= bars[ANY + suffix] - lowered)
            urgent.append("urgent" in said[at] or scores[at, -1] >= bars["urgent" + suffix])
        for name, chosen, marks in (
            ("sensitive", [ANY in row.heads for row in found], sensitive),
            ("near misses", [row.near and not row.heads and bool(row.sender) for row in found], sensitive),
            ("ordinary", [not row.near and not row.heads for row in found], sensitive),
            ("urgent", ["urgent" in row.heads for row in found], urgent),
            ("near urgent", [row.near and not row.sender and not row.heads for row in found], urgent),
            ("ordinary urgent", [not row.near and not row.heads for row in found], urgent),
            *((kind, [kind in row.heads for row in found], sensitive) for kind in KINDS),
        ):
            told[name + suffix] = round(float(np.array(marks)[np.array(chosen)].mean()), 3)
    return told
