"""The statistical part: words, parts of words, cues and meaning, weighed by logistic regressions and calibrated.

A text is judged by its words alone, or by its words and its meaning as a whole where a vector of it is there. Each way
has a `Mix` of its own, calibrated on texts that it was not trained on.

It is stored as numbers and lists alone (npz), so reading a model runs no code of the file. Using it needs numpy alone;
training (`fitting`) brings scikit-learn along.
"""

import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

import numpy as np

from meaning.written_language import language_of
from triage.classifier.cues import CUES
from triage.classifier.decision import USUAL_SHARES, head_start
from triage.classifier.everyday import is_evidence, is_telling
from triage.classifier.meaning import Meaning
from triage.classifier.pieces import Pieces
from triage.classifier.reading import Text
from triage.classifier.terms import Row, Terms, runs_of_characters, stems_and_pairs
from triage.classifier.text import WORD, stems
from triage.classifier.whole import Whole

Matrix = Any
AUDIENCES: Final = ("parent", "pupil", "staff")
SPLITS: Final = (stems_and_pairs, runs_of_characters)
LEAST_GAIN: Final = 0.02
LEAST_LOSS: Final = 0.05
"""Share of the lead that a word must carry to be told as a reason."""
FEWEST_WORDS: Final = 3
LEAST_KNOWN: Final = 0.6
"""Share of the words that tell something which must be known."""
MOST_TRIED: Final = 10
"""Words that are taken away, one at a time."""


def cue_row(text: Text) -> list[float]:
    return [
        *(1.0 if known.name in text.cues else 0.0 for known in CUES),
        *(0.5 if text.audience == name else 0.0 for name in AUDIENCES),
        min(len(text.plain) / 1000, 1.0),
    ]


@dataclass(frozen=True)
class Mix:
    """How loud the words, the whole and the usual shares of the routes speak, and how sure one must be of each route
    before it may be set without a person."""

    words: float
    whole: float
    shares: float
    bars: tuple[float, ...]


