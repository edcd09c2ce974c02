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
from triage.flags.features import BUCKETS, PHRASE_BUCKETS, counts, phrases
from triage.flags.lexicon import Lexicon
from triage.flags.model import ANY, Meanings, by_words, together, with_writer
from triage.flags.windows import windows

Matrix = Any
Embed = Callable[[Sequence[str]], Matrix]
FOLDER: Final = Path(__file__).parent / "data"
KINDS: Final = tuple(kind.value for kind in FlagKind if kind not in {FlagKind.OTHER, FlagKind.URGENT})
HEADS: Final = (ANY, *KINDS, FlagKind.URGENT.value)
FOLDS: Final = 3
ALIKE: Final = 0.55
"""Likeness from which two texts are of one family, and so in one fold."""
BLOCK: Final = 1_000
"""Rows that are held against all others at once: of all at once there is no room in memory."""
STRENGTH: Final = 20.0
PHRASE_STRENGTH: Final = 40.0
SCARCE: Final = 2
"""Texts in which a phrase must stand to count."""
NETS: Final = 5
ALARM_NETS: Final = 2
HIDDEN: Final = 128
ROUNDS: Final = 15
SPREAD: Final = 10.0
"""Vectors of this model differ little; they are spread before they are weighed."""
ORDINARY: Final = 2.0
"""How much an ordinary enquiry counts that was written for this gate, beside one of those triage is trained on."""
ALARM: Final = {"sensitive": 3.0, "near": 0.5, "urgent": 1.0, "ordinary": 4.0}
"""What counts how much where it is asked whether a text is sensitive at all: of the near misses one in five may be
flagged, of the ordinary enquiries one in a hundred."""
SHARES: Final = {ANY: 0.035, "may": 0.1, FlagKind.URGENT.value: 0.012}
"""How many ordinary enquiries may reach a bar, in folds that were not trained on: of those that triage is trained on;
for `ANY` and "may" half of them, and half of those that were written for this gate, which are hard on purpose."""
ALONE: Final = {ANY: 0.05}
"""The same where letters and words are read alone, which find less."""
OF_KIND: Final = 0.004
NEAR: Final = 0.17
"""How many of the near misses may reach the bar of `ANY`."""


@dataclass(frozen=True)
class Sample:
    text: str
    heads: frozenset[str]
    sender: str = ""
    near: bool = False
    weight: float = 1.0

    @property
    def alarm_weight(self) -> float:
        if ANY in self.heads:
            return ALARM["sensitive"]
        if not self.near:
            return ALARM["ordinary"]
        return ALARM["near" if self.sender else "urgent"]


def rows() -> list[Sample]:
    """The texts written for this, and the ordinary enquiries on which triage is trained."""
    samples = [
        Sample(
            each["text"],
            frozenset() if each["near"] else frozenset({ANY, each["kind"]}),
            each["sender"],
            near=each["near"],
            weight=2.0 if each["near"] else 3.0,
        )
        for each in lines("sensitive.jsonl")
    ]
    samples += [
        Sample(each["text"], frozenset({FlagKind.URGENT.value} if each["urgent"] else ()), near=True, weight=3.0)
        for each in lines("urgent.jsonl")
    ]
    samples += [Sample(each["text"], frozenset(), each["sender"], weight=ORDINARY) for each in lines("ordinary.jsonl")]
    return samples + ordinary()


def ordinary() -> list[Sample]:
    """What triage is trained on, without what is sensitive after all: by the lexicon, or by somebody who read it."""
    left_out = {each["id"] for each in lines("not_ordinary.jsonl")}
    enquiries = [
        Sample(f"{each.get('subject') or ''}.\n{each['body']}".lstrip(".\n"), frozenset(), each.get("audience") or "")
        for each in shipped()
        if each["id"] not in left_out
    ]
    return [row for row in enquiries if not Lexicon.shipped().hits(row.text)]


def straight(strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, solver="liblinear", dual=True, max_iter=200, tol=1e-2, random_state=0)


def digest_of(samples: Sequence[Sample]) -> str:
    """Kept with the weights, so that it can be told whether they are made of these texts."""
    facts = [(each.text, sorted(each.heads), each.sender, each.near, each.weight) for each in samples]
    return sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def lines(name: str) -> Iterator[dict[str, Any]]:
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


@dataclass(frozen=True)
class Windows:
    """Every window: `of` is the row it belongs to, `whole` whether it is all of it. Of a sensitive text the whole alone
    is here, since not every sentence of it is sensitive. All rows are learned by their wholes; by the sentences of the
    others the bars are set."""

    texts: list[str]
    of: Matrix
    whole: Matrix
    spelling: "Table"
    phrases: "Table"


@dataclass(frozen=True)
class Table:
    """Windows by buckets, each of length one; `rarity` is what a bucket counts for."""

    counts: Matrix
    rarity: Matrix


