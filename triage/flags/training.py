"""Trains the small model on the texts in `data/`, and sets its bars by texts that it was not trained on.

Run by hand with `manage.py train_flags`; `data/weights.npz` is kept with the program. Nobody's case is among the texts.
"""

import json
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import numpy as np
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from meaning import embedding
from tickets.words import Audience, FlagKind
from triage.classifier.examples import shipped
from triage.flags import gate
from triage.flags.features import BUCKETS, counts
from triage.flags.lexicon import Lexicon
from triage.flags.model import ANY, Meanings, together
from triage.flags.windows import windows

Matrix = Any
Embed = Callable[[Sequence[str]], Matrix]
FOLDER: Final = Path(__file__).parent / "data"
KINDS: Final = tuple(kind.value for kind in FlagKind if kind not in {FlagKind.OTHER, FlagKind.URGENT})
HEADS: Final = (ANY, *KINDS, FlagKind.URGENT.value)
FOLDS: Final = 3
ALIKE: Final = 0.55
"""Likeness from which two texts are of one family, and so in one fold."""
STRENGTH: Final = 20.0
NETS: Final = 5
HIDDEN: Final = 128
ROUNDS: Final = 15
SPREAD: Final = 10.0
"""Vectors of this model differ little; they are spread before they are weighed."""
ORDINARY: Final = 2.0
"""How much an ordinary enquiry counts that was written for this gate, beside one of those triage is trained on."""
SHARES: Final = {ANY: 0.025, "may": 0.05, FlagKind.URGENT.value: 0.01}
"""How many of the enquiries that triage is trained on may reach a bar, in folds that were not trained on. The
ordinary ones that were written for this gate are hard on purpose, and say nothing about how many come."""
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


def rows() -> list[Row]:
    """The texts written for this, and the ordinary enquiries on which triage is trained."""
    samples = [
        Row(
            each["text"],
            frozenset() if each["near"] else frozenset({ANY, each["kind"]}),
            each["sender"],
            near=each["near"],
            weight=2.0 if each["near"] else 3.0,
        )
        for each in lines("sensitive.jsonl")
    ]
    samples += [
        Row(each["text"], frozenset({FlagKind.URGENT.value} if each["urgent"] else ()), near=True, weight=3.0)
        for each in lines("urgent.jsonl")
    ]
    samples += [Row(each["text"], frozenset(), each["sender"], weight=ORDINARY) for each in lines("ordinary.jsonl")]
    return samples + ordinary()


def ordinary() -> list[Row]:
    """What triage is trained on, without what is sensitive after all: by the lexicon, or by somebody who read it."""
    left_out = {each["id"] for each in lines("not_ordinary.jsonl")}
    enquiries = [
        Row(f"{each.get('subject') or ''}.\n{each['body']}".lstrip(".\n"), frozenset(), each.get("audience") or "")
        for each in shipped()
        if each["id"] not in left_out
    ]
    return [row for row in enquiries if not Lexicon.shipped().hits(row.text)]


def by_letters() -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, solver="liblinear", dual=True, max_iter=200, tol=1e-2)


def lines(name: str) -> Iterator[dict[str, Any]]:
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


@dataclass(frozen=True)
class Windows:
    """Every window: `of` is the row it belongs to, `told` whether what the row is told to be is true of it: of a
    sensitive text the whole alone, since not every sentence of it is sensitive; of the others all."""

    texts: list[str]
    of: Matrix
    told: Matrix
    letters: Matrix
    rarity: Matrix


def read_windows(samples: Sequence[Row]) -> Windows:
    texts, of, taught = [], [], []
    for at, row in enumerate(samples):
        parts = windows(row.text)
        texts += parts
        of += [at] * len(parts)
        taught += [part == parts[0] or not row.heads for part in parts]
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
    return Windows(texts, np.array(of), np.array(taught), sparse.diags(1 / np.where(sizes, sizes, 1)) @ table, rarity)


def families(samples: Sequence[Row], table: Windows) -> Matrix:
    """A number for each row; rows that are alike share one."""
    first = {int(row): at for at, row in reversed(list(enumerate(table.of)))}
    own = table.letters[[first[at] for at in range(len(samples))]]
    alike = (own @ own.T).tocoo()
    parent = list(range(len(samples)))

    def root(at: int) -> int:
        while parent[at] != at:
            at = parent[at]
        return at

    for one, other, likeness in zip(alike.row, alike.col, alike.data, strict=True):
        if one < other and likeness >= ALIKE:
            parent[root(int(other))] = root(int(one))
    return np.array([root(at) for at in range(len(samples))])


@dataclass
class Fitted:
    letters: list[LogisticRegression]
    meanings: Meanings

    def scores(self, letters: Matrix, vectors: Matrix) -> tuple[Matrix, Matrix]:
        by_letters = np.column_stack([model.decision_function(letters) for model in self.letters])
        return by_letters, self.meanings.score(vectors)


def fit(samples: Sequence[Row], table: Windows, vectors: Matrix, chosen: Matrix) -> Fitted:
    """On the windows that are `chosen`."""
    weights = np.array([samples[at].weight for at in table.of])
    labels = np.array([[head in samples[at].heads for head in HEADS] for at in table.of])
    letters = [
        by_letters().fit(table.letters[chosen], is_one[chosen], sample_weight=weights[chosen]) for is_one in labels.T
    ]
    return Fitted(letters, fit_meanings(vectors[chosen], labels[chosen], weights[chosen]))


