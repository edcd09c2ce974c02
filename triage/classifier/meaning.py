"""What a text is about, by the meaning of its pieces: each piece speaks for every route, the rarer the louder."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from triage.classifier.pieces import Pieces

Matrix = Any


@dataclass(frozen=True)
class Meaning:
    """`gains`: pieces by routes, how much each speaks for each; `loudness` of each piece; `bias` of each route."""

    pieces: Pieces
    loudness: Matrix
    gains: Matrix
    bias: Matrix

    def scores(self, texts: Sequence[str]) -> Matrix:
        """Texts by routes."""
        return np.array([self.score(self.pieces.of_text(text)) for text in texts])

    def score(self, pieces: list[int]) -> Matrix:
        if not pieces:
            return self.bias
        loudness = self.loudness[pieces]
        return self.bias + loudness @ self.gains[pieces] / np.sqrt(loudness @ loudness)
