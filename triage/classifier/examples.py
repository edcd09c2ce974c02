"""The labelled enquiries that the model is trained on."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from triage.classifier.reading import Text

FOLDER: Final = Path(__file__).parent / "data"


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def shipped() -> list[dict[str, Any]]:
    """The project's own examples, in the order of their files."""
    return [row for path in sorted(FOLDER.glob("enquiries_*.jsonl")) for row in read_lines(path)]


def as_texts(rows: Iterable[dict[str, Any]]) -> list[Text]:
    return [Text(row.get("subject") or "", row.get("body") or "", row.get("audience") or "") for row in rows]
