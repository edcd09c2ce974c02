"""What people ask a municipality and each other besides Aula: rubbish, passports, flats, the weather.

`knowledgebase/data/town_life.json`: texts written for the purpose, and what each means, one byte for each number. A
text in a language that no answer is in, and nearer to one of these than to any answer, is not about Aula.
"""

from functools import cache
from typing import Any

from knowledgebase.search import nearness
from knowledgebase.search.elsewhere import lift_over, read_vectors


def lift(text: str) -> float:
    """How near the text is to the nearest of them, in the measure of `nearness.lifts`, which has read it; else 0."""
    asked = nearness.remembered(text)
    return 0.0 if asked is None else lift_over(vectors(), asked)


@cache
def vectors() -> Any:
    return read_vectors("town_life.json")