@dataclass
class Model:
    """Scores of the routes for a text. `weights`: terms of both parts, then cues, by routes."""

    parts: list[Terms]
    routes: list[str]
    weights: Matrix
    bias: Matrix
    meaning: Meaning
    whole: Whole
    by_words: Mix
    by_both: Mix
    shares: Mapping[str, float] = field(default_factory=lambda: dict(USUAL_SHARES))

    @classmethod
    def train(
        cls,
        texts: Sequence[Text],
        labels: Sequence[str],
        *,
        lifelike: Sequence[bool] = (),
        shares: Mapping[str, float] | None = None,
    ) -> "Model":
        """The same texts in the same order give the same model. Calibrated on folds it was not trained on, by those of
        them that are `lifelike` (all, where none is said to be), and for the `shares` in which the routes are met."""
        from triage.classifier.training import trained  # noqa: PLC0415  brings scikit-learn along

        return trained(texts, labels, lifelike, shares or USUAL_SHARES)

    def judge(self, texts: Sequence[Text], vectors: Matrix | None = None) -> tuple[Matrix, Mix]:
        """Calibrated scores, texts by routes, and the mix that made them. `vectors`: what each text means as a whole, a
        row each, where the engine was asked."""
        scores = np.asarray(self.scores(texts))
        if vectors is None:
            return self.by_words.words * scores + self.head_start(self.by_words), self.by_words
        wholes = self.whole.scores(vectors)
        return self.by_both.words * scores + self.by_both.whole * wholes + self.head_start(self.by_both), self.by_both

    def head_start(self, mix: Mix) -> Matrix:
        """What each route's score is given before the text is read."""
        return mix.shares * np.array(head_start(self.routes, self.shares))

    def rows(self, text: Text) -> list[Row]:
        """What stands in each part."""
        return [self.parts[0].row(text.telling), self.parts[1].row(text.plain)]

    def scores(self, texts: Sequence[Text]) -> Matrix:
        """Uncalibrated scores: texts by routes."""
        scores = np.array([self.score(text) for text in texts]) + self.bias
        return scores + self.meaning.scores([text.telling for text in texts])

    def score(self, text: Text) -> Matrix:
        cues = np.array(cue_row(text), dtype=np.float32)
        score = cues @ self.weights[-len(cues) :]
        begins = 0
        for part, (places, values) in zip(self.parts, self.rows(text), strict=True):
            score = score + values @ self.weights[places + begins]
            begins += len(part.names)
        return score

    def understood(self, text: Text) -> set[str]:
        """The stems of the text that mean something and that the model knows."""
        return {root for word in WORD.findall(text.telling) if (root := self.root_of(word))}

    def is_strange(self, text: Text) -> bool:
        """Whether it is in no language that can be told, and most of its words are unknown."""
        words = [word for word in WORD.findall(text.whole) if is_telling(word)]
        known = sum(bool(self.root_of(word)) for word in words)
        return len(words) >= FEWEST_WORDS and known < LEAST_KNOWN * len(words) and not language_of(text.whole)

    def root_of(self, word: str) -> str:
        """Nothing for an everyday word, or one that the model does not know."""
        root = stems(word)[0] if is_telling(word) else ""
        return root if root in self.parts[0].places else ""

    def deciding_words(self, text: Text, route: int, second: int, count: int = 3) -> list[str]:
        """The words without which the route would lie least ahead of the second, the most telling first."""
        likely = self.likely_words(text, route, second)
        whole = self.margin(text, route, second)
        losses = {word: whole - self.margin(without(text, word), route, second) for word in likely}
        least = max(LEAST_LOSS * abs(whole), LEAST_GAIN)
        return [word for word in sorted(likely, key=lambda word: -losses[word]) if losses[word] >= least][:count]

    def likely_words(self, text: Text, route: int, second: int) -> list[str]:
        """The words that are tried: those whose stems speak most for the route."""
        words = filter(is_evidence, reversed(WORD.findall(text.telling)))
        first = {root: word for word in words if (root := self.root_of(word))}
        gains = self.weights[:, route] - self.weights[:, second]
        ranked = sorted(first, key=lambda root: (-gains[self.parts[0].places[root]], root))
        return [first[root] for root in ranked[:MOST_TRIED]]

    def margin(self, text: Text, route: int, second: int) -> float:
        scores = self.scores([text])[0]
        return float(scores[route] - scores[second])

    def cue_gain(self, cue: Any, route: str, second: int) -> float:
        """How far a cue brings the route ahead of the second."""
        weights = self.weights[CUES.index(cue) - len(cue_row(NOTHING))]
        return float(weights[self.routes.index(route)] - weights[second])

    def to_bytes(self) -> bytes:
        facts = {
            "routes": self.routes,
            "by_words": asdict(self.by_words),
            "by_both": asdict(self.by_both),
            "shares": dict(self.shares),
            "terms": [part.names for part in self.parts],
            "pieces": self.meaning.pieces.names,
        }
        arrays: dict[str, Any] = {
            "told": np.frombuffer(json.dumps(facts).encode(), dtype=np.uint8),
            "weights": self.weights,
            "bias": self.bias,
            "chances": self.meaning.pieces.chances,
            "loudness": self.meaning.loudness,
            "gains": self.meaning.gains.astype(np.float16),
            "meaning_bias": self.meaning.bias,
            "whole_gains": self.whole.gains,
            "whole_bias": self.whole.bias,
        }
        arrays |= {f"terms{place}": part.weights for place, part in enumerate(self.parts)}
        out = io.BytesIO()
        np.savez_compressed(out, **arrays)
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Model":
        """Raises `KeyError` or `ValueError` for bytes of another kind of model."""
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            facts = json.loads(arrays["told"].tobytes())
            parts = [
                Terms(split, names, arrays[f"terms{place}"])
                for place, (split, names) in enumerate(zip(SPLITS, facts["terms"], strict=True))
            ]
            pieces = Pieces(facts["pieces"], arrays["chances"])
            gains = arrays["gains"].astype(np.float32)
            meaning = Meaning(pieces, arrays["loudness"], gains, arrays["meaning_bias"])
            return cls(
                parts,
                facts["routes"],
                arrays["weights"],
                arrays["bias"],
                meaning,
                Whole(arrays["whole_gains"], arrays["whole_bias"]),
                mix_of(facts["by_words"]),
                mix_of(facts["by_both"]),
                facts["shares"],
            )


def mix_of(facts: Mapping[str, Any]) -> Mix:
    return Mix(facts["words"], facts["whole"], facts["shares"], tuple(facts["bars"]))


def without(text: Text, word: str) -> Text:
    """The text as if the word were not in it."""
    gone = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
    return replace(text, subject=gone.sub(" ", text.subject), body=gone.sub(" ", text.body))


NOTHING: Final = Text("", "", "")


def softmax(scores: Matrix) -> Matrix:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