def fit_meanings(vectors: Matrix, labels: Matrix, weights: Matrix) -> Meanings:
    """Small nets that answer for all heads at once, taken together: each alone depends on how it began."""
    middle = vectors.mean(axis=0)
    nets = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # stopped early on purpose: it must not know them by heart
        for seed in range(NETS):
            net = MLPClassifier((HIDDEN,), alpha=0.3, max_iter=ROUNDS, learning_rate_init=2e-3, random_state=seed)
            nets.append(net.fit((vectors - middle) * SPREAD, labels, sample_weight=weights))
    inner = np.hstack([net.coefs_[0] for net in nets]) * SPREAD
    return Meanings(
        inner,
        np.concatenate([net.intercepts_[0] for net in nets]) - middle @ inner,
        np.vstack([net.coefs_[1] for net in nets]) / NETS,
        sum(net.intercepts_[1] for net in nets) / NETS,
    )


def out_of_fold(samples: Sequence[Row], table: Windows, vectors: Matrix) -> tuple[Matrix, Matrix]:
    """What every row is given for each head by a model that did not see its family: with the meanings, and by letters
    alone."""
    fold = families(samples, table) % FOLDS
    letters, meanings = np.zeros((2, len(table.texts), len(HEADS)))
    for each in range(FOLDS):
        fitted = fit(samples, table, vectors, table.told & (fold[table.of] != each))
        left_out = np.flatnonzero(fold[table.of] == each)
        letters[left_out], meanings[left_out] = fitted.scores(table.letters[left_out], vectors[left_out])
    parts = np.split(np.arange(len(table.of)), np.flatnonzero(np.diff(table.of)) + 1)
    whole = np.array([together(letters[part] + meanings[part]) for part in parts])
    return whole, np.array([together(letters[part]) for part in parts])


def bars_of(samples: Sequence[Row], whole: Matrix, alone: Matrix) -> dict[str, float]:
    plain = np.array([not row.heads and not row.near and row.weight < ORDINARY for row in samples])
    near = np.array([row.near and not row.heads and bool(row.sender) for row in samples])
    near_urgent = np.array([row.near and not row.heads and not row.sender for row in samples])
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
    falling = np.sort(scores)[::-1]
    return float(falling[min(int(share * len(falling)), len(falling) - 1)]) if len(falling) else 0.0


def remembered(texts: Sequence[str], path: Path, embed: Embed = embedding.embed) -> Matrix:
    """The meanings of the texts; each is read once and kept at `path`, so that training again takes a minute or two."""
    known: dict[str, Matrix] = {}
    if path.exists():
        with np.load(path, allow_pickle=False) as kept:
            known = dict(zip(kept["names"].tolist(), kept["vectors"], strict=True))
    names = {text: sha256(embedding.readable(text).encode()).hexdigest() for text in texts}
    if new := [text for text, name in names.items() if name not in known]:
        known |= zip((names[text] for text in new), embed(new), strict=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(path, names=np.array(list(known)), vectors=np.array(list(known.values()), dtype=np.float32))
    return np.array([known[names[text]] for text in texts])


def train(embed: Embed = embedding.embed) -> tuple[dict[str, Any], dict[str, Any]]:
    """(the arrays of `weights.npz`, how it did on texts that it was not trained on)."""
    samples = rows()
    table = read_windows(samples)
    vectors = embed(table.texts)
    whole, alone = out_of_fold(samples, table, vectors)
    bars = bars_of(samples, whole, alone)
    fitted = fit(samples, table, vectors, table.told)
    return as_arrays(fitted, table, bars), figures(samples, whole, alone, bars)


def as_arrays(fitted: Fitted, table: Windows, bars: dict[str, float]) -> dict[str, Any]:
    gains = np.vstack([model.coef_ for model in fitted.letters])
    scale = np.abs(gains).max(axis=1) / 127
    return {
        "heads": np.array(HEADS),
        "rarity": table.rarity,
        "gains": np.round(gains / scale[:, None]).astype(np.int8),
        "scale": scale.astype(np.float32),
        "bias": np.array([model.intercept_[0] for model in fitted.letters], dtype=np.float32),
        "inner": fitted.meanings.inner.astype(np.float16),
        "inner_bias": fitted.meanings.inner_bias.astype(np.float32),
        "outer": fitted.meanings.outer.astype(np.float16),
        "outer_bias": fitted.meanings.outer_bias.astype(np.float32),
        "bar_names": np.array(list(bars)),
        "bars": np.array(list(bars.values()), dtype=np.float32),
    }


def figures(samples: Sequence[Row], whole: Matrix, alone: Matrix, bars: dict[str, float]) -> dict[str, Any]:
    """Shares of rows that reach the flag, by lexicon or model, in folds that were not trained on."""
    shares: dict[str, Any] = {}
    judged = [gate.at_once(row.text, row.sender) for row in samples]
    for scores, suffix in ((whole, ""), (alone, " alone")):
        sensitive, urgent = [], []
        for at, row in enumerate(samples):
            lowered = bars["pupil"] if row.sender == Audience.PUPIL else 0.0
            sensitive.append(bool(judged[at] - {"urgent"}) or scores[at, 0] >= bars[ANY + suffix] - lowered)
            urgent.append("urgent" in judged[at] or scores[at, -1] >= bars["urgent" + suffix])
        for name, chosen, marks in (
            ("sensitive", [ANY in row.heads for row in samples], sensitive),
            ("near misses", [row.near and not row.heads and bool(row.sender) for row in samples], sensitive),
            ("ordinary", [not row.near and not row.heads for row in samples], sensitive),
            ("urgent", ["urgent" in row.heads for row in samples], urgent),
            ("near urgent", [row.near and not row.sender and not row.heads for row in samples], urgent),
            ("ordinary urgent", [not row.near and not row.heads for row in samples], urgent),
            *((kind, [kind in row.heads for row in samples], sensitive) for kind in KINDS),
        ):
            shares[name + suffix] = round(float(np.array(marks)[np.array(chosen)].mean()), 3)
    return shares
