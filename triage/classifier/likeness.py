"""Which texts are alike. Everything is worked out here, in memory; no text leaves the machine.

A text is the rarest of its features. Brings libraries along that processes that serve pages load when they need them.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.sparse import csr_matrix

from triage.classifier.features import features

KEPT: Final = 18
"""A text is compared by so many of its rarest features: the common ones tell nothing and cost the most."""
COMMON: Final = 0.08
"""A feature that stands in a larger share of many texts tells none of them apart."""
MANY: Final = 500
ALIKE: Final = 0.34
"""Cosine from which two texts ask for the same, chosen by reading pairs of wishes."""


class Likeness:
    """A number of texts, ready to be compared."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.count = len(texts)
        self.vectors = vectors(texts)

    def like(self, place: int, limit: int = 5) -> list[tuple[int, float]]:
        """The places of the texts most like this one, best first, and how alike they are (0 to 1)."""
        scores = (self.vectors @ self.vectors[place].T).toarray().ravel()
        best = np.argsort(-scores, kind="stable")[: limit + 1]
        return [(int(at), float(scores[at])) for at in best if at != place and scores[at] >= ALIKE][:limit]

    def groups(self) -> list[list[int]]:
        """Texts that are alike, largest group first; a text is in one group, around the one that it is most like."""
        alike = thresholded(self.vectors @ self.vectors.T)
        centres = middles(alike)
        nearest = alike[:, centres].tocsr()
        members: dict[int, list[int]] = {at: [] for at in range(len(centres))}
        for place in range(self.count):
            start, end = nearest.indptr[place : place + 2]
            if end > start:
                members[int(nearest.indices[start + nearest.data[start:end].argmax()])].append(place)
        return sorted(
            (group for group in members.values() if len(group) > 1), key=lambda group: (-len(group), group[0])
        )


def thresholded(alike: csr_matrix) -> csr_matrix:
    """Without the pairs that have too little in common."""
    alike.data[alike.data < ALIKE] = 0
    alike.eliminate_zeros()
    return alike


def middles(alike: csr_matrix) -> list[int]:
    """Texts that others stand around: those with the most like them first, none of them like another."""
    covered = np.zeros(alike.shape[0], dtype=bool)
    places = []
    for place in np.argsort(-np.diff(alike.indptr), kind="stable"):
        if not covered[place]:
            covered[alike.indices[alike.indptr[place] : alike.indptr[place + 1]]] = True
            places.append(int(place))
    return places


def vectors(texts: Sequence[str]) -> csr_matrix:
    """A row for each text, of length one: the weights of its rarest features."""
    feature_sets = [features(text) for text in texts]
    sizes = np.fromiter((len(own) for own in feature_sets), dtype=np.int64, count=len(feature_sets))
    flat = np.fromiter((number for own in feature_sets for number in own), dtype=np.int64, count=int(sizes.sum()))
    rows = np.repeat(np.arange(len(texts)), sizes)
    known, numbers, spread = np.unique(flat, return_inverse=True, return_counts=True)
    weights = (np.log((1 + len(texts)) / (1 + spread)) + 1).astype(np.float32)
    if len(texts) > MANY:
        weights[spread > COMMON * len(texts)] = 0
        order = np.lexsort((-weights[numbers], rows))
        place_in_row = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        order = order[(place_in_row < KEPT) & (weights[numbers[order]] > 0)]
        rows, numbers = rows[order], numbers[order]
    values = weights[numbers]
    lengths = np.sqrt(np.bincount(rows, weights=values**2, minlength=len(texts)))
    values = (values / lengths[rows]).astype(np.float32)
    return csr_matrix((values, (rows, numbers)), shape=(len(texts), max(len(known), 1)))
