"""The statistical part: words, parts of words and signs, weighed by logistic regression and calibrated.

It is stored as numbers and lists alone (npz), so reading a model runs no code of the file.
"""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from scipy import sparse
from scipy.optimize import minimize_scalar
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from triage.classifier.clearing import parted
from triage.classifier.signs import SIGNS, found
from triage.classifier.text import cleaned, folded, words

Matrix = Any
AUDIENCES: Final = ("parent", "pupil", "staff")
STRENGTH: Final = 6.0
"""Inverse of the regularisation, chosen by cross-validation."""
FOLDS: Final = 5
SEED: Final = 2026


@dataclass(frozen=True)
class Text:
    """One text as the model reads it."""

    subject: str
    body: str
    audience: str

    @property
    def whole(self) -> str:
        return f"{self.subject.strip()}\n{cleaned(self.body)}".strip()

    @property
    def telling(self) -> str:
        """Without the clauses that say what is not the matter."""
        return f"{self.subject.strip()}\n{parted(cleaned(self.body))[0]}".strip()


def as_words(text: str) -> list[str]:
    """Stems and pairs of them."""
    stems = words(text)
    return [*stems, *(f"{first} {second}" for first, second in pairwise(stems))]


def vectorizers() -> list[TfidfVectorizer]:
    return [
        TfidfVectorizer(analyzer=as_words, min_df=2, sublinear_tf=True, dtype=np.float32),
        TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True, lowercase=False, dtype=np.float32
        ),
    ]


def sign_row(text: Text, whole: str) -> list[float]:
    seen = found(whole)
    return [
        *(1.0 if known.name in seen else 0.0 for known in SIGNS),
        *(0.5 if text.audience == name else 0.0 for name in AUDIENCES),
        min(len(whole) / 1000, 1.0),
    ]


class Model:
    """Probabilities of the routes for a text."""

    def __init__(
        self, parts: list[TfidfVectorizer], routes: list[str], weights: Matrix, bias: Matrix, heat: float
    ) -> None:
        self.parts, self.routes, self.weights, self.bias, self.heat = parts, routes, weights, bias, heat

    @classmethod
    def train(cls, texts: Sequence[Text], labels: Sequence[str]) -> "Model":
        """The same texts in the same order give the same model. Calibrated on folds it was not trained on."""
        model = cls.fit(texts, labels)
        model.heat = calibrate(texts, labels, model.routes)
        return model

    @classmethod
    def fit(cls, texts: Sequence[Text], labels: Sequence[str]) -> "Model":
        parts = vectorizers()
        telling = [text.telling for text in texts]
        plain = [folded(each) for each in telling]
        blocks = [parts[0].fit_transform(telling), parts[1].fit_transform(plain)]
        signs = sparse.csr_matrix([sign_row(text, whole) for text, whole in zip(texts, plain, strict=True)])
        regression = LogisticRegression(C=STRENGTH, max_iter=500, tol=1e-3, class_weight="balanced", random_state=SEED)
        regression.fit(sparse.hstack([*blocks, signs]).tocsr(), labels)
        return cls(parts, list(regression.classes_), regression.coef_.T.astype(np.float32), regression.intercept_, 1.0)

    def rows(self, texts: Sequence[Text]) -> Matrix:
        telling = [text.telling for text in texts]
        plain = [folded(each) for each in telling]
        blocks = [self.parts[0].transform(telling), self.parts[1].transform(plain)]
        signs = sparse.csr_matrix([sign_row(text, whole) for text, whole in zip(texts, plain, strict=True)])
        return sparse.hstack([*blocks, signs]).tocsr()

    def scores(self, texts: Sequence[Text]) -> Matrix:
        """Uncalibrated scores: texts by routes."""
        return self.rows(texts) @ self.weights + self.bias

    def telling_words(self, text: Text, route: str, count: int = 3) -> list[str]:
        """The whole words that spoke most for the route."""
        row = self.parts[0].transform([text.telling]).tocoo()
        weights = self.weights[: len(self.parts[0].vocabulary_), self.routes.index(route)]
        ranked = sorted(((value * weights[at], at) for value, at in zip(row.data, row.col, strict=True)), reverse=True)
        stems = self.parts[0].get_feature_names_out()
        best = [stems[at] for gain, at in ranked if gain > 0.02 and " " not in stems[at] and len(stems[at]) > 3]  # noqa: PLR2004
        return [whole_word(text.telling, each) for each in best[:count]]

    def to_bytes(self) -> bytes:
        arrays = {"weights": self.weights, "bias": self.bias}
        for place, part in enumerate(self.parts):
            arrays[f"idf{place}"] = part.idf_.astype(np.float32)
        told = {
            "routes": self.routes,
            "heat": self.heat,
            "terms": [list(part.get_feature_names_out()) for part in self.parts],
        }
        out = io.BytesIO()
        np.savez_compressed(out, told=np.frombuffer(json.dumps(told).encode(), dtype=np.uint8), **arrays)
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Model":
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            told = json.loads(arrays["told"].tobytes())
            parts = vectorizers()
            for place, part in enumerate(parts):
                part.vocabulary_ = {term: at for at, term in enumerate(told["terms"][place])}
                part.idf_ = arrays[f"idf{place}"]
            return cls(parts, told["routes"], arrays["weights"], arrays["bias"], told["heat"])


def whole_word(text: str, wanted: str) -> str:
    """The word of the text that has this stem."""
    return next((word for word in text.lower().split() if words(word)[:1] == [wanted]), wanted).strip(".,:;!?()\"'")


def softmax(scores: Matrix) -> Matrix:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def calibrate(texts: Sequence[Text], labels: Sequence[str], routes: list[str]) -> float:
    """The temperature under which scores of unseen folds are most likely; 1 where there are too few texts."""
    names = np.array(labels)
    if min(np.unique(names, return_counts=True)[1]) < FOLDS:
        return 1.0
    scores = np.zeros((len(texts), len(routes)))
    for known, unseen in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(names, names):
        fold = Model.fit([texts[at] for at in known], [labels[at] for at in known])
        scores[unseen] = fold.scores([texts[at] for at in unseen])
    right = np.array([routes.index(label) for label in labels])

    def loss(heat: float) -> float:
        chances = softmax(scores / heat)[np.arange(len(right)), right]
        return float(-np.log(np.clip(chances, 1e-9, 1)).mean())

    return float(minimize_scalar(loss, bounds=(0.1, 3.0), method="bounded").x)
