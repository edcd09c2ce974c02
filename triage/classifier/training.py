"""Trains the model. The same texts in the same order give the same bytes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from scipy import sparse
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import ComplementNB

from triage.classifier import pieces as known_pieces
from triage.classifier import whole
from triage.classifier.decision import head_start
from triage.classifier.meaning import Meaning
from triage.classifier.model import SPLITS, Mix, Model, cue_row, softmax
from triage.classifier.reading import Text
from triage.classifier.terms import Row, Terms

Matrix = Any
LEAST: Final = (2, 3)
"""Texts that a term of each part must be in."""
TERM_STRENGTH: Final = 6.0
MEANING_STRENGTH: Final = 0.01
"""Inverses of the regularisation, chosen by cross-validation."""
NAIVE_SHARE: Final = 2.0
NAIVE_SMOOTHING: Final = 0.1
WHOLE_STRENGTH: Final = 0.3
SPREAD: Final = 10.0
"""Vectors of the engine differ little; they are spread before they are weighed."""
MOST_OF_ONE: Final = 8.0
"""No word says more than this for or against a route, however often it was seen."""
UNLIKE: Final = 0.25
"""What a text counts in calibration that was written plainer than people write."""
LEAST_SHARE: Final = 0.02
RISK: Final = 0.02
"""How many of those set without a person may be wrong."""
SUREST: Final = 0.999
FOLDS: Final = 5
SEED: Final = 2026


@dataclass(frozen=True)
class Ground:
    """What a model is trained on."""

    texts: Sequence[Text]
    labels: Matrix
    vectors: Matrix

    @classmethod
    def of(cls, texts: Sequence[Text], labels: Sequence[str]) -> "Ground":
        return cls(texts, np.array(labels), whole.stored_vectors(texts))

    def at(self, places: Matrix) -> "Ground":
        return Ground([self.texts[place] for place in places], self.labels[places], self.vectors[places])


def trained(
    texts: Sequence[Text], labels: Sequence[str], lifelike: Sequence[bool], shares: Mapping[str, float]
) -> Model:
    ground = Ground.of(texts, labels)
    model = replace(fit(ground), shares=dict(shares))
    if min(np.unique(ground.labels, return_counts=True)[1]) < FOLDS:
        return model
    word_scores, wholes = out_of_fold(ground, model.routes)
    counts = weights_of(ground.labels, np.array(lifelike or [True] * len(texts)), model.routes, shares)
    start = np.array(head_start(model.routes, shares))
    right = np.array([model.routes.index(label) for label in ground.labels])
    by_words = mixed([word_scores], start, right, counts)
    read = ~np.isnan(wholes[:, 0])
    if not read.any():
        return replace(model, by_words=by_words, by_both=by_words)
    by_both = mixed([word_scores[read], wholes[read]], start, right[read], counts[read])
    return replace(model, by_words=by_words, by_both=by_both)


def out_of_fold(ground: Ground, routes: list[str]) -> tuple[Matrix, Matrix]:
    """Scores of words and wholes, each by a model that did not see the text."""
    word_scores = np.zeros((len(ground.labels), len(routes)))
    wholes = np.full(word_scores.shape, np.nan)
    for known, unseen in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(ground.labels, ground.labels):
        fold, judged = fit(ground.at(known)), ground.at(unseen)
        word_scores[unseen] = fold.scores(judged.texts)
        wholes[unseen] = fold.whole.scores(judged.vectors)
    return word_scores, wholes


def weights_of(labels: Matrix, lifelike: Matrix, routes: list[str], shares: Mapping[str, float]) -> Matrix:
    """What each text counts in calibration: a lifelike one in full, another `UNLIKE`; all of a route together its share
    of reality."""
    counts = np.where(lifelike, 1.0, UNLIKE)
    for route in routes:
        own = labels == route
        counts[own] *= shares.get(route, LEAST_SHARE) * len(labels) / max(counts[own].sum(), 1e-9)
    return counts


def mixed(parts: Sequence[Matrix], start: Matrix, right: Matrix, counts: Matrix) -> Mix:
    """The mix under which unseen texts are most likely, and its bars."""
    at = np.arange(len(right))

    def chances(loud: Matrix) -> Matrix:
        return softmax(sum(each * part for each, part in zip(loud, parts, strict=False)) + loud[-1] * start)

    def loss(loud: Matrix) -> float:
        return float(-(counts * np.log(np.clip(chances(loud)[at, right], 1e-6, 1))).sum() / counts.sum())

    best = minimize(loss, [0.5] * len(parts) + [0.8], method="Nelder-Mead", options={"xatol": 1e-3, "fatol": 1e-6}).x
    loud = [float(each) for each in best]
    bars = bars_of(chances(best), right, counts)
    return Mix(loud[0], loud[1] if len(parts) > 1 else 0.0, loud[-1], bars)


def bars_of(chances: Matrix, right: Matrix, counts: Matrix) -> tuple[float, ...]:
    """For each route the least chance from which, among unseen texts, at most `RISK` are wrong, one more
    counted in: what conformal prediction promises for the next text like them. `SUREST` where nothing shows it."""
    best, confidence = chances.argmax(axis=1), chances.max(axis=1)
    return tuple(
        bar_of(confidence[best == at], right[best == at] != at, counts[best == at]) for at in range(len(chances.T))
    )


def bar_of(sure: Matrix, wrong: Matrix, counts: Matrix) -> float:
    order = np.argsort(-sure, kind="stable")
    risk = (np.cumsum((wrong * counts)[order]) + 1) / (np.cumsum(counts[order]) + 1)
    enough = np.nonzero(risk <= RISK)[0]
    return min(float(sure[order][enough[-1]]), SUREST) if len(enough) else SUREST


def fit(ground: Ground) -> Model:
    texts, labels = ground.texts, ground.labels
    variants = ([text.telling for text in texts], [text.plain for text in texts])
    parts = [Terms.learn(split, part, least=least) for split, part, least in zip(SPLITS, variants, LEAST, strict=True)]
    blocks = [
        matrix([part.row(text) for text in each], len(part.names)) for part, each in zip(parts, variants, strict=True)
    ]
    cues = sparse.csr_matrix([cue_row(text) for text in texts], dtype=np.float32)
    rows = sparse.hstack([*blocks, cues]).tocsr()
    weighed = regression(TERM_STRENGTH).fit(rows, labels)
    weights = weighed.coef_.T + NAIVE_SHARE * naive_weights(rows, labels)
    routes = [str(route) for route in weighed.classes_]
    return Model(
        parts,
        routes,
        np.clip(weights, -MOST_OF_ONE, MOST_OF_ONE).astype(np.float32),
        weighed.intercept_,
        learned_meaning(variants[0], labels),
        learned_whole(ground.vectors, labels, len(routes)),
        *(Mix(1.0, 0.0, 1.0, (SUREST,) * len(routes)),) * 2,
    )


def learned_whole(vectors: Matrix, labels: Matrix, count: int) -> whole.Whole:
    read = ~np.isnan(vectors[:, 0])
    if len(set(labels[read])) < count:
        return whole.Whole(np.zeros((vectors.shape[1], count), dtype=np.float32), np.zeros(count, dtype=np.float32))
    middle = vectors[read].mean(axis=0)
    weighed = regression(WHOLE_STRENGTH).fit((vectors[read] - middle) * SPREAD, labels[read])
    gains = weighed.coef_.T * SPREAD
    return whole.Whole(gains.astype(np.float32), (weighed.intercept_ - middle @ gains).astype(np.float32))


def naive_weights(rows: Matrix, labels: Sequence[str]) -> Matrix:
    """What each column says against all other routes, by itself: steady where a regression has seen too little."""
    naive = ComplementNB(alpha=NAIVE_SMOOTHING).fit(rows, labels)
    weights = naive.feature_log_prob_.T
    return weights - weights.mean(axis=1, keepdims=True)


def regression(strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, max_iter=500, tol=1e-3, class_weight="balanced", random_state=SEED)


def matrix(rows: Sequence[Row], width: int) -> Matrix:
    ends = np.cumsum([0, *(len(places) for places, _values in rows)])
    places, values = (np.concatenate(each) for each in zip(*rows, strict=True))
    return sparse.csr_matrix((values, places, ends), shape=(len(rows), width))


def learned_meaning(texts: Sequence[str], labels: Sequence[str]) -> Meaning:
    """A regression on the texts' mean vectors, told as what each piece adds, so that using it needs no vectors."""
    vocabulary, vectors = known_pieces.shipped(), known_pieces.vectors()
    cut_texts = [vocabulary.of_text(text) for text in texts]
    counts = Counter(at for text in cut_texts for at in set(text))
    seen = np.array([counts[at] for at in range(len(vocabulary.names))], dtype=np.float32)
    loudness = np.log(1 + len(texts) / np.maximum(seen, 1)).astype(np.float32)
    vectors -= seen @ vectors / max(seen.sum(), 1)
    means = np.array([mean(vectors[text], loudness[text]) for text in cut_texts])
    usual, spread = means.mean(axis=0), float(means.std())
    weighed = regression(MEANING_STRENGTH).fit((means - usual) / spread, labels)
    gains = weighed.coef_.T / spread
    bias = weighed.intercept_ - usual @ gains
    return Meaning(vocabulary, loudness, (vectors @ gains).astype(np.float16).astype(np.float32), bias)


def mean(vectors: Matrix, loudness: Matrix) -> Matrix:
    return loudness @ vectors / np.sqrt(loudness @ loudness + 1e-9)
