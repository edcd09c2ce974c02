"""Trains triage anew on the program's examples and the municipality's own, and judges it on what it has not seen.

Only whoever trains imports this: the libraries of the model come along.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from triage.classifier import Classifier
from triage.classifier.engine_version import ENGINE
from triage.classifier.examples import enquiry_of, shipped, train
from triage.classifier.metrics import judge
from triage.learning.from_decisions import as_row
from triage.learning.models import LEAST_HELD_BACK, Example
from triage.suggestions import model_in_use
from triage.suggestions.models import ModelVersion
from triage.suggestions.models.model_version import ModelUse

TOLD: Final = ("accuracy", "macro_f1", "calibration_error", "coverage_at_95")
Row = dict[str, Any]


class TrainingOutcome(TextChoices):
    TOO_FEW = "too_few", _("There are too few decisions of people yet to judge a model by.")
    NOTHING_NEW = "nothing_new", _("Nothing was decided since the last training.")
    BUSY = "busy", _("Another training runs at this time.")
    USED = "used", _("The new model is no worse, and is used from now on.")
    WAITS = "waits", _("The new model is no worse; it waits, since somebody has chosen the one in use.")
    WORSE = "worse", _("The new model is worse, and is not used.")
    GIVEN_UP = "given_up", _("The training took too long and was given up.")


@dataclass(frozen=True)
class Ground:
    """What a model is trained on, in order, and the part that it is judged by."""

    shipped: list[Row]
    own: list[Row]
    held_back: list[Row]

    @classmethod
    def now(cls, program: Sequence[Row] | None = None) -> "Ground":
        """With every example learned until now; `program` stands in for the shipped ones."""
        examples = list(Example.objects.in_order())
        own = [as_row(example) for example in examples if not example.is_held_back]
        held_back = [as_row(example) for example in examples if example.is_held_back]
        return cls(shipped() if program is None else list(program), own, held_back)

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

    def train(self) -> bytes:
        """The same ground gives the same bytes."""
        rows = [*self.shipped, *self.own]
        return train(rows).to_bytes()


def retrain(ground: Ground | None = None) -> tuple[TrainingOutcome, ModelVersion | None]:
    """One training, at most one at a time. Dying in the middle leaves the model in use as it is."""
    ground = ground or Ground.now()
    if len(ground.held_back) < LEAST_HELD_BACK:
        return TrainingOutcome.TOO_FEW, None
    mark, digest = ENGINE, ground.digest
    last = ModelVersion.objects.trained().newest_first().first()
    if last is not None and (last.engine, last.ground) == (mark, digest):
        return TrainingOutcome.NOTHING_NEW, last
    counts = {"shipped": len(ground.shipped), "own": len(ground.own), "held_back": len(ground.held_back)}
    version = ModelVersion.begin(engine=mark, ground=digest, **counts)
    if version is None:
        return TrainingOutcome.BUSY, None
    try:
        data = ground.train()
        figures = figures_of(model_in_use.read(data), ground.held_back)
        before = figures_of(model_in_use.current().classifier, ground.held_back)
        finished = version.finish(data, figures=figures, before=before)
    except BaseException:
        version.fail()
        raise
    return outcome_of(version) if finished else TrainingOutcome.GIVEN_UP, version


def outcome_of(version: ModelVersion) -> TrainingOutcome:
    if version.state == ModelVersion.State.WORSE:
        return TrainingOutcome.WORSE
    return TrainingOutcome.USED if ModelUse.current() == version.pk else TrainingOutcome.WAITS


def figures_of(classifier: Classifier, rows: Sequence[Row]) -> dict[str, float]:
    figures = judge(rows, classifier.classify_all(enquiry_of(row) for row in rows))
    return {name: round(getattr(figures, name), 4) for name in TOLD}
