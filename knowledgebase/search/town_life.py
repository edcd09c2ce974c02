"""What people ask a municipality and each other besides Aula: rubbish, passports, flats, the weather.

`knowledgebase/data/town_life.json`: texts written for the purpose, and what each means, one byte for each number. A
text in a language that no answer is in, and nearer to one of these than to any answer, is not about Aula.
"""

import base64
import json
from functools import cache
from typing import Any

import numpy as np

from knowledgebase.search import nearness
from knowledgebase.search.analysis import DATA
from meaning.embedding import WIDTH


def lift(text: str) -> float:
    """How near the text is to the nearest of them, in the measure of `nearness.lifts`, which has read it; else 0."""
    asked = nearness.remembered(text)
    return 0.0 if asked is None else float((vectors() @ asked).max() - nearness.middle() @ asked)


@cache
def vectors() -> Any:
    """Rows of length one."""
    packed = base64.b64decode(json.loads((DATA / "town_life.json").read_text(encoding="utf-8"))["vectors"])
    rows = np.frombuffer(packed, dtype=np.int8).reshape(-1, WIDTH).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)
