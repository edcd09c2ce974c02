"""The statistical part: words, parts of words, signs and meaning, weighed by logistic regressions and calibrated.

It is stored as numbers and lists alone (npz), so reading a model runs no code of the file. Using it needs numpy alone;
training (`fitting`) brings scikit-learn along.
"""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from triage.classifier.cues import SIGNS
from triage.classifier.meaning import Meaning
from triage.classifier.pieces import Pieces
from triage.classifier.reading import Text
from triage.classifier.terms import Row, Terms, runs_of_letters, stems_and_pairs
from triage.classifier.text import words

Matrix = Any
AUDIENCES: Final = ("parent", "pupil", "staff")
SPLITS: Final = (stems_and_pairs, runs_of_letters)
LEAST_GAIN: Final = 0.02
SHORTEST_TOLD: Final = 4
"""Letters of a word that is told as a reason."""


def sign_row(text: Text) -> list[float]:
    return [
        *(1.0 if known.name in text.signs else 0.0 for known in SIGNS),
        *(0.5 if text.audience == name else 0.0 for name in AUDIENCES),
        min(len(text.plain) / 1000, 1.0),
    ]


@dataclass
class Model:
    """Scores of the routes for a text. `weights`: terms of both parts, then signs, by routes."""

    parts: list[Terms]
    routes: list[str]
    weights: Matrix
    bias: Matrix
    meaning: Meaning
    heat: float = 1.0

    @classmethod
    def train(cls, texts: Sequence[Text], labels: Sequence[str]) -> "Model":
        """The same texts in the same order give the same model. Calibrated on folds it was not trained on."""
        from triage.classifier.training import trained  # noqa: PLC0415  brings scikit-learn along

        return trained(texts, labels)

    def rows(self, text: Text) -> list[Row]:
        """What stands in each part."""
        return [self.parts[0].row(text.telling), self.parts[1].row(text.plain)]

    def scores(self, texts: Sequence[Text]) -> Matrix:
        """Uncalibrated scores: texts by routes."""
        told = np.array([self.score(text) for text in texts]) + self.bias
        return told + self.meaning.scores([text.telling for text in texts])

    def score(self, text: Text) -> Matrix:
        signs = np.array(sign_row(text), dtype=np.float32)
        score = signs @ self.weights[-len(signs) :]
        begins = 0
        for part, (places, values) in zip(self.parts, self.rows(text), strict=True):
            score = score + values @ self.weights[places + begins]
            begins += len(part.names)
        return score

    def telling_words(self, text: Text, route: str, count: int = 3) -> list[str]:
        """The whole words that spoke most for the route."""
        places, values = self.parts[0].row(text.telling)
        gains = values * self.weights[places, self.routes.index(route)]
        stems = [self.parts[0].names[place] for place in places]
        ranked = sorted(zip(gains, stems, strict=True), reverse=True)
        best = [stem for gain, stem in ranked if gain > LEAST_GAIN and " " not in stem and len(stem) >= SHORTEST_TOLD]
        return [whole_word(text.telling, each) for each in best[:count]]

    def to_bytes(self) -> bytes:
        told = {
            "routes": self.routes,
            "heat": self.heat,
            "terms": [part.names for part in self.parts],
            "pieces": self.meaning.pieces.names,
        }
        arrays: dict[str, Any] = {
            "told": np.frombuffer(json.dumps(told).encode(), dtype=np.uint8),
            "weights": self.weights,
            "bias": self.bias,
            "chances": self.meaning.pieces.chances,
            "loudness": self.meaning.loudness,
            "gains": self.meaning.gains.astype(np.float16),
            "meaning_bias": self.meaning.bias,
        }
        arrays |= {f"terms{place}": part.weights for place, part in enumerate(self.parts)}
        out = io.BytesIO()
        np.savez_compressed(out, **arrays)
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Model":
        """Raises `KeyError` or `ValueError` for bytes of another kind of model."""
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            told = json.loads(arrays["told"].tobytes())
            parts = [
                Terms(split, names, arrays[f"terms{place}"])
                for place, (split, names) in enumerate(zip(SPLITS, told["terms"], strict=True))
            ]
            pieces = Pieces(told["pieces"], arrays["chances"])
            gains = arrays["gains"].astype(np.float32)
            meaning = Meaning(pieces, arrays["loudness"], gains, arrays["meaning_bias"])
            return cls(parts, told["routes"], arrays["weights"], arrays["bias"], meaning, told["heat"])


def whole_word(text: str, wanted: str) -> str:
    """The word of the text that has this stem."""
    return next((word for word in text.lower().split() if words(word)[:1] == [wanted]), wanted).strip(".,:;!?()\"'")


def softmax(scores: Matrix) -> Matrix:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
