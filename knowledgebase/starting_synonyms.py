"""The synonyms that a new site begins with; from then on they are rows that an administrator edits."""

import json
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).resolve().parent / "data" / "synonyms.json"


def read() -> Iterator[tuple[str, str, bool]]:
    """(what people write, what the answers say, both ways)."""
    data: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    for group in data["both_ways"]:
        for term, meaning in combinations(group, 2):
            yield term, meaning, True
    for meaning, terms in data["one_way"].items():
        for term in terms:
            yield term, meaning, False


def load(model: Any) -> None:
    """Adds those that are missing; `model` is `Synonym`, or its like inside a migration."""
    rows = {(term, meaning): model(term=term, meaning=meaning, both_ways=both) for term, meaning, both in read()}
    model.objects.bulk_create(rows.values(), ignore_conflicts=True)
