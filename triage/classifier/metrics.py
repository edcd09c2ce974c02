"""How good a classifier is, in numbers that its users understand."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from triage.classifier.engine import Classifier
from triage.classifier.examples import Row, enquiry_of, train
from triage.classifier.interface import Verdict
from triage.classifier.text import stems
from triage.classifier.training import SEED


@dataclass(frozen=True)
class ClassifierFigures:
    """Shares from 0 to 1. `calibration_error` is the expected one over ten bins; `coverage_at_95` the share that could
    be routed without a person while 95 in 100 are right."""

    count: int
    accuracy: float
    macro_f1: float
    calibration_error: float
    coverage_at_95: float
    confusion: dict[tuple[str, str], int]
    reliability: list[tuple[float, float, int]]


def wording(row: Row) -> str:
    """What two lines that hold the same text have in common."""
    enquiry = enquiry_of(row)
    return " ".join(stems(f"{enquiry.subject} {enquiry.body}"))


def judge(rows: Sequence[Row], verdicts: Sequence[Verdict]) -> ClassifierFigures:
    gold = [row["route"] for row in rows]
    routes = [verdict.route for verdict in verdicts]
    sure = np.array([verdict.confidence for verdict in verdicts])
    right = np.array([a == b for a, b in zip(gold, routes, strict=True)], dtype=float)
    bins = np.minimum((sure * 10).astype(int), 9)
    reliability = [
        (float(sure[bins == place].mean()), float(right[bins == place].mean()), int((bins == place).sum()))
        for place in range(10)
        if (bins == place).any()
    ]
    error = sum(abs(believed - true) * count for believed, true, count in reliability) / len(rows)
    return ClassifierFigures(
        count=len(rows),
        accuracy=float(right.mean()),
        macro_f1=float(f1_score(gold, routes, average="macro")),
        calibration_error=error,
        coverage_at_95=coverage(sure, right),
        confusion=dict(Counter(pair for pair in zip(gold, routes, strict=True) if pair[0] != pair[1])),
        reliability=reliability,
    )


def coverage(sure: Any, right: Any, precision: float = 0.95) -> float:
    """The largest share, surest first, of which at least `precision` is right."""
    order = np.argsort(-sure, kind="stable")
    shares = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.nonzero(shares >= precision)[0]
    return float((enough[-1] + 1) / len(order)) if len(enough) else 0.0


def cross_validate(
    rows: Sequence[Row], always: Sequence[Row], folds: int, progress: Callable[[int], object] = bool
) -> list[Verdict]:
    """Verdicts on `rows`, each by a model trained on the other folds, and on `always` but for the same texts."""
    labels = [row["route"] for row in rows]
    judged = {wording(row) for row in rows}
    always = [row for row in always if wording(row) not in judged]
    verdicts: list[Verdict | None] = [None] * len(rows)
    for fold, (known, unseen) in enumerate(
        StratifiedKFold(folds, shuffle=True, random_state=SEED).split(labels, labels), 1
    ):
        training = [*always, *(rows[at] for at in known)]
        classifier = Classifier(train(training))
        for at, verdict in zip(unseen, classifier.classify_all(enquiry_of(rows[at]) for at in unseen), strict=True):
            verdicts[at] = verdict
        progress(fold)
    return [verdict for verdict in verdicts if verdict is not None]