def read_windows(samples: Sequence[Sample]) -> Windows:
    texts, of, is_whole = [], [], []
    for at, row in enumerate(samples):
        parts = windows(row.text)[: 1 if row.heads else None]
        texts += parts
        of += [at] * len(parts)
        is_whole += [part == parts[0] for part in parts]
    whole = np.array(is_whole)
    return Windows(
        texts,
        np.array(of),
        whole,
        table_of([counts(text) for text in texts], BUCKETS, whole),
        table_of([phrases(text) for text in texts], PHRASE_BUCKETS, whole, SCARCE),
    )


def table_of(keys: Sequence[tuple[Matrix, Matrix]], buckets: int, whole: Matrix, least_seen: int = 0) -> Table:
    """What stands in fewer than `least_seen` whole texts counts nothing."""
    places = np.concatenate([np.full(len(each[0]), at) for at, each in enumerate(keys)])
    table = sparse.csr_matrix(
        (np.concatenate([each[1] for each in keys]), (places, np.concatenate([each[0] for each in keys]))),
        shape=(len(keys), buckets),
    )
    seen = np.bincount(table[np.flatnonzero(whole)].indices, minlength=buckets)
    rarity = ((np.log((1 + whole.sum()) / (1 + seen)) + 1) * (seen >= least_seen)).astype(np.float16)
    table = table @ sparse.diags(rarity.astype(np.float64))
    sizes = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    return Table((sparse.diags(1 / np.where(sizes, sizes, 1)) @ table).tocsr(), rarity)


def families(samples: Sequence[Sample], table: Windows) -> Matrix:
    """A number for each row; rows that are alike share one."""
    first = {int(row): at for at, row in reversed(list(enumerate(table.of)))}
    own = table.spelling.counts[[first[at] for at in range(len(samples))]]
    parent = list(range(len(samples)))

    def root(at: int) -> int:
        while parent[at] != at:
            at = parent[at]
        return at

    for begin in range(0, len(samples), BLOCK):
        alike = (own[begin : begin + BLOCK] @ own.T).tocoo()
        near = alike.data >= ALIKE
        for one, other in zip(alike.row[near] + begin, alike.col[near], strict=True):
            if one < other:
                parent[root(int(other))] = root(int(one))
    return np.array([root(at) for at in range(len(samples))])


@dataclass
class Fitted:
    spelling: list[LogisticRegression]
    phrases: LogisticRegression
    meanings: Meanings
    alarm: Meanings

    def scores(self, table: Windows, at: Matrix, vectors: Matrix, audiences: Sequence[str]) -> tuple[Matrix, Matrix]:
        """(by words, by meanings), windows by heads, of the windows `at` these places."""
        spelling = np.column_stack([model.decision_function(table.spelling.counts[at]) for model in self.spelling])
        near = self.phrases.decision_function(table.phrases.counts[at])
        by_meanings = self.meanings.score(vectors)
        by_meanings[:, HEADS.index(ANY)] = self.alarm.score(with_writer(vectors, audiences))[:, 0]
        return by_words(spelling, near, HEADS), by_meanings


def fit(samples: Sequence[Sample], table: Windows, vectors: Matrix, chosen: Matrix) -> Fitted:
    """On the windows that are `chosen`."""
    rows = [samples[at] for at in table.of[chosen]]
    weights, alarm_weights = np.array([(row.weight, row.alarm_weight) for row in rows]).T
    labels = np.array([[head in row.heads for head in HEADS] for row in rows])
    is_any = labels[:, HEADS.index(ANY)]
    spelling = [
        straight(STRENGTH).fit(
            table.spelling.counts[chosen], is_one, sample_weight=alarm_weights if head == ANY else weights
        )
        for head, is_one in zip(HEADS, labels.T, strict=True)
    ]
    near = straight(PHRASE_STRENGTH).fit(table.phrases.counts[chosen], is_any, sample_weight=alarm_weights)
    with_writers = with_writer(vectors[chosen], [row.sender for row in rows])
    alarm = fit_nets(with_writers, is_any, alarm_weights, ALARM_NETS)
    return Fitted(spelling, near, fit_nets(vectors[chosen], labels, weights, NETS), alarm)


def fit_nets(vectors: Matrix, labels: Matrix, weights: Matrix, count: int) -> Meanings:
    """Small nets that answer for all heads at once, taken together: each alone depends on how it began."""
    middle, spread = vectors.mean(axis=0), np.full(vectors.shape[1], SPREAD)
    middle[embedding.WIDTH :], spread[embedding.WIDTH :] = 0, 1
    nets = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # stopped early on purpose: it must not know them by heart
        for seed in range(count):
            net = MLPClassifier((HIDDEN,), alpha=0.3, max_iter=ROUNDS, learning_rate_init=2e-3, random_state=seed)
            nets.append(net.fit((vectors - middle) * spread, labels, sample_weight=weights))
    inner = np.hstack([net.coefs_[0] for net in nets]) * spread[:, None]
    return Meanings(
        inner,
        np.concatenate([net.intercepts_[0] for net in nets]) - middle @ inner,
        np.vstack([net.coefs_[1] for net in nets]) / count,
        sum(net.intercepts_[1] for net in nets) / count,
    )


