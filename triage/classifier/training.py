"""Trains the model. The same texts in the same order give the same bytes."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from scipy import sparse
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import ComplementNB

from triage.classifier import pieces as known_pieces
from triage.classifier.meaning import Meaning
from triage.classifier.model import SPLITS, Model, sign_row, softmax
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
FOLDS: Final = 5
SEED: Final = 2026


def trained(texts: Sequence[Text], labels: Sequence[str]) -> Model:
    model = fit(texts, labels)
    model.heat = calibrate(texts, labels, model.routes)
    return model


def fit(texts: Sequence[Text], labels: Sequence[str]) -> Model:
    told = ([text.telling for text in texts], [text.plain for text in texts])
    parts = [Terms.learn(split, part, least=least) for split, part, least in zip(SPLITS, told, LEAST, strict=True)]
    blocks = [
        matrix([part.row(text) for text in each], len(part.names)) for part, each in zip(parts, told, strict=True)
    ]
    signs = sparse.csr_matrix([sign_row(text) for text in texts], dtype=np.float32)
    rows = sparse.hstack([*blocks, signs]).tocsr()
    weighed = regression(TERM_STRENGTH).fit(rows, labels)
    weights = weighed.coef_.T + NAIVE_SHARE * naive_weights(rows, labels)
    routes = [str(route) for route in weighed.classes_]
    return Model(parts, routes, weights.astype(np.float32), weighed.intercept_, learned_meaning(told[0], labels))


def naive_weights(rows: Matrix, labels: Sequence[str]) -> Matrix:
    """What each column says against all other routes, by itself: steady where a regression has seen too little."""
    naive = ComplementNB(alpha=NAIVE_SMOOTHING).fit(rows, labels)
    told = naive.feature_log_prob_.T
    return told - told.mean(axis=1, keepdims=True)


def regression(strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, max_iter=500, tol=1e-3, class_weight="balanced", random_state=SEED)


def matrix(rows: Sequence[Row], width: int) -> Matrix:
    ends = np.cumsum([0, *(len(places) for places, _values in rows)])
    places, values = (np.concatenate(each) for each in zip(*rows, strict=True))
    return sparse.csr_matrix((values, places, ends), shape=(len(rows), width))


def learned_meaning(texts: Sequence[str], labels: Sequence[str]) -> Meaning:
    """A regression on the texts' mean vectors, told as what each piece adds, so that using it needs no vectors."""
    vocabulary, vectors = known_pieces.shipped(), known_pieces.vectors()
    found = [vocabulary.of_text(text) for text in texts]
    counts = Counter(at for text in found for at in set(text))
    seen = np.array([counts[at] for at in range(len(vocabulary.names))], dtype=np.float32)
    loudness = np.log(1 + len(texts) / np.maximum(seen, 1)).astype(np.float32)
    vectors -= seen @ vectors / max(seen.sum(), 1)
    means = np.array([mean(vectors[text], loudness[text]) for text in found])
    usual, spread = means.mean(axis=0), float(means.std())
    weighed = regression(MEANING_STRENGTH).fit((means - usual) / spread, labels)
    gains = weighed.coef_.T / spread
    bias = weighed.intercept_ - usual @ gains
    return Meaning(vocabulary, loudness, (vectors @ gains).astype(np.float16).astype(np.float32), bias)


def mean(vectors: Matrix, loudness: Matrix) -> Matrix:
    return loudness @ vectors / np.sqrt(loudness @ loudness + 1e-9)


def calibrate(texts: Sequence[Text], labels: Sequence[str], routes: list[str]) -> float:
    """The temperature under which scores of unseen folds are most likely; 1 where there are too few texts."""
    names = np.array(labels)
    if min(np.unique(names, return_counts=True)[1]) < FOLDS:
        return 1.0
    scores = np.zeros((len(texts), len(routes)))
    for known, unseen in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(names, names):
        fold = fit([texts[at] for at in known], [labels[at] for at in known])
        scores[unseen] = fold.scores([texts[at] for at in unseen])
    right = np.array([routes.index(label) for label in labels])

    def loss(heat: float) -> float:
        chances = softmax(scores / heat)[np.arange(len(right)), right]
        return float(-np.log(np.clip(chances, 1e-9, 1)).mean())

    return float(minimize_scalar(loss, bounds=(0.1, 6.0), method="bounded").x)
