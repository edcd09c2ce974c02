"""Matters of the municipality that Aula has no part in, such as rubbish and passports: triage has hardly an example of
them, so that their words say nothing, and what is usual would decide."""

import json
from functools import cache
from typing import Any, Final

import numpy as np
from django.conf import settings

from triage.classifier.examples import as_texts, shipped
from triage.classifier.reading import Text
from triage.classifier.whole import stored_vectors

Matrix = Any
OUTSIDE: Final = "out_of_scope"
BEHIND: Final = 0.01
"""How much less near (by the cosine) a text may be to what is asked of a town than to any enquiry about Aula. See
docs/benchmarks.md for what it holds back."""


def matters_of_town(vectors: Matrix | None) -> frozenset[int]:
    """The places of the rows that are. None without an engine."""
    if vectors is None:
        return frozenset()
    rows = of_length_one(vectors)
    ahead = (rows @ of_the_town().T).max(axis=1) - (rows @ about_aula().T).max(axis=1)
    return frozenset(map(int, np.flatnonzero(ahead > -BEHIND)))


def texts() -> list[Text]:
    """What people ask a town, which the search knows too."""
    data = json.loads((settings.BASE_DIR / "knowledgebase/data/town_life.json").read_text(encoding="utf-8"))["texts"]
    return as_texts({"body": text} for text in data)


@cache
def of_the_town() -> Matrix:
    return of_length_one(stored_vectors(texts()))


@cache
def about_aula() -> Matrix:
    """The program's own examples of all other routes."""
    rows = [row for row in shipped() if row["route"] != OUTSIDE]
    vectors = stored_vectors(as_texts(rows))
    return of_length_one(vectors[~np.isnan(vectors[:, 0])])


def of_length_one(vectors: Matrix) -> Matrix:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
