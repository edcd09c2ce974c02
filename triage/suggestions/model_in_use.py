"""The model that triage uses now, loaded when first needed and kept until another is put in use."""

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from triage.classifier.engine_version import ENGINE
from triage.suggestions.models.model_version import ModelFile, ModelUse

if TYPE_CHECKING:
    from triage.classifier import Classifier

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class InUse:
    """`version` is the wanted one, `name` that of the model which is truly used: empty for the program's own."""

    version: int | None
    classifier: "Classifier"
    name: str = ""


_kept: InUse | None = None


def current() -> InUse:
    """Asks the database which version it is each time, so every worker follows at once. Serves any thread."""
    global _kept  # noqa: PLW0603  one model for each process, whatever asks for it
    wanted, kept = ModelUse.current(), _kept
    if kept is None or kept.version != wanted:
        kept = _kept = load(wanted)
    return kept


def load(version: int | None) -> InUse:
    """The version, or the program's own model where it cannot be read: triage goes on in any case."""
    from triage.classifier import Classifier  # noqa: PLC0415  brings the libraries of the model along

    stored = ModelFile.objects.readable(ENGINE).filter(version=version or 0).select_related("version").first()
    if stored is not None and stored.is_whole:
        try:
            return InUse(version, read(bytes(stored.data)), str(version))
        except Exception:
            logger.exception("model %s cannot be read; the program's own is used", version)
    elif version is not None:
        logger.warning("model %s was made by another version of the program; the program's own is used", version)
    return InUse(version, Classifier.load())


def read(data: bytes) -> "Classifier":
    from triage.classifier import Classifier  # noqa: PLC0415  brings the libraries of the model along
    from triage.classifier.model import Model  # noqa: PLC0415

    return Classifier(Model.from_bytes(data))