def out_of_fold(samples: Sequence[Sample], table: Windows, vectors: Matrix) -> tuple[Matrix, Matrix]:
    """What every row is given for each head by a model that did not see its family: with the meanings, and by words
    alone."""
    fold = families(samples, table) % FOLDS
    words, meanings = np.zeros((2, len(table.texts), len(HEADS)))
    for each in range(FOLDS):
        fitted = fit(samples, table, vectors, np.flatnonzero(table.whole & (fold[table.of] != each)))
        left_out = np.flatnonzero(fold[table.of] == each)
        audiences = [samples[at].sender for at in table.of[left_out]]
        words[left_out], meanings[left_out] = fitted.scores(table, left_out, vectors[left_out], audiences)
    parts = np.split(np.arange(len(table.of)), np.flatnonzero(np.diff(table.of)) + 1)
    whole = np.array([together(words[part] + meanings[part], HEADS) for part in parts])
    return whole, np.array([together(words[part], HEADS) for part in parts])


def bars_of(samples: Sequence[Sample], whole: Matrix, alone: Matrix) -> dict[str, float]:
    ordinary = np.array([not row.heads and not row.near for row in samples])
    of_triage = np.array([row.weight < ORDINARY for row in samples])
    plain, hard = ordinary & of_triage, ordinary & ~of_triage
    near = np.array([row.near and not row.heads and bool(row.sender) for row in samples])
    near_urgent = np.array([row.near and not row.heads and not row.sender for row in samples])
    bars: dict[str, float] = {}
    for scores, suffix in ((whole, ""), (alone, " alone")):
        alarm = scores[:, HEADS.index(ANY)]
        for name, share in [*SHARES.items(), *((kind, OF_KIND) for kind in KINDS)]:
            is_alarm = name in {ANY, "may"}
            groups = [alarm[plain], alarm[hard]] if is_alarm else [scores[plain, HEADS.index(name)]]
            bars[name + suffix] = least(groups, ALONE.get(name, share) if suffix else share)
        bars[ANY + suffix] = max(bars[ANY + suffix], least([alarm[near]], NEAR))
        urgent = HEADS.index(FlagKind.URGENT.value)
        bars["urgent" + suffix] = max(bars["urgent" + suffix], least([scores[near_urgent, urgent]], 0.15))
    return bars | {"pupil": 0.5}


def least(groups: Sequence[Matrix], share: float) -> float:
    """The bar that only this share reaches, where each group counts as much as another."""
    scores = np.concatenate(groups)
    counts_as = np.concatenate([np.full(len(group), 1 / len(group)) for group in groups]) / len(groups)
    falling = np.argsort(-scores)
    place = int(np.searchsorted(np.cumsum(counts_as[falling]), share))
    return float(scores[falling[min(place, len(falling) - 1)]])


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
    fitted = fit(samples, table, vectors, np.flatnonzero(table.whole))
    return as_arrays(fitted, table, bars) | {"made_of": np.array(digest_of(samples))}, figures(
        samples, whole, alone, bars
    )


def as_arrays(fitted: Fitted, table: Windows, bars: dict[str, float]) -> dict[str, Any]:
    return {
        "heads": np.array(HEADS),
        **arrays_of_straight(fitted.spelling, table.spelling, ""),
        **arrays_of_straight([fitted.phrases], table.phrases, "phrase_"),
        **arrays_of(fitted.meanings, ""),
        **arrays_of(fitted.alarm, "alarm_"),
        "bar_names": np.array(list(bars)),
        "bars": np.array(list(bars.values()), dtype=np.float32),
    }


def arrays_of_straight(models: Sequence[LogisticRegression], table: Table, prefix: str) -> dict[str, Any]:
    gains = np.vstack([model.coef_ for model in models])
    scale = np.abs(gains).max(axis=1) / 127
    return {
        f"{prefix}rarity": table.rarity,
        f"{prefix}gains": np.round(gains / scale[:, None]).astype(np.int8),
        f"{prefix}scale": scale.astype(np.float32),
        f"{prefix}bias": np.array([model.intercept_[0] for model in models], dtype=np.float32),
    }


def arrays_of(meanings: Meanings, prefix: str) -> dict[str, Any]:
    return {
        f"{prefix}inner": meanings.inner.astype(np.float16),
        f"{prefix}inner_bias": meanings.inner_bias.astype(np.float32),
        f"{prefix}outer": meanings.outer.astype(np.float16),
        f"{prefix}outer_bias": meanings.outer_bias.astype(np.float32),
    }


def figures(samples: Sequence[Sample], whole: Matrix, alone: Matrix, bars: dict[str, float]) -> dict[str, Any]:
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
