"""What people also write about and no shared answer settles: what is planned at a place, faults that somebody must look
at, thanks, other people's work. A text as near to these as to any answer is better left without one.

`knowledgebase/data/elsewhere.json`: texts written for the purpose, and what each means, as `meanings.packed` writes it.
"""

import base64
import json
from functools import cache
from typing import Any

import numpy as np

from knowledgebase.search import nearness
from knowledgebase.search.analysis import DATA


def lift(text: str, *, at_once: bool = False) -> float:
    """How near the text is to the nearest of them, in the measure of `nearness.lifts`; 0 where there is no engine."""
    asked = nearness.remembered(text) if at_once else nearness.meaning_of(text)
    return 0.0 if asked is None else lift_over(vectors(), asked)


@cache
def vectors() -> Any:
    return read_vectors("elsewhere.json")


def lift_over(rows: Any, asked: Any) -> float:
    return float((rows @ asked).max() - nearness.middle() @ asked)


def read_vectors(name: str) -> Any:
    """What the texts of a file of `knowledgebase/data` mean; rows of length one."""
    packed = base64.b64decode(json.loads((DATA / name).read_text(encoding="utf-8"))["vectors"])
    rows = nearness.vectors_of(packed).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)
