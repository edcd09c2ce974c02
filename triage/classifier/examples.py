"""The labelled enquiries that the model is trained on."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from triage.classifier.interface import Enquiry
from triage.classifier.reading import Text

if TYPE_CHECKING:
    from triage.classifier.model import Model

Row = dict[str, Any]
FOLDER: Final = Path(__file__).parent / "data"
LIFELIKE: Final = "enquiries_spoken"
"""Written as people write: short, vague, angry and misspelt. By these the model is calibrated first of all."""


def read_lines(path: Path) -> list[Row]:
    """The objects of a JSON Lines file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def shipped() -> list[Row]:
    """The project's own examples, in the order of their files."""
    return [
        row | {"lifelike": path.stem == LIFELIKE}
        for path in sorted(FOLDER.glob("enquiries_*.jsonl"))
        for row in read_lines(path)
    ]


def train(rows: Sequence[Row], shares: Mapping[str, float] | None = None) -> "Model":
    """The same rows in the same order give the same model."""
    from triage.classifier.model import Model  # noqa: PLC0415  who only reads examples needs no model

    lifelike = [bool(row.get("lifelike", True)) for row in rows]
    return Model.train(as_texts(rows), [row["route"] for row in rows], lifelike=lifelike, shares=shares)


def as_texts(rows: Iterable[Row]) -> list[Text]:
    return [Text(row.get("subject") or "", row.get("body") or "", row.get("audience") or "") for row in rows]


def enquiry_of(row: Row) -> Enquiry:
    """Whatever a line holds is read as text: numbers, lists and nothing too."""
    subject, body, audience = (str(row.get(name) or "") for name in ("subject", "body", "audience"))
    return Enquiry(subject, body, audience)
